"""One address may begin many talks, and not any number of them."""

from __future__ import annotations

import httpx
import pytest
from fastapi import HTTPException
from fastapi.testclient import TestClient

from api.newcomers import Newcomers
from api.settings import load_settings
from tests.api.paging import Elements, build_app
from tests.living import Living

HALL, HOME = "203.0.113.9", "198.51.100.7"
"""Addresses for documentation (RFC 5737)."""


def begun(newcomers: Newcomers, host: str, times: int) -> int:
    """How many of so many talks may begin."""
    return sum(wait_of(newcomers, host) is None for _ in range(times))


def wait_of(newcomers: Newcomers, host: str) -> int | None:
    """Seconds that one more has to wait; None: it may begin."""
    try:
        newcomers.check(host)
    except HTTPException as refused:
        return int((refused.headers or {})["Retry-After"])
    return None


def test_whoever_is_refused_hears_when_to_come_again() -> None:
    newcomers = Newcomers(1)
    first, second = wait_of(newcomers, HALL), wait_of(newcomers, HALL)
    assert (first, second is not None and 1 <= second <= 60) == (None, True)


def test_each_address_has_its_own_count() -> None:
    newcomers = Newcomers(3)
    assert [begun(newcomers, host, 5) for host in (HALL, HOME, HALL)] == [3, 3, 0]


def test_a_household_with_many_addresses_is_one() -> None:
    newcomers = Newcomers(3)
    inside = [f"2001:db8:0:1::{number}" for number in range(1, 6)]
    assert [begun(newcomers, host, 1) for host in (*inside, "2001:db8:0:2::1")] == [1, 1, 1, 0, 0, 1]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "", "testclient"])
def test_this_machine_is_not_counted(host: str) -> None:
    assert begun(Newcomers(3), host, 10) == 10


def test_an_address_written_in_the_other_way_is_the_same() -> None:
    newcomers = Newcomers(3)
    assert [begun(newcomers, host, 2) for host in (HALL, f"::ffff:{HALL}")] == [2, 1]


def test_a_page_says_so_kindly_and_those_who_have_a_talk_go_on() -> None:
    app = build_app()
    app.state.newcomers = Newcomers(2)
    here = TestClient(app, client=(HALL, 50000))
    first, _, third = here.get("/"), TestClient(app, client=(HALL, 50001)).get("/"), TestClient(app, client=(HALL, 50002)).get("/")
    assert (first.status_code, third.status_code, int(third.headers["Retry-After"]) > 0) == (200, 429, True)
    assert Elements(third.text).texts("h1") == ["请稍等一会儿"]
    assert TestClient(app, client=(HALL, 50003)).post("/talk", data={"text": "办退休"}).status_code == 429
    assert (here.get("/").status_code, here.post("/talk", data={"text": "我想办退休"}).status_code) == (200, 200)


def test_behind_a_web_server_it_is_the_resident_who_is_counted(alive: Living) -> None:
    def opens(host: str) -> httpx.Response:
        return httpx.post(
            f"{alive.house.settings.url}/api/v1/conversations",
            json={"channel": "web", "language": "zh"},
            headers={"X-Forwarded-For": host},
            trust_env=False,
        )

    most = load_settings().new_talks
    opened = [opens(HALL) for _ in range(most + 1)]
    refused = opened[-1]
    assert [one.status_code for one in opened] == [201] * most + [429]
    assert (refused.json()["title"][:12], "Retry-After" in refused.headers) == ("从您这个网络来的人有点多", True)
    assert opens(HOME).status_code == 201
