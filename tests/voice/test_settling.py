"""What becomes of what was heard: tests/voice/heard.yml row by row, and what holds for anything at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from api.settings import ROOT
from bot.catalogue.models import Question
from bot.chinese import normalise
from bot.expecting import ANYTHING, Expecting
from bot.hearing import hear
from tests.bot.kinds.tables import AT
from voice.ears import Heard
from voice.ears.lexicon import read_lexicon
from voice.ears.settling import AT_MOST, settle
from voice.words import load_words

VOICE = ROOT / "data" / "voice"

TABLE = yaml.safe_load((Path(__file__).parent / "heard.yml").read_text(encoding="utf-8"))
LEXICON = read_lexicon(VOICE / "words.yml", TABLE["names"], load_words(VOICE / "talking.yml").commands)
EXPECTING = {
    name: Expecting(one["manner"], tuple(one.get("answers", ())), tuple(one.get("names", ())), tuple(one.get("digits", ())))
    for name, one in TABLE["expecting"].items()
}


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['heard']}, {row['expecting']}") for row in TABLE["rows"]])
def test_it_is_settled(row: dict[str, Any]) -> None:
    settled = settle(Heard(row["heard"], row.get("confidence", 1.0)), EXPECTING[row["expecting"]], LEXICON)
    assert (settled.text, [[r.heard, r.taken_for] for r in settled.recognised.repairs], settled.sure, list(settled.instead)) == (
        row["text"],
        row.get("repairs", []),
        row.get("sure", True),
        row.get("instead", []),
    )


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(TABLE["rows"]) >= 120


def test_the_confidence_goes_on_as_the_engine_gave_it() -> None:
    assert settle(Heard("社保卡", 0.37), ANYTHING, LEXICON).recognised.confidence == 0.37


def test_another_reading_that_is_an_answer_is_offered_beside_what_was_heard() -> None:
    settled = settle(Heard("飞机", 0.9, alternatives=("灰机", "用 手机")), EXPECTING["method"], LEXICON)
    assert (settled.text, settled.sure, settled.instead) == ("飞机", False, ("用手机", "飞机"))


@pytest.mark.parametrize(
    ("heard", "expecting", "text"),
    [
        ("腰三八零零一三八零零散", "phone", "腰三八零零一三八零零三"),
        ("转人公", "phone", "转人工"),
        ("我家住在勤河区西门街", "address", "我家住在青禾区西门街"),
    ],
)
def test_what_was_put_right_in_a_number_or_an_address_is_not_told(heard: str, expecting: str, text: str) -> None:
    settled = settle(Heard(heard, 1.0), EXPECTING[expecting], LEXICON)
    assert (settled.text, settled.recognised.repairs) == (text, ())


# --- spoken numbers, up to the answer ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "settings", "expecting", "said", "value"),
    [
        ("phone", {}, "phone", "幺三八 零零零零 幺三八零", "13800001380"),
        ("phone", {}, "phone", "腰 三 吧 零零零零 腰 三 八 零", "13800001380"),
        ("phone", {}, "phone", "呃 我的号码是 一三八 零零零零 一三八零 是吧", "13800001380"),
        ("phone", {}, "phone", "一三八四个零一三八零", "13800001380"),
        ("date", {"past": True, "precision": "month"}, "anything", "一九六零年八月", "1960-08-01"),
        ("money", {}, "anything", "三千二", 320_000),
        ("years_months", {}, "anything", "二十二年", 264),
        ("code", {}, "code", "八三零二幺七", "830217"),
        ("code", {"length": 6}, "code", "吧三零二幺七", None),
        ("code", {}, "code", "八三零而幺七", "830217"),
        ("resident_id", {}, "id", "九九九零零二 一九九一零七二二 零二七五", "999002199107220275"),
    ],
)
def test_a_number_said_aloud_is_answered_with(kind: str, settings: dict[str, Any], expecting: str, said: str, value: Any) -> None:
    question = Question.model_validate({"key": "asked", "kind": kind, "ask": "请问?", "short": "问题", "settings": settings})
    settled = settle(Heard(said, 1.0), EXPECTING[expecting], LEXICON)
    found = [h.value for h in hear(normalise(settled.text), question, [question], AT).heard if h.problem is None]
    assert found == ([] if value is None else [value])


# --- anything at all --------------------------------------------------------------------------------

words = st.text(st.sampled_from("是不没有一二三四十幺八吧社保设宝卡退推休手机首级刷脸练去区射上门停听嗯呃 a1,。[unk]"), max_size=40)
anything = st.one_of(words, st.text(max_size=60))
expectations = st.sampled_from(sorted(EXPECTING)).map(EXPECTING.__getitem__)


@given(anything, expectations, st.floats(0, 1), st.lists(anything, max_size=3))
def test_settling_never_fails_and_hardly_lengthens(text: str, expecting: Expecting, confidence: float, others: list[str]) -> None:
    settled = settle(Heard(text, confidence, alternatives=tuple(others)), expecting, LEXICON)
    assert len(settled.text) <= 2 * len(normalise(text)) + 4 or settled.text == text
    assert len(settled.instead) <= AT_MOST
    assert not (settled.sure and settled.instead)
    assert [other for other in settled.instead if len(other) == 1 and other not in (*expecting.answers, *LEXICON.commands)] == []
    assert all(r.heard != r.taken_for for r in settled.recognised.repairs)


@given(anything, expectations)
def test_what_was_settled_is_settled(text: str, expecting: Expecting) -> None:
    once = settle(Heard(text, 1.0), expecting, LEXICON)
    again = settle(Heard(once.text, 1.0), expecting, LEXICON)
    if once.recognised.repairs:
        assert again.text == once.text or again.recognised.repairs


@given(st.sampled_from(sorted(EXPECTING)), st.data())
def test_an_answer_as_it_is_written_stays_and_is_sure(name: str, data: st.DataObject) -> None:
    expecting = EXPECTING[name]
    answer = data.draw(st.sampled_from([*expecting.answers, *LEXICON.commands]))
    settled = settle(Heard(answer, 1.0), expecting, LEXICON)
    assert (settled.text, settled.recognised.repairs, settled.sure) == (answer, (), True)


@given(st.sampled_from(sorted(LEXICON.names)))
def test_a_name_as_it_is_written_stays(name: str) -> None:
    assert settle(Heard(f"我想问{name}", 1.0), ANYTHING, LEXICON).text == f"我想问{name}"


@given(st.text(st.characters(max_codepoint=0x24F), max_size=60), expectations)
def test_text_without_chinese_is_left_as_it_is(text: str, expecting: Expecting) -> None:
    if "[" not in text and "<" not in text:
        assert settle(Heard(text, 1.0), expecting, LEXICON).text == text


def test_the_same_words_with_less_confidence_are_no_other_words() -> None:
    heard = Heard("我要办设宝卡", 1.0)
    texts = {settle(replace(heard, confidence=c / 10), ANYTHING, LEXICON).text for c in range(11)}
    assert texts == {"我要办社保卡"}
