"""What a voice says of an answer about a service, and where its sources stand."""

from __future__ import annotations

from actions.informing.in_short import Sourced, first_of, in_short, is_cut, whole
from bot.say import Said

HERE, THERE = "（据甲省的规定）", "（据乙省的规定）"


def aloud(told: list[Said]) -> str:
    return "".join(one.brief if one.brief is not None else one.text if one.speech is None else one.speech for one in told)


def test_three_sentences_are_said_and_the_rest_is_there() -> None:
    told = in_short([[Sourced("一。二。三。四。", HERE), "五。"]])
    assert ["".join(one.text for one in told), aloud(told), is_cut(told)] == [f"一。二。三。四。{HERE}五。", f"一。二。三。{HERE}", True]


def test_what_is_short_is_said_whole() -> None:
    told = in_short([[Sourced("一。二。", HERE), "三。"]])
    assert (aloud(told), is_cut(told)) == (f"一。二。{HERE}三。", False)


def test_a_condition_is_said_whole() -> None:
    told = in_short([[Sourced("一。二。三。四。", HERE, cut=False)]])
    assert (aloud(told), is_cut(told)) == (f"一。二。三。四。{HERE}", False)


def test_a_source_is_said_once_after_the_last_that_it_is_of() -> None:
    told = in_short([[Sourced("一。", HERE)], [Sourced("二。", THERE)], [Sourced("三。", HERE)]])
    assert "".join(one.text for one in told) == f"一。二。{THERE}三。{HERE}"


def test_asked_several_things_each_has_its_first_sentence() -> None:
    told = in_short([["一。二。"], ["三。四。"], ["五。六。"]])
    assert aloud(told) == "一。三。五。"


def test_a_warning_and_a_heading_of_its_own_are_never_cut() -> None:
    told = in_short([["一。二。三。四。", whole("小心。别给。"), Said("· 卡（新的）", "卡，新的。", "卡。")]])
    assert aloud(told) == "一。二。三。小心。别给。卡。"


def test_told_again_it_is_the_first_sentence_with_its_source_and_no_warning_is_lost() -> None:
    told = first_of([[Sourced("一。二。", HERE), Sourced("三。", THERE), whole("小心。别给。")], [Sourced("四。五。", cut=False)]])
    assert [one.text for one in told if one.text] == [f"一。{HERE}", "小心。别给。", "四。五。"]
