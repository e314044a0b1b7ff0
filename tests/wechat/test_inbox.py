"""Deliveries in the tables, on SQLite and PostgreSQL: the same one by many at once, and whose turn it is."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from api.wechat import followers
from api.wechat.delivering import carrying, forgetting, inbox, leases, outbox, unsent
from api.wechat.delivering.inbox import Arrival, Reused
from api.wechat.protocol.received import Content, Followed, Pressed, Received, Text, Unfollowed, Unneeded
from api.wechat.showing.rendering import Rendered
from api.wechat.tables import AnswerRow, DeliveryRow, FollowerRow
from bot.database import Sessions
from bot.turn import Reply
from bot.vault import Seal
from tests.actions.conftest import database_url, seal, sessions
from tests.postgres import postgres_url

__all__ = ["database_url", "postgres_url", "seal", "sessions"]

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
LEASE = timedelta(seconds=30)


def received(key: str = "m:1", content: Content = Text("你好"), openid: str = "oAnn") -> Received:  # noqa: B008  # frozen
    return Received(openid, "gh_city", int(NOW.timestamp()), key, content)


def take(sessions: Sessions, seal: Seal, one: Received, signature: str = "s", body: str = "b", now: datetime = NOW) -> Arrival | None:
    with sessions.begin() as session:
        return inbox.receive(session, seal, one, signature, body, now)


def arrive(sessions: Sessions, seal: Seal, key: str = "m:1", content: Content | None = None, now: datetime = NOW) -> Arrival:
    arrival = take(sessions, seal, received(key, content or Text("你好")), signature=key, now=now)
    assert arrival is not None
    return arrival


def follower(sessions: Sessions) -> FollowerRow:
    with sessions() as session:
        return session.scalars(select(FollowerRow)).one()


def test_the_same_delivery_at_once_is_written_down_once(sessions: Sessions, seal: Seal) -> None:
    """As the bridge does it: who collides tries again and finds it."""
    together = threading.Barrier(8)

    def deliver(number: int) -> int:
        together.wait()
        for _ in range(3):
            try:
                arrival = take(sessions, seal, received(), signature=f"s{number}")
            except IntegrityError:
                continue
            assert arrival is not None
            return arrival.delivery
        raise AssertionError("collided three times")

    with ThreadPoolExecutor(8) as gateways:
        given = set(gateways.map(deliver, range(8)))
    with sessions() as session:
        counted = [session.scalar(select(func.count()).select_from(table)) for table in (FollowerRow, DeliveryRow)]
    assert (len(given), counted) == (1, [1, 1])


def test_one_of_many_gateways_gets_the_lease(sessions: Sessions, seal: Seal) -> None:
    id = arrive(sessions, seal).follower
    together = threading.Barrier(8)

    def ask(number: int) -> bool:
        together.wait()
        with sessions.begin() as session:
            return leases.take(session, id, f"gateway {number}", NOW, LEASE)

    with ThreadPoolExecutor(8) as gateways:
        assert sorted(gateways.map(ask, range(8))) == [False] * 7 + [True]


def test_a_lease_is_renewed_given_back_and_taken_over_when_it_has_run_out(sessions: Sessions, seal: Seal) -> None:
    id = arrive(sessions, seal).follower

    def leased(who: str, at: timedelta) -> bool:
        with sessions.begin() as session:
            return leases.take(session, id, who, NOW + at, LEASE)

    zero, second = timedelta(0), timedelta(seconds=1)
    assert [leased("a", zero), leased("b", second), leased("a", second)] == [True, False, True]
    assert [leased("b", LEASE), leased("b", LEASE + second), leased("a", LEASE + second)] == [False, True, False]
    with sessions.begin() as session:
        leases.give_back(session, "a")
    assert leased("a", LEASE + second) is False
    with sessions.begin() as session:
        leases.give_back(session, "b", id)
    assert leased("a", LEASE + second) is True


def test_only_the_leases_that_are_named_are_renewed(sessions: Sessions, seal: Seal) -> None:
    kept, left = (take(sessions, seal, received(f"m:{openid}", openid=openid), signature=openid) for openid in ("oAnn", "oBen"))
    assert kept is not None
    assert left is not None
    with sessions.begin() as session:
        for one in (kept, left):
            leases.take(session, one.follower, "a", NOW, LEASE)
        leases.renew(session, "a", [kept.follower], NOW + 2 * LEASE)
        leases.renew(session, "b", [left.follower], NOW + 2 * LEASE)
        assert [leases.take(session, one.follower, "b", NOW + LEASE, LEASE) for one in (kept, left)] == [False, True]


def test_a_signature_belongs_to_the_body_that_it_came_with(sessions: Sessions, seal: Seal) -> None:
    first, again = (take(sessions, seal, received(), body="one") for _ in range(2))
    with pytest.raises(Reused):
        take(sessions, seal, received("m:2"), body="other")
    with sessions() as session:
        assert (first, session.scalar(select(func.count()).select_from(DeliveryRow))) == (again, 1)


def test_deliveries_come_out_in_their_order_once_and_are_forgotten(sessions: Sessions, seal: Seal) -> None:
    arrivals = [arrive(sessions, seal, f"m:{number}", Text(f"第{number}句")) for number in (3, 1, 2)]
    told = []
    while True:
        with sessions.begin() as session:
            delivery = inbox.next_delivery(session, seal, arrivals[0].follower)
            if delivery is None:
                break
            told.append(delivery.content)
            first, again = (inbox.close(session, delivery.id, delivery.follower, NOW) for _ in range(2))
            assert (first is not None, again) == (True, None)
    with sessions() as session:
        contents = list(session.scalars(select(DeliveryRow.content)))
    assert (told, contents) == ([Text("第3句"), Text("第1句"), Text("第2句")], [None, None, None])


def test_what_needs_no_answer_is_not_written_down(sessions: Sessions, seal: Seal) -> None:
    assert take(sessions, seal, received("e:1:VIEW:x", Unneeded("VIEW"))) is None
    with sessions() as session:
        assert list(session.scalars(select(FollowerRow))) == []


@pytest.mark.parametrize(
    ("contents", "left", "lasts"),
    [
        ([Text("你好")], 5, timedelta(hours=48)),
        ([Pressed("say:x")], 3, timedelta(minutes=1)),
        ([Followed()], 3, timedelta(minutes=1)),
        ([Text("你好"), Pressed("say:x")], 5, timedelta(hours=48)),
        ([Pressed("say:x"), Text("你好")], 5, timedelta(hours=48)),
    ],
)
def test_what_a_resident_does_opens_the_window(
    sessions: Sessions, seal: Seal, contents: list[Content], left: int, lasts: timedelta
) -> None:
    for number, content in enumerate(contents):
        arrive(sessions, seal, f"m:{number}", content)
    row = follower(sessions)
    assert (row.window_left, row.window_until) == (left, NOW + lasts)


def test_leaving_closes_the_window_at_once_and_coming_back_opens_it(sessions: Sessions, seal: Seal) -> None:
    arrive(sessions, seal)
    arrive(sessions, seal, "e:1", Unfollowed())
    left = follower(sessions)
    arrive(sessions, seal, "e:2", Followed())
    back = follower(sessions)
    assert (left.left_at, left.window_left, back.left_at, back.window_left) == (NOW, 0, None, 3)


def test_the_same_delivery_again_opens_no_new_window(sessions: Sessions, seal: Seal) -> None:
    arrive(sessions, seal)
    with sessions.begin() as session:
        unsent.close_window(session, follower(sessions).id, NOW + timedelta(hours=48))
    arrive(sessions, seal)
    assert follower(sessions).window_left == 0


def test_a_request_that_waits_is_known(sessions: Sessions, seal: Seal) -> None:
    arrival = arrive(sessions, seal)
    with sessions.begin() as session:
        assert inbox.is_awaited(session, arrival.follower, NOW) is True
        assert inbox.is_awaited(session, arrival.follower, NOW + inbox.PASSIVE) is False
        inbox.close(session, arrival.delivery, arrival.follower, NOW)
        assert inbox.is_awaited(session, arrival.follower, NOW) is True
        carrying.carry(session, lambda conversation, replies: Rendered(()), arrival.delivery, NOW, over=True, pushes=True)
        assert inbox.is_awaited(session, arrival.follower, NOW) is False


def test_what_is_old_is_swept_and_what_is_open_stays(sessions: Sessions, seal: Seal) -> None:
    done, still_open = arrive(sessions, seal, "m:1"), arrive(sessions, seal, "m:2")
    with sessions.begin() as session:
        inbox.close(session, done.delivery, done.follower, NOW)
        for number in (1, 2):
            outbox.put(session, done.follower, None, outbox.body_of([Reply(f"第{number}句")]), NOW)
    with sessions.begin() as session:
        outbox.note_sent(session, session.scalars(select(AnswerRow.id)).first() or 0, 1, NOW)
    with sessions.begin() as session:
        forgetting.forget_old(session, NOW + forgetting.KEPT + timedelta(seconds=1))
    with sessions() as session:
        kept = list(session.scalars(select(DeliveryRow.id))), list(session.scalars(select(AnswerRow.state)))
    assert kept == ([still_open.delivery], ["waiting"])


def test_only_who_left_is_forgotten_with_all_that_came_and_went(sessions: Sessions, seal: Seal) -> None:
    id = arrive(sessions, seal).follower
    with sessions.begin() as session:
        outbox.put(session, id, None, outbox.body_of([Reply("好。")]), NOW)
        followers.forget(session, id)
    assert follower(sessions).id == id
    arrive(sessions, seal, "e:1", Unfollowed())
    with sessions.begin() as session:
        assert followers.gone_since(session, NOW, 0, 10) == []
        assert followers.gone_since(session, NOW + timedelta(seconds=1), 0, 10) == [(id, ())]
        followers.forget(session, id)
    with sessions() as session:
        counted = [session.scalar(select(func.count()).select_from(table)) for table in (FollowerRow, DeliveryRow, AnswerRow)]
    assert counted == [0, 0, 0]
