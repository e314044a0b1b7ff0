"""News of a case reach the telephones that are bound to its applicant: by template, else as words, never lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from actions.identity import person_of
from api.settings import Settings
from api.wechat.news import news_port
from api.wechat.tables import AnswerRow, FollowerRow
from bot.news import CaseNews, CaseState, NoNews
from tests.living import wait_until
from tests.wechat.quiet import LIN, WANG, Person, QuietTown, quiet_town
from tests.wechat.simulator import Resident, Template, Via

RECEIPT = "572572572572"
TEMPLATE = Template(
    "template-for-tests-only", "办件进度", "事项：{{thing1.DATA}}\n进度：{{phrase2.DATA}}\n编号：{{character_string3.DATA}}"
)
NOTICE = "办件进度\n事项：养老金资格认证\n进度：{status}\n编号：572572572572"
DONE = "您办的养老金资格认证，办好了。编号 5725 7257 2572。想细问，回复“我的办件”。"
WORKING = "您办的养老金资格认证，部门正在办。编号 5725 7257 2572。想细问，回复“我的办件”。"
BOUND_WHO = "这个微信绑的是林示伟，办件的消息会发到这里。想解开，回复“解绑”。"
SEND_NEWS, SEND_WORDS = "/cgi-bin/message/template/send", "/cgi-bin/message/custom/send"


@pytest.fixture(scope="module")
def pushing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuietTown]:
    """An account with every right and a template."""
    with quiet_town(tmp_path_factory.mktemp("pushing"), wechat_news_template=TEMPLATE.template_id) as town:
        town.wechat.add_template(TEMPLATE)
        yield town


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuietTown]:
    """An account that may send nothing by itself."""
    with quiet_town(tmp_path_factory.mktemp("waiting"), wechat_rights=("media",)) as town:
        yield town


@pytest.fixture(autouse=True)
def nobody_is_bound(request: pytest.FixtureRequest) -> Iterator[None]:
    """Afterwards, whoever was bound in the test's town is so no more."""
    yield
    for name in {"pushing", "waiting"} & set(request.fixturenames):
        town: QuietTown = request.getfixturevalue(name)
        with town.house.sessions.begin() as session:
            session.execute(update(FollowerRow).values(person=None, bound_name=None))
        town.wechat.faults.clear()


def tell(town: QuietTown, state: CaseState, who: Person = LIN, conversation: str | None = None, service: str = "pension_auth") -> None:
    """A department has said something."""
    desk = town.house.desk
    with town.house.sessions.begin() as session:
        desk.news.tell(session, CaseNews(person_of(desk.seal, who.resident_id), service, RECEIPT, state, conversation))


def states(town: QuietTown) -> list[str]:
    """What became of the news."""
    return [answer.state for answer in town.answers() if answer.delivery_id is None]


def newest(resident: Resident, before: int) -> list[tuple[Via, str]]:
    return [(shown.via, shown.text) for shown in resident.screen[before:]]


@pytest.mark.parametrize(
    ("state", "status"), [("submitted", "已经收到"), ("working", "正在办"), ("done", "办好了"), ("returned", "要补材料")]
)
def test_news_come_by_template_at_any_time(pushing: QuietTown, state: CaseState, status: str) -> None:
    ann = pushing.bound(LIN)
    before = len(ann.screen)
    tell(pushing, state)
    ann.wait_for(before + 1)
    assert newest(ann, before) == [(Via.TEMPLATE, NOTICE.format(status=status))]


def test_every_telephone_that_is_bound_hears_of_it_and_no_other(pushing: QuietTown) -> None:
    first, second, other = (pushing.bound(who) for who in (LIN, LIN, WANG))
    before = [len(resident.screen) for resident in (first, second, other)]
    tell(pushing, "done")
    first.wait_for(before[0] + 1)
    second.wait_for(before[1] + 1)
    assert [len(resident.screen) for resident in (first, second, other)] == [before[0] + 1, before[1] + 1, before[2]]


def test_the_talk_that_hears_of_it_anyway_hears_it_once(pushing: QuietTown) -> None:
    here, elsewhere = pushing.bound(LIN), pushing.bound(LIN)
    before = [len(here.screen), len(elsewhere.screen)]
    tell(pushing, "submitted", conversation=pushing.talk(here))
    elsewhere.wait_for(before[1] + 1)
    wait_until(lambda: set(states(pushing)) == {"sent"}, "the news are not noted as sent")
    assert len(here.screen) == before[0]


def test_who_undid_it_or_does_not_follow_hears_nothing(pushing: QuietTown) -> None:
    undone, gone = pushing.bound(LIN), pushing.bound(LIN)
    pushing.ask(undone, "解绑")
    gone.unfollow().wait()
    before = len(states(pushing))
    tell(pushing, "done")
    assert len(states(pushing)) == before
    gone.follow().wait()


def test_what_was_undone_in_the_database_is_not_told(pushing: QuietTown) -> None:
    pushing.bound(LIN)
    before, desk = len(states(pushing)), pushing.house.desk
    with pushing.house.sessions() as session:
        desk.news.tell(session, CaseNews(person_of(desk.seal, LIN.resident_id), "pension_auth", RECEIPT, "done", None))
        session.rollback()
    assert len(states(pushing)) == before


@pytest.mark.parametrize("code", [48001, 40037, 43101])
def test_news_that_no_template_brings_come_as_words(pushing: QuietTown, code: int) -> None:
    ann = pushing.bound(LIN)
    before, tried = len(ann.screen), pushing.wechat.calls[SEND_NEWS]
    pushing.wechat.faults.refuse(SEND_NEWS, code)
    tell(pushing, "done")
    ann.wait_for(before + 1)
    assert newest(ann, before) == [(Via.SERVICE, DONE)]
    assert pushing.wechat.calls[SEND_NEWS] == tried + 1
    assert pushing.follower(ann).person is not None


def test_a_notice_whose_answer_was_lost_is_shown_once(pushing: QuietTown) -> None:
    ann = pushing.bound(LIN)
    before = len(ann.screen)
    pushing.wechat.faults.drop(SEND_NEWS, accepted=False)
    tell(pushing, "done")
    ann.wait_for(before + 1)
    wait_until(lambda: states(pushing)[-1] == "sent", "the news are not noted as sent")
    assert newest(ann, before) == [(Via.TEMPLATE, NOTICE.format(status="办好了"))]


@pytest.mark.parametrize("why", ["failed:user block", "failed: system failed"])
def test_a_notice_that_was_taken_and_not_shown_comes_as_words_once(pushing: QuietTown, why: str) -> None:
    ann = pushing.bound(LIN)
    before = len(ann.screen)
    pushing.wechat.fail_template(why)
    tell(pushing, "working")
    wait_until(lambda: states(pushing)[-1] == "sent", "the first news are not noted as sent")
    tell(pushing, "done")
    ann.wait_for(before + 2)
    event = next(one for one in pushing.wechat.sent if one.fields.get("Status") == why)
    pushing.wechat.again(event).wait()
    pushing.wechat.settle(1.5)
    assert sorted(newest(ann, before)) == [(Via.SERVICE, WORKING), (Via.TEMPLATE, NOTICE.format(status="办好了"))]


def test_what_became_of_a_notice_is_told_before_its_number_and_its_news_come_as_words_once(pushing: QuietTown) -> None:
    """WeChat's answer to the call, which says the number, takes longer than the event."""
    ann = pushing.bound(LIN)
    before = len(ann.screen)
    pushing.wechat.faults.slow(SEND_NEWS, 2.5, accepted=True)
    pushing.wechat.fail_template("failed: system failed")
    tell(pushing, "done")
    ann.wait_for(before + 1)
    pushing.wechat.settle(1.5)
    assert newest(ann, before) == [(Via.SERVICE, DONE)]


def test_a_service_whose_file_is_gone_is_told_by_its_key(pushing: QuietTown) -> None:
    ann = pushing.bound(LIN)
    before = len(ann.screen)
    tell(pushing, "done", service="old_service")
    assert ann.wait_for(before + 1)[before].text == NOTICE.format(status="办好了").replace("养老金资格认证", "old_service")


def test_without_rights_news_wait_for_the_next_message_in_their_order(waiting: QuietTown) -> None:
    ann = waiting.bound(LIN)
    tell(waiting, "working")
    tell(waiting, "done")
    assert waiting.ask(ann, "我绑定了谁") == f"{WORKING}\n\n{DONE}\n\n{BOUND_WHO}"
    assert waiting.ask(ann, "我绑定了谁") == BOUND_WHO
    assert (waiting.wechat.calls[SEND_NEWS], waiting.wechat.calls[SEND_WORDS]) == (0, 0)


def test_what_still_waited_is_dropped_when_they_stop_following(waiting: QuietTown) -> None:
    ann = waiting.bound(LIN)
    tell(waiting, "done")
    ann.unfollow().wait()
    wait_until(lambda: states(waiting)[-1] == "dropped", "the news still wait")
    ann.follow().wait()
    assert waiting.ask(ann, "我绑定了谁") == "这个微信还没有绑定谁。想绑，回复“绑定”。"


def test_news_that_wait_hold_no_name_and_outlive_the_talk(waiting: QuietTown) -> None:
    waiting.bound(LIN)
    tell(waiting, "done")
    told = [answer for answer in waiting.answers() if answer.delivery_id is None][-1]
    assert (told.conversation_id, told.anytime, told.state) == (None, False, "waiting")
    assert sorted(told.body) == ["replies"]
    assert [reply["text"] for reply in told.body["replies"]] == [DONE]


@pytest.mark.parametrize(
    ("given", "by_template"), [({}, True), ({"wechat_rights": ("media",)}, False), ({"wechat_news_template": None}, False)]
)
def test_the_settings_say_how_news_go(pushing: QuietTown, given: dict[str, Any], by_template: bool) -> None:
    desk = pushing.house.desk
    settings = pushing.house.settings.model_copy(update=given)
    pushing.bound(LIN)
    port = news_port(settings, lambda: desk.sentences, lambda: desk.catalogue, desk.clock.now)
    with pushing.house.sessions() as session:
        port.tell(session, CaseNews(person_of(desk.seal, LIN.resident_id), "pension_auth", RECEIPT, "done", None))
        put = session.scalars(select(AnswerRow).order_by(AnswerRow.id.desc()).limit(1)).one()
        assert (put.anytime, "news" in put.body) == (by_template, by_template)
        session.rollback()


def test_without_an_account_nothing_brings_news(pushing: QuietTown) -> None:
    desk = pushing.house.desk
    settings = Settings(home=pushing.house.settings.home, rasa_token=SecretStr("a-token-for-tests-only-0123456789"))
    assert isinstance(news_port(settings, lambda: desk.sentences, lambda: desk.catalogue, desk.clock.now), NoNews)
