"""One resident sends faster than anybody can answer: a bound, one sentence, one promise, and nothing executed that was not looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from api.tables import TurnRow
from api.wechat.delivering.flooding import MOST_WAITING
from api.wechat.tables import DeliveryRow, FollowerRow
from tests.living import wait_until
from tests.wechat.quiet import QuietTown, quiet_town
from tests.wechat.simulator import Outcome, Resident, Sent

TOO_MANY = "您发来的不少，我先把前面的答完。这一句我还没看，等我答完了，请您再发一次。"
LATER = "收到了，我正在看。看好了就回您，您不用再发。"


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuietTown]:
    with quiet_town(tmp_path_factory.mktemp("quiet")) as town:
        yield town


def held_up(quiet: QuietTown, name: str) -> Resident:
    """Somebody whom another gateway has taken, and never answers."""
    resident = quiet.wechat.resident(name)
    quiet.ask(resident, "我绑定了谁")
    lease(quiet, resident, "another", timedelta(hours=1))
    return resident


def lease(quiet: QuietTown, resident: Resident, who: str | None, lasts: timedelta) -> None:
    with quiet.house.sessions.begin() as session:
        mine = update(FollowerRow).where(FollowerRow.id == quiet.follower(resident).id)
        session.execute(mine.values(lease=who, lease_until=datetime.now(UTC) + lasts))


def send(resident: Resident, *words: str) -> list[Sent]:
    """All at once."""
    sent = [resident.send(text) for text in words]
    for one in sent:
        one.wait(60)
    return sent


def deliveries(quiet: QuietTown, resident: Resident) -> list[DeliveryRow]:
    with quiet.house.sessions() as session:
        mine = select(DeliveryRow).where(DeliveryRow.follower_id == quiet.follower(resident).id)
        return list(session.scalars(mine.order_by(DeliveryRow.id)))[1:]


def said(quiet: QuietTown, resident: Resident) -> list[str]:
    with quiet.house.sessions() as session:
        mine = select(TurnRow.said).where(TurnRow.conversation_id == quiet.talk(resident), TurnRow.said != "")
        return list(session.scalars(mine.order_by(TurnRow.number)))[1:]


def test_beyond_twenty_that_wait_nothing_more_is_looked_at_and_that_is_said_once(quiet: QuietTown) -> None:
    ann = held_up(quiet, "ann")
    first = send(ann, *(f"第{number}句" for number in range(MOST_WAITING)))
    more = send(ann, "太多了", "还有一句", "再来一句")
    rows = deliveries(quiet, ann)
    assert [(row.busy, row.content is None, row.done_at is None) for row in rows] == [
        *[(False, False, True)] * MOST_WAITING,
        *[(True, True, False)] * 3,
    ]
    assert sorted(ann.texts[1:]) == sorted([LATER, TOO_MANY])  # one promise, one sentence; to all others nothing
    assert {one.outcome for one in (*first, *more)} == {Outcome.SHOWN, Outcome.ACKNOWLEDGED}
    assert {len(one.deliveries) for one in (*first, *more)} == {1}
    lease(quiet, ann, None, timedelta())
    wait_until(lambda: all(row.done_at for row in deliveries(quiet, ann)), "some are not answered")
    assert sorted(said(quiet, ann)) == sorted(f"第{number}句" for number in range(MOST_WAITING))


def test_when_some_are_answered_there_is_room_again(quiet: QuietTown) -> None:
    bea = held_up(quiet, "bea")
    send(bea, *(["我绑定了谁"] * MOST_WAITING))
    send(bea, "我绑定了谁")
    with quiet.house.sessions.begin() as session:
        (oldest, *_) = (row.id for row in deliveries(quiet, bea))
        session.execute(update(DeliveryRow).where(DeliveryRow.id == oldest).values(done_at=datetime.now(UTC), content=None))
    send(bea, "我绑定了谁", "我绑定了谁")
    assert [row.busy for row in deliveries(quiet, bea)][MOST_WAITING:] == [True, False, True]
    assert bea.texts.count(TOO_MANY) == 1  # what waited then waits still


def test_words_of_danger_and_leaving_are_never_too_many(quiet: QuietTown) -> None:
    cai = held_up(quiet, "cai")
    send(cai, *(["我绑定了谁"] * MOST_WAITING))
    send(cai, "家里着火了")
    cai.unfollow().wait(60)
    assert [row.busy for row in deliveries(quiet, cai)][MOST_WAITING:] == [False, False]


def test_the_same_one_again_is_told_the_same_and_noted_once(quiet: QuietTown) -> None:
    dan = held_up(quiet, "dan")
    send(dan, *(["我绑定了谁"] * MOST_WAITING))
    quiet.wechat.lose_answers(1)
    (lost,) = send(dan, "太多了")
    assert [one.outcome for one in lost.deliveries] == [Outcome.LOST, Outcome.ACKNOWLEDGED]
    lease(quiet, dan, None, timedelta())
    wait_until(lambda: TOO_MANY in dan.texts, "what got lost is not sent")
    assert (dan.texts.count(TOO_MANY), [row.busy for row in deliveries(quiet, dan)].count(True)) == (1, 1)
