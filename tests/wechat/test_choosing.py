"""Numbered lines are answered by number or in words, and nothing else is taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.settings import ROOT
from api.wechat.showing.choosing import NUMBERED, are_numbered, chosen, is_number
from bot.catalogue import load_catalogue
from bot.catalogue.models import Question
from bot.hearing import hear
from bot.kinds.registry import KINDS
from bot.turn import Choice
from tests.wechat.questions import moment, questions

CATALOGUE = load_catalogue(ROOT / "data")
QUESTIONS = questions(CATALOGUE)


def lines(*titles: str) -> tuple[Choice, ...]:
    return tuple(Choice(title, title) for title in titles)


PLACES = lines("云禾市青禾区", "云禾市白露区", "更多选择")
YES_NO = (Choice("Yes", "是"), Choice("No", "不是"))


@pytest.mark.parametrize(
    "said",
    ["2", "２", "2.", "2。", "2、", "2)", "(2)", "（2）", "⑵", "②", "2️⃣", "“2”", " 2 ", "#2", "2！", "二", "两", "第二个", "第二",
     "第2个", "第2",
     "第二项", "第 2 个",
     "选2", "选 2", "选二", "我选2", "选第二个", "我要第二个", "就2吧", "那就第二个吧", "2号", "二号", "2吧", "2了", "选项2", "回复2",
     "按2", "我要选第二个，谢谢",
     "two", "second", "No. 2", "option 2", "the second one", "number two",
     "云禾市白露区", "云禾市白露区。", "“云禾市白露区”", "云禾市 白露区", "2.云禾市白露区", "2. 云禾市白露区", "2 云禾市白露区",
     "第二个，云禾市白露区", "那个2", "那个第二个吧", "二个", "二个吧", "2。谢谢", "2！谢谢", "【2】", "贰", "第贰个", "二，云禾市白露区",
     "二、云禾市白露区"],
)  # fmt: skip
def test_the_second_line_is_meant(said: str) -> None:
    assert chosen(said, PLACES) == "云禾市白露区"


@pytest.mark.parametrize(
    "said",
    ["", "。", "0", "4", "十", "第十个", "99", "2个孩子", "2个", "两个", "要两个", "三个", "十二个", "二，云禾市青禾区",
     "2020年", "2020", "2月", "2号下午", "二月二号", "2.5",
     "2/3", "1、2", "1 2",
     "12", "2元", "2%", "-2",
     "13900000002", "一会儿再说", "一样的", "第二次来", "二手房", "二婚", "两口子", "第一次办", "二级", "第二胎", "白露区",
     "2. 云禾市青禾区", "2 个老人", "我有2",
     "青禾区还是白露区", "twofold", "no", "not", "is", "人工", "返回", "有", "选", "我要", "是", "NB2026001739", "两百", "二十", "20"],
)  # fmt: skip
def test_something_else_is_said(said: str) -> None:
    assert chosen(said, PLACES) is None


@pytest.mark.parametrize("said", ["最后一个", "最后那个吧", "就最后一项", "the last one"])
def test_the_last_line_is_meant(said: str) -> None:
    assert (chosen(said, PLACES), chosen(said, PLACES[:2]), is_number(said)) == ("更多选择", "云禾市白露区", True)


def test_the_value_comes_back_and_not_the_title() -> None:
    assert [chosen(said, YES_NO, "yes_no") for said in ("1", "yes", "Yes!", "是", "no", "不是", "2", "3")] == [
        "是", "是", "是", "是", "不是", "不是", "不是", None,
    ]  # fmt: skip


def test_signs_inside_the_words_do_not_count() -> None:
    assert chosen("是交上去", lines("是，交上去", "要改一项")) == "是，交上去"


def test_without_choices_nothing_is_chosen() -> None:
    assert chosen("1", ()) is None


@pytest.mark.parametrize(
    "kind", ["number", "money", "date", "years_months", "text", "phone", "resident_id", "bank_card", "address", "person_name"]
)
def test_digits_are_the_answer_itself_where_a_question_is_open_to_them(kind: str) -> None:
    skip = lines("跳过")
    numbers = ("1", "一", "第一个", "1号", "选1", "二个", "最后一个")
    assert [chosen(said, skip, kind) for said in (*numbers, "跳过", "跳过。")] == [None] * 7 + ["跳过"] * 2


def test_beside_a_code_one_digit_is_a_line_and_six_are_the_code() -> None:
    ways = lines("再发一次", "没有登记手机号")
    assert [chosen(said, ways, "code") for said in ("1", "2", "二", "304917", "3049", "没有登记手机号", "12")] == [
        "再发一次", "没有登记手机号", "没有登记手机号", None, None, "没有登记手机号", None,
    ]  # fmt: skip


def test_grades_are_not_counted_by_another_number() -> None:
    assert are_numbered(lines("四级", "没有证", "更多选择"), "choice") is False
    assert [chosen(said, lines("四级", "没有证", "更多选择"), "choice") for said in ("2", "4", "四级", "没有证")] == [
        None,
        None,
        "四级",
        "没有证",
    ]


@pytest.mark.parametrize(
    ("titles", "numbered"),
    [
        (("一级", "二级", "三级", "更多选择"), False),
        (("不到一年", "一年以上", "记不清"), False),
        (("60岁以上", "60岁以下"), False),
        (("第一次办", "每年签注", "丢了坏了补换"), True),
        (("两样都要", "都不要"), True),
        (("没交房的新房", "现房", "二手房", "更多选择"), True),
        (("补身份证", "换身份证", "第一次办身份证", "更多选择"), True),
    ],
)
def test_titles_that_are_numbers_get_no_second_one(titles: tuple[str, ...], numbered: bool) -> None:
    assert are_numbered(lines(*titles), "choice") is numbered


def test_which_kinds_have_numbers_is_known_of_every_kind() -> None:
    assert set(KINDS) - NUMBERED == {
        "address", "bank_card", "date", "money", "number", "person_name", "phone", "resident_id", "text", "years_months",
    }  # fmt: skip


def pages(question: Question) -> list[tuple[Choice, ...]]:
    """What may be shown of its options, three at a time."""
    options = [Choice(o.title.zh, o.title.zh) for o in question.options]
    if question.kind == "yes_no":
        return [lines("是", "不是")]
    more = lines("更多选择") if len(options) > 3 else ()
    skip = lines("跳过") if question.optional else ()
    return [(*options[at : at + 3], *more, *skip) for at in range(0, len(options), 3)] or ([skip] if skip else [])


def test_only_grades_and_lengths_of_time_have_no_numbers() -> None:
    first = [question for service in CATALOGUE.services.values() for question in service.eligibility]
    choices = [(question.key, page) for question in (*first, *QUESTIONS) if question.kind == "choice" for page in pages(question)]
    assert {key for key, page in choices if not are_numbered(page, "choice")} == {"level", "kin_level", "old_level", "paused_for"}


def test_every_choice_of_the_catalogue_is_reached_by_its_words_and_where_it_has_a_number_by_that() -> None:
    shown = [(question, page) for question in QUESTIONS for page in pages(question)]
    assert len(shown) > 100
    for question, page in shown:
        for number, choice in enumerate(page, start=1):
            assert chosen(choice.title, page, question.kind) == choice.value, question.key
            wanted = choice.value if are_numbered(page, question.kind) else None
            assert [chosen(said, page, question.kind) for said in (str(number), f"第{number}个", f"选{number}")] == [wanted] * 3, (
                question.key
            )


def test_no_name_of_an_option_is_taken_for_the_number_of_another() -> None:
    """级 by level, 两样 and the like: what the dialogue knows as one option never comes back as another."""
    wrong = [
        (question.key, name, value)
        for question in QUESTIONS
        for page in pages(question)
        for option in question.options
        for name in (option.title.zh, *option.names)
        if (value := chosen(name, page, question.kind)) not in (None, option.title.zh)
    ]
    assert wrong == []


NUMBERS = [q for q in QUESTIONS if q.kind in ("number", "money", "date", "years_months", "text") and (q.optional or q.options)]


def test_there_are_questions_with_choices_that_expect_a_number() -> None:
    assert {(q.key, q.kind) for q in NUMBERS} >= {
        ("base", "money"),
        ("due_on", "date"),
        ("contribution_months", "years_months"),
        ("income", "money"),
    }


@pytest.mark.parametrize("question", NUMBERS, ids=lambda q: q.key)
def test_a_number_given_to_such_a_question_goes_on_as_it_is(question: Question) -> None:
    skip = lines("跳过")
    assert [chosen(said, skip, question.kind) for said in ("1", "2", "一", "3000", "一个", "1号", "12月1号", "没有")] == [None] * 8
    assert chosen("跳过", skip, question.kind) == "跳过"


@settings(deadline=None)
@given(st.text(max_size=40), st.sampled_from([None, "yes_no", "choice", "code", "number"]))
def test_whatever_is_typed_gives_a_choice_or_nothing(text: str, kind: str | None) -> None:
    assert chosen(text, PLACES, kind) in {None, *(choice.value for choice in PLACES)}


def test_the_dialogue_understands_a_level_that_has_no_number_here() -> None:
    level = next(question for question in QUESTIONS if question.key == "level")
    heard = [hear(said, level, [level], moment(CATALOGUE)).heard for said in ("2", "4")]
    assert [[one.value for one in found] for found in heard] == [[level.options[1].value], [level.options[3].value]]
