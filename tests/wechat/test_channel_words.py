"""Binding: asked for, confirmed by name, seen, undone; and nothing of it readable in the tables."""

from __future__ import annotations

import pytest

from actions.identity import person_of
from api import handing_over
from tests.wechat.quiet import LIN, WANG, QuietTown
from tests.wechat.simulator import Resident

ASKED = """\
要把这个微信和林示伟绑在一起吗？绑了以后，办件有了消息就发到这里，问“我的办件”也不用验证码了。
交新的办件，还是要验证码。这部手机别人也用的话，请不要绑。

1. 要绑
2. 先不绑
回复数字，打字、说话都行。"""
CHANGE = """\
这个微信现在绑的是林示伟。要换成王演示吗？换了以后，发到这里的是王演示的办件消息。
这部手机别人也用的话，请不要绑。

1. 要绑
2. 先不绑
回复数字，打字、说话都行。"""
BOUND = "绑好了。这个微信现在绑的是{name}，办件有了消息就发到这里。想解开，随时回复“解绑”。"
BOUND_WHO = "这个微信绑的是{name}，办件的消息会发到这里。想解开，回复“解绑”。"
NOT_BOUND = "好的，那就不绑。您照样能办事。"
NOBODY = "这个微信还没有绑定谁。想绑，回复“绑定”。"
UNBOUND = "解开了。办件的消息不再发到这里。您交过的事照常办。"
NOT_VERIFIED = "要绑定，得先核对是不是您本人。您说“我的办件”，我一步一步陪您核对。核对好了，再回复“绑定”。"


@pytest.fixture
def ann(quiet: QuietTown) -> Resident:
    """Somebody new, in whose talk 林示伟 is verified."""
    resident = quiet.newcomer()
    quiet.verify(quiet.talk(resident), LIN)
    return resident


def person(quiet: QuietTown, resident: Resident) -> str | None:
    """The name of whoever is bound."""
    fingerprints = {person_of(quiet.house.desk.seal, who.resident_id): who.name for who in (LIN, WANG)}
    bound = quiet.follower(resident).person
    return fingerprints[bound] if bound else None


def test_who_is_not_verified_is_told_how_to_be(quiet: QuietTown) -> None:
    stranger = quiet.stranger()
    assert [quiet.ask(stranger, text) for text in ("绑定", "确认绑定", "我绑定了谁", "解绑")] == [
        NOT_VERIFIED,
        NOT_VERIFIED,
        NOBODY,
        NOBODY,
    ]
    assert person(quiet, stranger) is None


def test_it_is_asked_by_name_confirmed_seen_and_undone(quiet: QuietTown, ann: Resident) -> None:
    assert quiet.ask(ann, "绑定") == ASKED
    assert person(quiet, ann) is None
    assert quiet.ask(ann, "1") == BOUND.format(name="林示伟")
    assert person(quiet, ann) == "林示伟"
    assert [quiet.ask(ann, text) for text in ("我绑定了谁", "绑定")] == [BOUND_WHO.format(name="林示伟")] * 2
    assert quiet.ask(ann, "解绑") == UNBOUND
    assert (person(quiet, ann), quiet.ask(ann, "我绑定了谁")) == (None, NOBODY)


@pytest.mark.parametrize("words", ["1", "第一个", "要绑", "确认绑定", "是的", "好", "要"])
def test_yes_in_many_words(quiet: QuietTown, ann: Resident, words: str) -> None:
    quiet.ask(ann, "绑定")
    assert (quiet.ask(ann, words), person(quiet, ann)) == (BOUND.format(name="林示伟"), "林示伟")


@pytest.mark.parametrize("words", ["2", "第二个", "先不绑", "不绑了", "不是", "不用了", "算了"])
def test_no_in_many_words(quiet: QuietTown, ann: Resident, words: str) -> None:
    quiet.ask(ann, "绑定")
    assert (quiet.ask(ann, words), person(quiet, ann)) == (NOT_BOUND, None)


def test_a_yes_to_no_question_binds_nobody_and_is_for_the_dialogue(quiet: QuietTown, ann: Resident) -> None:
    assert quiet.ask(ann, "是的") == quiet.house.desk.sentences.say("dialogue.failed").text  # there is no Rasa here
    assert person(quiet, ann) is None


def test_whoever_confirms_before_they_were_asked_is_asked_first(quiet: QuietTown, ann: Resident) -> None:
    assert quiet.ask(ann, "确认绑定") == ASKED
    assert person(quiet, ann) is None


def test_not_wanting_it_after_all_undoes_it(quiet: QuietTown) -> None:
    bound = quiet.bound(LIN)
    assert (quiet.ask(bound, "不绑了"), person(quiet, bound)) == (UNBOUND, None)


def test_another_person_takes_it_over_only_after_both_names_were_shown(quiet: QuietTown) -> None:
    telephone = quiet.bound(LIN)
    quiet.verify(quiet.talk(telephone), WANG)
    assert (quiet.ask(telephone, "绑定"), quiet.ask(telephone, "2"), person(quiet, telephone)) == (CHANGE, NOT_BOUND, "林示伟")
    assert (quiet.ask(telephone, "绑定"), quiet.ask(telephone, "1")) == (CHANGE, BOUND.format(name="王演示"))
    assert person(quiet, telephone) == "王演示"


def hand_over(quiet: QuietTown, to: Resident, who: str) -> str:
    """Somebody begins a talk on another telephone, is verified there, and takes it along by a code."""
    elsewhere = quiet.newcomer()
    quiet.verify(quiet.talk(elsewhere), WANG if who == WANG.name else LIN)
    with quiet.house.sessions.begin() as session:
        code = handing_over.offer(session, quiet.house.desk.seal, quiet.talk(elsewhere), quiet.house.desk.clock.now())
    return quiet.ask(to, code.digits)


def test_a_question_put_in_one_talk_is_not_answered_in_another(quiet: QuietTown, ann: Resident) -> None:
    assert quiet.ask(ann, "绑定") == ASKED
    assert hand_over(quiet, ann, "王演示").startswith("接上了。")
    quiet.verify(quiet.talk(ann), WANG)
    assert quiet.ask(ann, "要绑") == ASKED.replace("林示伟", "王演示")
    assert person(quiet, ann) is None


def test_another_talk_changes_nothing_about_whose_wechat_it_is(quiet: QuietTown) -> None:
    telephone = quiet.bound(LIN)
    hand_over(quiet, telephone, "王演示")
    assert quiet.ask(telephone, "我绑定了谁") == BOUND_WHO.format(name="林示伟")
    assert person(quiet, telephone) == "林示伟"


def test_who_stops_following_is_bound_no_more(quiet: QuietTown) -> None:
    telephone = quiet.bound(LIN)
    telephone.unfollow().wait()
    telephone.follow().wait()
    assert (person(quiet, telephone), quiet.ask(telephone, "我绑定了谁")) == (None, NOBODY)


def test_nothing_in_the_tables_says_whose_it_is(quiet: QuietTown) -> None:
    telephone = quiet.bound(LIN)
    row = quiet.follower(telephone)
    cells = [str(getattr(row, column.name)) for column in row.__table__.columns] + [str(answer.body) for answer in quiet.answers()]
    assert [text for text in (telephone.openid, LIN.name, LIN.resident_id) if any(text in cell for cell in cells)] == []
    assert row.bound_name is not None
