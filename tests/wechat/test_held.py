"""While a member of staff has the talk: what they cannot answer is done all the same, and all else waits for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from actions.drafts import Draft, save_draft
from actions.talk import Talk, save_talk
from api.tables import ConversationRow
from tests.wechat.quiet import LIN, QuietTown, quiet_town
from tests.wechat.simulator import Outcome, Resident


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuietTown]:
    with quiet_town(tmp_path_factory.mktemp("quiet")) as town:
        yield town


@pytest.fixture
def held(quiet: QuietTown) -> Resident:
    """Bound, in the middle of an application, with a member of staff."""
    resident = quiet.bound(LIN)
    conversation = quiet.talk(resident)
    with quiet.house.sessions.begin() as session:
        save_draft(session, conversation, Draft("draft of " + conversation, "pension_auth"), datetime.now(UTC))
        save_talk(session, conversation, Talk(draft="draft of " + conversation), "pension_auth")
        session.execute(update(ConversationRow).where(ConversationRow.id == conversation).values(held_by="lihua"))
    return resident


def test_untying_this_wechat_unties_it(quiet: QuietTown, held: Resident) -> None:
    assert quiet.ask(held, "解绑").startswith("解开了")
    assert quiet.follower(held).person is None


def test_large_letters_open(quiet: QuietTown, held: Resident) -> None:
    assert f"{quiet.house.settings.public_url}/wechat/link?t=" in quiet.ask(held, "大字版")


def test_signing_out_ends_the_talk_and_the_binding(quiet: QuietTown, held: Resident) -> None:
    conversation = quiet.talk(held)
    assert quiet.ask(held, "退出登录").startswith("已经退出了。这里不再记得您是谁。")
    with quiet.house.sessions() as session:
        assert session.get_one(ConversationRow, conversation).closed_at is not None
    assert quiet.follower(held).person is None


@pytest.mark.parametrize("said", ["我听不懂", "继续", "绑定", "1"])
def test_all_else_waits_for_the_member_of_staff(quiet: QuietTown, held: Resident, said: str) -> None:
    before = len(held.screen)
    sent = held.send(said).wait()
    assert (sent.outcome, len(held.screen) - before) == (Outcome.ACKNOWLEDGED, 0)
