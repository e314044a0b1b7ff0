"""Replies become plain messages that a voice can read and a number can answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.settings import ROOT
from api.wechat.showing.choosing import chosen
from api.wechat.showing.rendering import Rendered, rendered, with_more
from api.wechat.showing.splitting import LIMIT, size
from bot.say import load_sentences
from bot.turn import Choice, Expects, Reply, reply_from_json
from tests.conversations.telling import Story, tell
from tests.conversations.test_stories import stories
from tests.living import Living, Talker, living

SENTENCES = load_sentences(ROOT / "data/say")
ALARM = Reply("有危险请马上打 110。", facts={"alarm": "danger"})
DISTRICT = Reply("您在哪个区办？", choices=(Choice("青禾区", "青禾区"), Choice("白露区", "白露区")), expects=Expects("region", "region"))
LONG = "到了年龄就能退休，早退晚退由您选。" * 60


def zh(*replies: Reply) -> Rendered:
    return rendered(replies, SENTENCES, "zh")


def offering(*titles: str) -> Reply:
    return Reply("办完以后，还可以接着办别的。", choices=tuple(Choice(title, title) for title in titles))


def test_choices_are_numbered_lines_at_the_end() -> None:
    shown = zh(Reply("好，咱们来办社保卡。"), DISTRICT)
    assert shown.pieces == ("好，咱们来办社保卡。\n\n您在哪个区办？\n\n1. 青禾区\n2. 白露区\n回复数字，打字、说话都行。",)
    assert (shown.choices, shown.kind) == (DISTRICT.choices, "region")
    assert chosen("2", shown.choices, shown.kind) == "白露区"


def test_in_english_too() -> None:
    reply = Reply("Which one?", choices=(Choice("Yes", "是"), Choice("No", "不是")))
    assert rendered([reply], SENTENCES, "en").pieces == ("Which one?\n\n1. Yes\n2. No\nReply with the number, or in words.",)


def test_a_single_choice_is_answered_with_one() -> None:
    assert zh(offering("我要办社保卡")).pieces[0].endswith("\n\n1. 我要办社保卡\n要这个，就回复 1，打字、说话也行。")


def test_beside_a_question_that_takes_numbers_choices_are_said_in_words() -> None:
    asked = Reply("一家人每个月一共有多少收入？", choices=(Choice("跳过", "跳过"),), expects=Expects("income", "money"))
    assert zh(asked).pieces == ("一家人每个月一共有多少收入？\n\n也可以回复：跳过。",)


def test_levels_get_no_second_number() -> None:
    asked = Reply("残疾证上写的是几级？", choices=offering("四级", "没有证", "更多选择").choices, expects=Expects("level", "choice"))
    assert zh(asked).pieces == ("残疾证上写的是几级？\n\n回复其中一个就行：四级、没有证、更多选择。",)


def test_beside_a_code_the_ways_around_it_are_numbered_apart_from_the_code() -> None:
    ways = offering("再发一次", "没有登记手机号").choices
    asked = Reply("请说出收到的六位验证码。", choices=ways, expects=Expects("code", "code"))
    assert zh(asked).pieces == (
        "请说出收到的六位验证码。\n\n1. 再发一次\n2. 没有登记手机号\n收到了，就回复六位验证码。没收到，或者没有手机，回复上面的 1 或者 2。",
    )


def test_what_can_be_said_is_not_listed_twice() -> None:
    titles = ("退休", "社保卡", "身份证", "更多选择")
    said = SENTENCES.say("dialogue.pick_more", options="退休、社保卡、身份证").text
    asked = Reply(f"您要办的是哪一件？\n{said}", choices=offering(*titles).choices, expects=Expects("which_service", "choice"))
    assert zh(asked).pieces[0].startswith("您要办的是哪一件？\n\n1. 退休\n2. 社保卡\n3. 身份证\n4. 更多选择\n")


def test_choices_of_the_last_reply_that_has_some_stand_at_the_end() -> None:
    shown = zh(offering("我要办社保卡"), offering("我要办新生儿出生"), Reply("还有事就跟我说。"))
    assert [choice.title for choice in shown.choices] == ["我要办新生儿出生"]
    assert shown.pieces[0].endswith("还有事就跟我说。\n\n1. 我要办新生儿出生\n要这个，就回复 1，打字、说话也行。")


def test_choices_before_another_question_are_gone() -> None:
    shown = zh(offering("我要办社保卡"), Reply("请问您叫什么名字？", expects=Expects("name", "person_name")))
    assert (shown.choices, shown.kind) == ((), "person_name")
    assert shown.pieces == ("办完以后，还可以接着办别的。\n\n请问您叫什么名字？",)


def test_an_alarm_stands_alone_and_first() -> None:
    shown = zh(Reply("好，我告诉您。"), ALARM, DISTRICT)
    assert shown.pieces[0] == "有危险请马上打 110。"
    assert shown.pieces[1:] == zh(Reply("好，我告诉您。"), DISTRICT).pieces


def test_an_alarm_takes_nobodys_choices() -> None:
    assert zh(ALARM) == Rendered(("有危险请马上打 110。",))


def test_lists_lose_their_bullets_and_stand_apart() -> None:
    told = (
        "去柜台要带原件的：\n· 身份证（本人的）\n· 户口簿\n不用交的，我们自己查：\n· 申请表（系统自动填好，不用您写）\n提醒您一句，早点去。"
    )
    assert zh(Reply(told)).pieces == (
        "去柜台要带原件的：\n身份证，本人的。\n户口簿。\n\n不用交的，我们自己查：\n申请表，系统自动填好，不用您写。\n\n提醒您一句，早点去。",
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("联系电话：161 0000 0048", "联系电话：16100000048"),
        ("电话 0600-0001102。", "电话 0600-0001102。"),
        ("办件编号是 5144 9979 9320。", "办件编号是 5144 9979 9320。"),
        ("办件编号是 1384 9979 9320。", "办件编号是 1384 9979 9320。"),
        ("卡号 6217 1381 0000 1381", "卡号 6217 1381 0000 1381"),
        ("您打开 https://example.org/a?b=1 看看。", "您打开\nhttps://example.org/a?b=1\n看看。"),
        ("网址是https://example.org/a。", "网址是\nhttps://example.org/a\n。"),
        ("接生医院：妇幼保健院（演示）（卫生健康，11月21日）", "接生医院：妇幼保健院（演示，卫生健康，11月21日）"),
        ("慢慢来——不着急。", "慢慢来，不着急。"),
        ("身份证号：999***********133X。", "身份证号：999…133X。"),
    ],
)
def test_what_is_tapped_stays_whole(text: str, shown: str) -> None:
    assert zh(Reply(text)).pieces == (shown,)


def test_a_long_answer_is_cut_and_its_choices_are_whole_at_the_end_with_their_question() -> None:
    shown = zh(Reply(LONG), DISTRICT)
    assert len(shown.pieces) > 1
    assert shown.pieces[-1].endswith("您在哪个区办？\n\n1. 青禾区\n2. 白露区\n回复数字，打字、说话都行。")


def test_nothing_said_is_no_message() -> None:
    assert (zh(), zh(Reply(" "))) == (Rendered(()), Rendered(()))


TALKS = st.lists(
    st.builds(
        Reply,
        st.lists(st.sampled_from(["您好。", LONG[:300], "· 身份证（原件）", "您要办哪一件？", "161 0000 0048"]), max_size=9).map("\n".join),
        choices=st.lists(st.sampled_from([Choice(t, t) for t in ("是", "不是", "一级", "我要办社保卡" * 9)]), max_size=5).map(tuple),
        expects=st.sampled_from([None, Expects("a", "yes_no"), Expects("b", "money"), Expects("c", "code")]),
        facts=st.sampled_from([dict[str, Any](), {"alarm": "fraud"}]),
    ),
    max_size=6,
)


@settings(deadline=None)
@given(TALKS, st.sampled_from(["zh", "en"]))
def test_every_message_fits_with_its_word_that_there_is_more(replies: list[Reply], language: str) -> None:
    pieces = rendered(replies, SENTENCES, language).pieces
    assert [piece for piece in pieces if size(with_more(piece, SENTENCES, language)) > LIMIT] == []
    assert [piece for piece in pieces if piece != piece.strip() or not piece] == []


@settings(deadline=None)
@given(TALKS)
def test_choices_stand_whole_in_the_last_message_in_their_order(replies: list[Reply]) -> None:
    shown = zh(*replies)
    at = 0
    for choice in shown.choices:
        at = shown.pieces[-1].index(choice.title, at) + len(choice.title)


BAD = re.compile(
    r"[·•*#_|⟦⟧【】]|——|```|<[a-z]|（（|）（|\n\n\n|  |(?m:^[。，；])|[ \t]$|(?<![0-9])(?<![0-9] )1[0-9]{2} [0-9]{4} [0-9]{4}(?! ?[0-9])",
)
"""What reads badly aloud, or looks like another medium's."""


@pytest.fixture(scope="module")
def alive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """A town of their own: the stories are told a second time, and nobody hands in the same twice."""
    with living(tmp_path_factory.mktemp("rendering")) as running:
        yield running


@pytest.mark.parametrize("story", [s for s in stories() if "一直到回执" in s.id])
def test_real_talks_read_well(story: Story, alive: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is answered on the way to a receipt."""
    answered: list[list[Reply]] = []
    say = Talker.say

    def overheard(talker: Talker, text: str) -> str:
        said = say(talker, text)
        answered.append([reply_from_json(body) for body in talker.replies])
        return said

    monkeypatch.setattr(Talker, "say", overheard)
    tell(story, alive)
    pieces = [piece for replies in answered for piece in rendered(replies, SENTENCES, story.language).pieces]
    assert len(pieces) >= len(story.turns)
    assert [(found[0], piece) for piece in pieces for found in BAD.finditer(piece)] == []
