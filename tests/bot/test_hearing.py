"""One sentence, heard by every open question. Today is Sunday, 22 November 2026."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.models import Question
from bot.chinese import normalise
from bot.hearing import hear
from tests.bot.kinds.tables import AT

HERE = Path(__file__).parent
TABLE = yaml.safe_load((HERE / "hearing.yml").read_text(encoding="utf-8"))
SETS: dict[str, list[Question]] = {
    name: [Question.model_validate({"ask": "请问?", "short": "问题", **q}) for q in questions]
    for name, questions in TABLE["questions"].items()
}


def _rows() -> list[Any]:
    return [pytest.param(row, id=row["said"][:40]) for row in TABLE["rows"]]


@pytest.mark.parametrize("row", _rows())
def test_a_sentence_is_heard(row: dict[str, Any]) -> None:
    questions = SETS[row["set"]]
    only = row.get("open")
    open_questions = [q for q in questions if only is None or q.key in only]
    asked = next((q for q in questions if q.key == row.get("asked")), None)
    hearing = hear(normalise(row["said"]), asked, open_questions, replace(AT, spoken=row.get("spoken", False)))
    said = {h.question.key: f"!{h.problem.say.rpartition('.')[2]}" if h.problem else h.value for h in hearing.heard}
    assert said == row.get("heard", {})
    if "rest" in row:
        assert hearing.rest == row["rest"]


def test_the_spans_are_where_the_answers_stand() -> None:
    text = "家庭户,领了证的,都是汉族,上周三生的"
    hearing = hear(text, SETS["newborn"][0], SETS["newborn"], AT)
    assert [(h.question.key, text[h.start : h.end]) for h in hearing.heard] == [
        ("hukou", "家庭户"),
        ("married", "领了证"),
        ("ethnic", "都是汉族"),
        ("born", "上周三"),
    ]


def test_a_correction_takes_both_values_into_its_span() -> None:
    text = "我们是15号生的,不对,是16号生的"
    hearing = hear(text, SETS["newborn"][3], SETS["newborn"], AT)
    assert [(h.value, text[h.start : h.end]) for h in hearing.heard] == [("2026-11-16", "15号生的,不对,是16号")]


_PIECES = """
家庭户 集体户 领了证 没领证 都是汉族 上周三 3月5号 15号 生的 我 是 不是 不对 , 。 ? 吗 的 了 没有 嗯
王建国 叫 13800138000 幺三八 青禾区 3500元 要带什么 等一下 不知道
"""
_WORDS = st.sampled_from(_PIECES.split())


@given(st.lists(_WORDS, max_size=14).map("".join), st.integers(-1, 9))
def test_whatever_is_said_spans_lie_in_the_sentence_and_never_overlap(text: str, which: int) -> None:
    questions = [*SETS["newborn"], *SETS["retire"]]
    text = normalise(text)
    heard = hear(text, questions[which] if which >= 0 else None, questions, AT).heard
    spans = [(h.start, h.end) for h in heard]
    assert all(0 <= s < e <= len(text) for s, e in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    assert len({h.question.key for h in heard}) == len(heard)
    assert [h.question.key for h in heard if h.problem] in ([], [questions[which].key])


@given(st.text(max_size=200))
def test_no_text_is_too_strange_to_be_heard(text: str) -> None:
    questions = [*SETS["newborn"], *SETS["retire"]]
    for asked in questions:
        hear(normalise(text), asked, questions, AT)
