"""What goes wrong for one resident, or for the database once, keeps nobody else and nothing else back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from api.wechat.delivering import leases, outbox, serving
from api.wechat.tables import AnswerRow
from bot.turn import Reply
from tests.living import wait_until
from tests.wechat.quiet import QuietTown
from tests.wechat.simulator import Resident

SEND = "/cgi-bin/message/custom/send"
GOOD = outbox.body_of([Reply("好。")])


@pytest.fixture
def town(quiet: QuietTown) -> Iterator[QuietTown]:
    yield quiet
    quiet.wechat.faults.clear()


def put(town: QuietTown, resident: Resident, *bodies: dict[str, Any], anytime: bool = False, after: float = 0) -> None:
    """On their way to somebody who wrote before, one after the other."""
    follower, due = town.follower(resident).id, datetime.now(UTC) + timedelta(seconds=after)
    with town.house.sessions.begin() as session:
        for body in bodies:
            outbox.put(session, follower, None, body, due, anytime=anytime)


def states(town: QuietTown, resident: Resident) -> list[str]:
    follower = town.follower(resident).id
    with town.house.sessions() as session:
        mine = select(AnswerRow.state).where(AnswerRow.follower_id == follower, AnswerRow.delivery_id.is_(None))
        return list(session.scalars(mine.order_by(AnswerRow.id)))


def test_a_lease_that_could_not_be_given_back_is_not_renewed(town: QuietTown, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though the same gateway renews others meanwhile."""
    ann, ben = town.newcomer(), town.newcomer()
    monkeypatch.setattr(serving, "LEASE", timedelta(seconds=1.5))
    monkeypatch.setattr(serving, "RENEWED", 0.2)
    town.wechat.faults.slow(SEND, 7.0, accepted=True)
    begun = town.wechat.calls[SEND]
    put(town, ben, GOOD)
    wait_until(lambda: town.wechat.calls[SEND] > begun, "nothing is being sent to the other")
    works, failed, of_ann = leases.give_back, [], town.follower(ann).id

    def fails_once(session: Session, who: str, follower: int | None = None) -> None:
        if follower == of_ann and not failed:
            failed.append(follower)
            raise OperationalError("UPDATE", {}, Exception("database is locked"))
        works(session, who, follower)

    monkeypatch.setattr(leases, "give_back", fails_once)
    town.ask(ann, "我绑定了谁")
    wait_until(lambda: failed == [of_ann], "nothing was given back")
    put(town, ann, GOOD)
    wait_until(lambda: states(town, ann) == ["sent"], "nobody serves her")
    assert states(town, ben) == ["sending"]


def test_an_answer_that_nobody_can_send_is_set_aside_and_no_other(town: QuietTown) -> None:
    cai = town.newcomer()
    before = len(cai.screen)
    put(town, cai, {"news": {"thing1": "养老金资格认证"}, "replies": GOOD["replies"]}, anytime=True, after=3600)
    put(town, cai, {"replies": [{"nonsense": 1}]}, GOOD)
    wait_until(lambda: states(town, cai)[-1] == "sent", "what stands behind it is kept back")
    assert (states(town, cai), cai.texts[before:]) == (["waiting", "dropped", "sent"], ["好。"])
