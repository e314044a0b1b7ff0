"""One of several: by name, by place, by sound."""

from __future__ import annotations

import pytest

from tests.bot.kinds.tables import best, question, understood

HUKOU = question(
    "choice",
    options=[
        {"value": "family", "title": {"zh": "家庭户", "en": "family household"}, "names": ["家里的户口本", "自己家的户口"]},
        {"value": "collective", "title": {"zh": "集体户", "en": "collective household"}, "names": ["单位的户口", "人才市场"]},
    ],
)
BANK = question(
    "choice",
    options=[
        {"value": "icbc", "title": "工商银行", "names": ["工行"]},
        {"value": "abc", "title": "农业银行", "names": ["农行"]},
        {"value": "ccb", "title": "建设银行", "names": ["建行"]},
    ],
)
FOLLOW = question(
    "choice",
    cues=["落户", "上户口"],
    options=[
        {"value": "father", "title": "随爸爸", "names": ["父亲", "爸爸", "跟爸爸"]},
        {"value": "mother", "title": "随妈妈", "names": ["母亲", "妈妈", "跟妈妈"]},
    ],
)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("家庭户", "family"),
        ("是家庭户的", "family"),
        ("我们家是家庭户啊", "family"),
        ("家里的户口本", "family"),
        ("集体户", "collective"),
        ("户口在人才市场", "collective"),
        ("family", "family"),
        ("Family household", "family"),
        ("家庭", "family"),
        ("集体", "collective"),
        ("第一个", "family"),
        ("第1个", "family"),
        ("1", "family"),
        ("一", "family"),
        ("选1", "family"),
        ("选一", "family"),
        ("我选第二个", "collective"),
        ("选2", "collective"),
        ("二", "collective"),
        ("2号", "collective"),
        ("前一个", "family"),
        ("前面那个", "family"),
        ("前者", "family"),
        ("头一个", "family"),
        ("后一个", "collective"),
        ("后面那个", "collective"),
        ("最后一个", "collective"),
        ("就第二个吧", "collective"),
        ("加庭户", "family"),
        ("佳停户", "family"),
        ("家庭护", "family"),
        ("急体户", "collective"),
        ("鸡体户", "collective"),
        ("是加庭户", "family"),
        ("不是家庭户", "collective"),
        ("不是集体户", "family"),
        ("第三个", None),
        ("3", None),
        ("0", None),
        ("不知道", None),
        ("等一下", None),
        ("要带什么", None),
        ("我想办退休", None),
        ("户口", None),
        ("农业户", None),
        ("人工", None),
        ("什么意思", None),
        ("", None),
    ],
)
def test_an_option_is_understood(said: str, value: str | None) -> None:
    assert understood(said, HUKOU) == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("工行", "icbc"),
        ("工商银行吧", "icbc"),
        ("公商银行", "icbc"),
        ("农业银行", "abc"),
        ("龙业银行", "abc"),
        ("建社银行", "ccb"),
        ("中间那个", "abc"),
        ("第三个", "ccb"),
        ("最后一个", "ccb"),
        ("银行", None),
        ("中国银行", None),
        ("不要工行", None),
        ("不要工行,要建行", "ccb"),
        ("那个第二个吧", "abc"),
    ],
)
def test_one_of_three_is_understood(said: str, value: str | None) -> None:
    assert understood(said, BANK) == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("家庭户,领了证的", "family"),
        ("第一个", None),
        ("加庭户", None),
        ("1", None),
        ("family", None),
        ("不是家庭户", None),
    ],
)
def test_another_question_was_asked_so_only_the_name_counts(said: str, value: str | None) -> None:
    assert understood(said, HUKOU, unasked=True) == value


@pytest.mark.parametrize(
    ("said", "value"),
    [("孩子父亲叫王建国", None), ("跟爸爸", "father"), ("爸爸", "father"), ("落户在父亲那边", "father"), ("妈妈在医院", None)],
)
def test_a_short_name_needs_more_when_another_question_was_asked(said: str, value: str | None) -> None:
    assert understood(said, FOLLOW, unasked=True) == value


def test_the_span_is_the_name() -> None:
    found = best("我们是家庭户的,要带什么", HUKOU)
    assert found is not None
    assert (found.start, found.end) == (3, 6)


def test_one_character_is_enough_where_only_one_option_begins_with_it() -> None:
    sex = question(
        "choice", options=[{"value": "male", "title": "男士", "names": ["男的"]}, {"value": "female", "title": "女士", "names": ["女的"]}]
    )
    assert [understood(said, sex) for said in ("女", "男", "女的")] == ["female", "male", "female"]
    assert [understood(said, sex, unasked=True) for said in ("65年3月,女的", "女")] == ["female", "female"]


def test_short_names_count_anywhere_where_the_question_says_so() -> None:
    options = [{"value": "self", "title": "我自己"}, {"value": "family", "title": "家里老人", "names": ["我妈"]}]
    strict, anywhere = question("choice", options=options), question("choice", options=options, settings={"anywhere": True})
    assert [understood("我妈八十一了,想领补贴", asked, unasked=True) for asked in (strict, anywhere)] == [None, "family"]


FATHER_OR_MOTHER = question(
    "choice",
    options=[
        {"value": "father", "title": "跟爸爸", "names": ["随父", "随父亲", "跟父亲"]},
        {"value": "mother", "title": "跟妈妈", "names": ["随母", "随母亲", "跟母亲"]},
    ],
)


@pytest.mark.parametrize(
    ("said", "typed", "spoken"),
    [
        ("市妇幼", None, "!alike"),
        ("市妇幼保健院", None, None),
        ("在市妇幼生的", None, None),
        ("市妇", None, "father"),
        ("随夫", "father", "father"),
        ("那就随夫吧", "father", "father"),
        ("宝宝随夫", "father", "father"),
        ("岁母亲", "mother", "mother"),
        ("跟父清", "father", "father"),
        ("隋木匠", None, "!alike"),
        ("我们单位跟副经理", None, "!alike"),
    ],
)
def test_typed_words_are_an_option_by_sound_only_as_a_whole_and_spoken_ones_are_asked_about(
    said: str, typed: str | None, spoken: str | None
) -> None:
    assert (understood(said, FATHER_OR_MOTHER), understood(said, FATHER_OR_MOTHER, spoken=True)) == (typed, spoken)
