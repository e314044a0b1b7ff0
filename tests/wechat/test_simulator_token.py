"""The simulator's tokens, called over real HTTP."""

from __future__ import annotations

from tests.wechat.calling import STABLE, Caller, caller, wechat
from tests.wechat.simulator import ACCOUNT, Simulator

__all__ = ["caller", "wechat"]


def test_the_stable_token_stays_until_five_minutes_before_its_end(wechat: Simulator, caller: Caller) -> None:
    first = caller.token
    wechat.clock.pass_by(seconds=6895)
    again = caller.login()
    assert again["access_token"] == first
    assert 300 < again["expires_in"] <= 305
    wechat.clock.pass_by(seconds=10)
    second = caller.login()["access_token"]
    assert second != first
    caller.token = first
    assert "ip_list" in caller.get("/cgi-bin/getcallbackip")
    wechat.clock.pass_by(seconds=300)
    assert caller.get("/cgi-bin/getcallbackip")["errcode"] == 42001
    caller.token = second
    assert "ip_list" in caller.get("/cgi-bin/getcallbackip")
    assert wechat.calls == {STABLE: 3, "/cgi-bin/getcallbackip": 3}


def test_a_forced_token_ends_the_former_but_not_within_thirty_seconds_nor_more_than_twenty_a_day(wechat: Simulator, caller: Caller) -> None:
    first = caller.token
    second = caller.login(force=True)["access_token"]
    assert caller.login(force=True)["access_token"] == second != first
    caller.token = first
    assert caller.get("/cgi-bin/getcallbackip")["errcode"] == 40001
    for _ in range(19):
        wechat.clock.pass_by(seconds=31)
        caller.login(force=True)
    wechat.clock.pass_by(seconds=31)
    assert caller.login(force=True)["errcode"] == 45009
    wechat.clock.pass_by(hours=24)
    assert "access_token" in caller.login(force=True)


def test_calls_without_a_good_token_are_refused(wechat: Simulator, caller: Caller) -> None:
    good = caller.token
    said = []
    for caller.token in ("", "made up", good):
        said.append(caller.get("/cgi-bin/getcallbackip").get("errcode", 0))
    wechat.tokens.forget()
    said.append(caller.get("/cgi-bin/getcallbackip")["errcode"])
    assert said == [41001, 40001, 0, 40001]


def test_wrong_keys_get_no_token(caller: Caller) -> None:
    said = [caller.login(**wrong)["errcode"] for wrong in ({"appid": "wx0"}, {"secret": "wrong, for tests only"}, {"grant_type": "x"})]
    assert said == [40013, 40125, 40002]


def test_the_other_kind_of_token_knows_nothing_of_the_stable_one(wechat: Simulator, caller: Caller) -> None:
    asked = {"grant_type": "client_credential", "appid": ACCOUNT.app_id, "secret": ACCOUNT.secret}
    stable = caller.token
    plain = [caller.http.get("/cgi-bin/token", params=asked).json()["access_token"] for _ in range(2)]
    wechat.clock.pass_by(seconds=301)
    said = []
    for caller.token in (stable, *plain):
        said.append(caller.get("/cgi-bin/getcallbackip").get("errcode", 0))
    assert said == [0, 42001, 0]
