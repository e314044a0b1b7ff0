"""A yes or a number is an answer to what was on the screen when it was sent, and to nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from api import handing_over
from api.settings import ROOT
from api.tables import ConversationRow, TurnRow
from api.voicing import HearingMessages
from api.wechat.answering.doubts import heard_after_all
from api.wechat.answering.yes_words import load_yes_words
from api.wechat.hearing import VoiceHeard
from api.wechat.ports import Ports
from api.wechat.tables import FollowerRow
from bot.catalogue.load import read_yaml
from bot.turn import Choice, Expects, Recognised, Reply, reply_as_json
from tests.wechat.quiet import LIN, QuietTown
from tests.wechat.simulator import Resident

REVIEW = Reply(
    "好，都填完了。\n姓名：林示伟\n还有一件没办完，要再交一件吗？\n都对，就说是，我就替您交上去。",
    choices=(Choice("是，交上去", "是"), Choice("要改一项", "不是")),
    facts={"steps": {"now": 5, "of": 5}},
)
SHOWN = f"{REVIEW.text}\n\n1. 是，交上去\n2. 要改一项\n回复数字，打字、说话都行。"
NOT_SEEN = f"您这句来得早，下面这个您可能还没看到。请您先看一看，再回复我。\n\n{SHOWN}"
WHICH = "我没听准。您说的是下面这句吗？不是的话，请再说一遍，打字也行。\n\n1. 我要改地区\n要这个，就回复 1，打字、说话也行。"
WHICH_OF_TWO = (
    "我没听准。您说的是下面哪一句？都不是的话，请再说一遍，打字也行。\n\n1. 我要改地区\n2. 我要改年龄\n回复数字，打字、说话都行。"
)
YESES = ["是", "是的", "对", "对的呀", "嗯", "嗯嗯", "好的", "没错", "对对对", "可以", "行", "中", "没问题", "ok"]

WORDS = load_yes_words(ROOT / "data" / "wechat_yes.yml")


@pytest.fixture
def ann(quiet: QuietTown) -> Resident:
    """Somebody who has an application read back to them, on their screen."""
    resident = quiet.newcomer()
    asked(quiet, resident)
    assert quiet.ask(resident, "我绑定了谁").endswith(SHOWN)
    return resident


def asked(quiet: QuietTown, resident: Resident, reply: Reply = REVIEW) -> None:
    """The dialogue asks this, and nobody has been shown it."""
    conversation, now = quiet.talk(resident), datetime.now(UTC)
    with quiet.house.sessions.begin() as session:
        number = len(session.scalars(select(TurnRow).where(TurnRow.conversation_id == conversation)).all()) + 50
        row = TurnRow(
            conversation_id=conversation, number=number, turn_id=f"t{number}", said="都有", at=now, lease_until=now, heard=[], failed=False
        )
        row.replies = [reply_as_json(reply)]
        session.add(row)


def to_dialogue(quiet: QuietTown, resident: Resident) -> list[str]:
    """What the dialogue was told, after the fixture."""
    with quiet.house.sessions() as session:
        of_talk = select(TurnRow.said).where(
            TurnRow.conversation_id == quiet.talk(resident), TurnRow.aside.is_(False), TurnRow.said != "都有"
        )
        return list(session.scalars(of_talk.order_by(TurnRow.number)))


def say(quiet: QuietTown, resident: Resident, monkeypatch: pytest.MonkeyPatch, *readings: str) -> str:
    """A voice message of which the ears are not sure; what comes back."""

    async def hear(self: HearingMessages, data: bytes, conversation: str, language: str) -> VoiceHeard:
        return VoiceHeard(readings[0], Recognised(0.4), "confirm" if len(readings) == 1 else "either", readings)

    monkeypatch.setattr(HearingMessages, "__call__", hear)
    before = len(resident.screen)
    resident.say(b"#!AMR\nwords")
    return resident.wait_for(before + 1)[before].text


@pytest.mark.parametrize("yes", YESES)
def test_a_yes_to_what_was_heard_means_what_was_heard(quiet: QuietTown, ann: Resident, monkeypatch: pytest.MonkeyPatch, yes: str) -> None:
    assert say(quiet, ann, monkeypatch, "我要改地区") == WHICH
    quiet.ask(ann, yes)
    assert to_dialogue(quiet, ann) == ["我要改地区"]


@pytest.mark.parametrize("no", ["不是", "不对", "不", "没有", "都不是"])
def test_a_no_to_what_was_heard_asks_for_it_again_and_shows_the_review(
    quiet: QuietTown, ann: Resident, monkeypatch: pytest.MonkeyPatch, no: str
) -> None:
    say(quiet, ann, monkeypatch, "我要改地区")
    assert quiet.ask(ann, no) == f"好的，不是这句。请您再说一遍，打字也行。\n\n{SHOWN}"
    assert to_dialogue(quiet, ann) == []


def test_of_two_readings_a_bare_yes_chooses_none_and_a_number_its_own(
    quiet: QuietTown, ann: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(quiet, ann, monkeypatch, "我要改地区", "我要改年龄")
    assert [quiet.ask(ann, words) for words in ("是的", "嗯嗯", "对，第三个", "3")] == [WHICH_OF_TWO] * 4
    quiet.ask(ann, "对，第二个")
    assert to_dialogue(quiet, ann) == ["我要改年龄"]


def test_something_else_than_an_answer_to_it_goes_on_its_way(quiet: QuietTown, ann: Resident, monkeypatch: pytest.MonkeyPatch) -> None:
    say(quiet, ann, monkeypatch, "我要改地区")
    quiet.ask(ann, "我要改手机号")
    assert to_dialogue(quiet, ann) == ["我要改手机号"]


@pytest.mark.parametrize("words", ["1", "第一个", "是的", "都对，交吧"])
def test_what_was_sent_before_the_question_left_is_no_answer_to_it(quiet: QuietTown, ann: Resident, words: str) -> None:
    with quiet.house.sessions.begin() as session:
        later = update(FollowerRow).where(FollowerRow.id == quiet.follower(ann).id)
        session.execute(later.values(asked_at=datetime(2999, 1, 1, tzinfo=UTC)))
    assert (quiet.ask(ann, words), to_dialogue(quiet, ann)) == (NOT_SEEN, [])
    quiet.ask(ann, "1")
    assert to_dialogue(quiet, ann) == ["是"]


@pytest.mark.parametrize("words", ["1", "是的"])
def test_what_was_asked_on_the_page_since_is_shown_before_it_is_answered(quiet: QuietTown, ann: Resident, words: str) -> None:
    asked(quiet, ann, Reply("您住在哪里？", choices=(Choice("城里", "城里"), Choice("乡下", "乡下"))))
    quiet.ask(ann, "我绑定了谁")
    asked(quiet, ann)
    assert (quiet.ask(ann, words), to_dialogue(quiet, ann)) == (NOT_SEEN, [])


def test_longer_words_are_heard_whenever_they_were_sent(quiet: QuietTown) -> None:
    bea = quiet.newcomer()
    asked(quiet, bea)
    quiet.ask(bea, "我的手机号换了，号码错了")
    assert to_dialogue(quiet, bea) == ["我的手机号换了,号码错了"]


@pytest.mark.parametrize("words", ["1", "是的"])
def test_a_question_about_binding_that_was_not_seen_binds_nobody(quiet: QuietTown, ann: Resident, words: str) -> None:
    quiet.verify(quiet.talk(ann), LIN)
    asking = quiet.ask(ann, "绑定")
    with quiet.house.sessions.begin() as session:
        session.execute(update(FollowerRow).where(FollowerRow.id == quiet.follower(ann).id).values(asked_at=None, asked_in=None))
    assert (quiet.ask(ann, words), quiet.follower(ann).person) == (asking, None)


def test_every_short_way_of_saying_yes_that_the_dialogue_knows_is_taken_for_one() -> None:
    files = sorted((ROOT / "data" / "nlu").glob("*.yml"))
    blocks = [block for file in files for block in read_yaml(file)["nlu"] if block.get("intent") == "affirm"]
    examples = [line.strip().removeprefix("- ") for block in blocks for line in block["examples"].splitlines() if line.strip()]
    assert len(examples) > 50
    assert [said for said in examples if not WORDS.may_be_a_yes(said)] == []


def held(quiet: QuietTown, resident: Resident, by: str | None) -> None:
    """A member of staff takes the talk over, or gives it back."""
    with quiet.house.sessions.begin() as session:
        session.execute(update(ConversationRow).where(ConversationRow.id == quiet.talk(resident)).values(held_by=by))


def test_what_is_said_to_staff_is_for_staff_and_answers_nothing_of_before(quiet: QuietTown, ann: Resident) -> None:
    quiet.verify(quiet.talk(ann), LIN)
    quiet.ask(ann, "绑定")
    held(quiet, ann, "lihua")
    for words in ("1", "是的", "绑定", "要绑", "好了吗"):
        ann.send(words).wait()
    assert (to_dialogue(quiet, ann), quiet.follower(ann).person) == (["1", "是的", "绑定", "要绑", "好了吗"], None)
    held(quiet, ann, None)


def test_after_staff_have_spoken_a_yes_is_no_answer_to_the_question_before(quiet: QuietTown, ann: Resident) -> None:
    before = len(ann.screen)
    quiet.tell(ann, "您下午来窗口，行吗？")
    ann.wait_for(before + 1, 20)
    row = quiet.follower(ann)
    assert (row.choices, row.expects, row.asked_at) == ([], None, None)
    assert (quiet.ask(ann, "是的"), to_dialogue(quiet, ann)) == (NOT_SEEN, [])


def test_a_yes_or_a_no_of_two_readings() -> None:
    two = (Choice("是", "是"), Choice("不是", "不是"))
    assert [heard_after_all(said, None, two, WORDS) for said in ("是", "不是", "2", "嗯", "人工")] == [
        two[0],
        two[1],
        two[1],
        "again",
        None,
    ]


def code_of(quiet: QuietTown) -> str:
    """A code of a talk that was begun elsewhere."""
    elsewhere = quiet.newcomer()
    with quiet.house.sessions.begin() as session:
        return handing_over.offer(session, quiet.house.desk.seal, quiet.talk(elsewhere), datetime.now(UTC)).digits


def test_a_code_that_is_said_is_taken_too(quiet: QuietTown, ann: Resident, monkeypatch: pytest.MonkeyPatch) -> None:
    before = quiet.talk(ann)
    code = code_of(quiet)
    say(quiet, ann, monkeypatch, handing_over.Code(code, datetime.now(UTC)).spoken)
    assert quiet.ask(ann, "对").startswith("接上了。")
    assert quiet.talk(ann) != before


def test_a_piece_of_an_id_number_is_no_wrong_code(quiet: QuietTown, ann: Resident) -> None:
    code = code_of(quiet)
    asked(quiet, ann, Reply("请说您的身份证号。", expects=Expects("resident_id", "resident_id")))
    quiet.ask(ann, "我绑定了谁")
    for _ in range(6):
        quiet.ask(ann, "99900119")
    assert len(to_dialogue(quiet, ann)) == 6
    assert quiet.ask(ann, code).startswith("接上了。")


@pytest.mark.parametrize("words", ["继续", "好了吗"])
def test_asking_for_more_when_nothing_waits_brings_the_question_back(quiet: QuietTown, ann: Resident, words: str) -> None:
    assert quiet.ask(ann, words) == f"要说的都发给您了，后面没有了。\n\n{SHOWN}"
    assert to_dialogue(quiet, ann) == []


def test_asking_for_more_when_nothing_is_open_is_for_the_dialogue(quiet: QuietTown) -> None:
    bea = quiet.newcomer()
    quiet.ask(bea, "好了吗")
    assert to_dialogue(quiet, bea) == ["好了吗"]


@pytest.mark.parametrize("words", ["not now", "不要绑", "先不绑"])
def test_a_no_to_binding_that_nobody_asked_about_is_for_the_dialogue_and_undoes_nothing(quiet: QuietTown, words: str) -> None:
    bea = quiet.bound(LIN)
    quiet.ask(bea, words)
    assert to_dialogue(quiet, bea) == [words]
    assert quiet.follower(bea).person is not None


def test_numbers_on_the_screen_go_on_meaning_what_they_did_after_an_aside(quiet: QuietTown, ann: Resident) -> None:
    asked(quiet, ann, Reply("已经替您交上去了。还要办居住证吗？", choices=(Choice("要办居住证", "办居住证"),), receipt="138260475915"))
    with quiet.house.sessions.begin() as session:
        values = {"choices": [{"title": "要办居住证", "value": "办居住证"}], "expects": None}
        session.execute(update(FollowerRow).where(FollowerRow.id == quiet.follower(ann).id).values(**values))
    before = len(ann.screen)
    ann.message("video", MediaId="nothing", ThumbMediaId="nothing")
    assert ann.wait_for(before + 1)[before].text == "这个我看不了。请您打字，或者发语音告诉我。照片我也能收。"
    quiet.ask(ann, "1")
    assert to_dialogue(quiet, ann) == ["办居住证"]


def test_an_answer_that_asks_nothing_ends_the_question_about_binding(quiet: QuietTown) -> None:
    bea = quiet.newcomer()
    quiet.verify(quiet.talk(bea), LIN)
    quiet.ask(bea, "绑定")
    quiet.ask(bea, "今天天气怎么样")
    quiet.ask(bea, "好的")
    assert (to_dialogue(quiet, bea), quiet.follower(bea).person) == (["今天天气怎么样", "好的"], None)


def test_wanting_to_listen_begins_with_the_last_answer(quiet: QuietTown, ann: Resident, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ports, "reads_aloud", property(lambda self: True))
    quiet.ask(ann, "念给我听")
    voice = next(answer.body["voice"] for answer in reversed(quiet.answers()) if "voice" in answer.body)
    assert [reply["text"] for reply in voice] == ["好的。以后我的答复，也念给您听。不想听了，回复“文字回复”。", REVIEW.text]


def test_words_of_danger_are_heard_at_once(quiet: QuietTown) -> None:
    bea = quiet.newcomer()
    asked(quiet, bea)
    quiet.ask(bea, "好，我不想活了")
    assert len(to_dialogue(quiet, bea)) == 1
