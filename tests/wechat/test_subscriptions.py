"""News by subscription messages (订阅通知): to whoever has agreed, field by field, and another way for all others; never lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from actions.identity import person_of
from api.wechat.consent_tables import ConsentRow
from bot.news import CaseNews, CaseState
from tests.living import wait_until
from tests.wechat.quiet import LIN, QuietTown, quiet_town
from tests.wechat.simulator import Resident, SubscriptionTemplate, Via

RECEIPT = "572572572572"
CONTENT = "事项：{{thing1.DATA}}\n进度：{{phrase2.DATA}}\n编号：{{character_string3.DATA}}\n时间：{{time4.DATA}}"
ONCE = SubscriptionTemplate("subscription-for-tests-only", "办件进度", CONTENT)
DONE = "您办的养老金资格认证，办好了。编号 5725 7257 2572。想细问，回复“我的办件”。"
SEND = "/cgi-bin/message/subscribe/bizsend"


@pytest.fixture(scope="module")
def subscribed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuietTown]:
    """An account whose news are subscription messages."""
    rights = ("customer_service", "subscriptions", "media")
    given = {"wechat_news_kind": "subscription", "wechat_news_template": ONCE.template_id, "wechat_rights": rights}
    with quiet_town(tmp_path_factory.mktemp("subscribed"), **given) as town:
        town.wechat.add_subscription(ONCE)
        yield town


@pytest.fixture
def ann(subscribed: QuietTown) -> Iterator[Resident]:
    """Somebody who has bound their WeChat to themselves, and nobody else has."""
    resident = subscribed.bound(LIN)
    yield resident
    subscribed.wechat.faults.clear()
    subscribed.ask(resident, "解绑")


def tell(town: QuietTown, state: CaseState = "done") -> None:
    """A department has said something."""
    desk = town.house.desk
    with town.house.sessions.begin() as session:
        desk.news.tell(session, CaseNews(person_of(desk.seal, LIN.resident_id), "pension_auth", RECEIPT, state, None))


def consent(town: QuietTown, resident: Resident) -> bool | None:
    """What is written down of theirs."""
    with town.house.sessions() as session:
        return session.scalars(select(ConsentRow.agreed).where(ConsentRow.follower_id == town.follower(resident).id)).one_or_none()


def newest(resident: Resident, before: int) -> list[tuple[Via, str]]:
    """What has come since, without the time."""
    return [(shown.via, shown.text.partition("\n时间：")[0]) for shown in resident.screen[before:]]


def test_whoever_has_agreed_gets_one_message_and_the_next_news_as_words(subscribed: QuietTown, ann: Resident) -> None:
    subscribed.wechat.asks(ann, ONCE.template_id, yes=True).wait()
    assert consent(subscribed, ann) is True
    before, tried = len(ann.screen), subscribed.wechat.calls[SEND]
    tell(subscribed, "working")
    ann.wait_for(before + 1)
    tell(subscribed)
    ann.wait_for(before + 2)
    notice = "办件进度\n事项：养老金资格认证\n进度：正在办\n编号：572572572572"
    assert newest(ann, before) == [(Via.SUBSCRIPTION, notice), (Via.SERVICE, DONE)]
    assert (consent(subscribed, ann), subscribed.wechat.calls[SEND] - tried) == (False, 2)
    tell(subscribed)
    ann.wait_for(before + 3)
    assert subscribed.wechat.calls[SEND] - tried == 2  # known to be refused: not tried


def test_whoever_was_never_asked_is_tried_once_and_gets_words(subscribed: QuietTown, ann: Resident) -> None:
    before, tried = len(ann.screen), subscribed.wechat.calls[SEND]
    tell(subscribed)
    ann.wait_for(before + 1)
    assert (newest(ann, before), subscribed.wechat.calls[SEND] - tried) == ([(Via.SERVICE, DONE)], 1)
    assert subscribed.follower(ann).left_at is None


@pytest.mark.parametrize("how", ["refuses", "takes back"])
def test_whoever_says_no_gets_words_without_a_try(subscribed: QuietTown, ann: Resident, how: str) -> None:
    if how == "refuses":
        subscribed.wechat.asks(ann, ONCE.template_id, yes=False).wait()
    else:
        subscribed.wechat.asks(ann, ONCE.template_id, yes=True).wait()
        subscribed.wechat.takes_back(ann, ONCE.template_id).wait()
    before, tried = len(ann.screen), subscribed.wechat.calls[SEND]
    tell(subscribed)
    ann.wait_for(before + 1)
    assert (newest(ann, before), consent(subscribed, ann), subscribed.wechat.calls[SEND] - tried) == ([(Via.SERVICE, DONE)], False, 0)


def test_outside_the_window_words_wait_for_the_next_message(subscribed: QuietTown, ann: Resident) -> None:
    subscribed.wechat.faults.refuse("/cgi-bin/message/custom/send", 45015)
    tell(subscribed)
    wait_until(lambda: subscribed.follower(ann).window_left == 0, "the window is still open")
    assert subscribed.ask(ann, "我绑定了谁").split("\n\n")[0] == DONE


def test_a_value_that_does_not_fit_is_tried_once_and_comes_as_words(subscribed: QuietTown, ann: Resident) -> None:
    subscribed.wechat.asks(ann, ONCE.template_id, yes=True).wait()
    subscribed.wechat.faults.refuse(SEND, 47003)
    before, tried = len(ann.screen), subscribed.wechat.calls[SEND]
    tell(subscribed)
    ann.wait_for(before + 1)
    assert (newest(ann, before), subscribed.wechat.calls[SEND] - tried, consent(subscribed, ann)) == ([(Via.SERVICE, DONE)], 1, True)


def test_what_was_taken_and_not_shown_comes_as_words_once(subscribed: QuietTown, ann: Resident) -> None:
    subscribed.wechat.asks(ann, ONCE.template_id, yes=True).wait()
    subscribed.wechat.fail_subscription("failed: user refuse")
    before = len(ann.screen)
    tell(subscribed)
    ann.wait_for(before + 1)
    assert (newest(ann, before), consent(subscribed, ann)) == ([(Via.SERVICE, DONE)], False)
    event = next(one for one in reversed(subscribed.wechat.sent) if one.fields.get("Event") == "subscribe_msg_sent_event")
    subscribed.wechat.again(event).wait()
    subscribed.wechat.settle(1.5)
    assert len(ann.screen) == before + 1


def test_what_became_of_it_is_told_before_its_number_and_comes_as_words_once(subscribed: QuietTown, ann: Resident) -> None:
    subscribed.wechat.asks(ann, ONCE.template_id, yes=True).wait()
    subscribed.wechat.faults.slow(SEND, 2.5, accepted=True)
    subscribed.wechat.fail_subscription("failed: user refuse")
    before = len(ann.screen)
    tell(subscribed)
    ann.wait_for(before + 1)
    subscribed.wechat.settle(1.5)
    assert (newest(ann, before), consent(subscribed, ann)) == ([(Via.SERVICE, DONE)], False)


def test_the_events_are_answered_with_nothing_and_open_no_talk(subscribed: QuietTown) -> None:
    stranger = subscribed.wechat.resident("a stranger who subscribes")
    for sent in (subscribed.wechat.asks(stranger, ONCE.template_id, yes=True), subscribed.wechat.takes_back(stranger, ONCE.template_id)):
        sent.wait()
        assert (sent.outcome and sent.outcome.value, sent.answer) == ("acknowledged", None)
    row = subscribed.follower(stranger)
    assert (row.conversation_id, row.window_left, stranger.failures) == (None, 0, [])
