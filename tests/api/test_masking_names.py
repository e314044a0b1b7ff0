"""Names and addresses volunteered in free text: how many are found, and how much else is masked.

The lines are in volunteered.yml. The figures stand in docs/privacy.md; what is
asserted here keeps them from getting worse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from api.masking import find_personal
from bot.chinese import normalise

HERE = Path(__file__).parent
MARKS = re.compile(r"⟨(?P<person_name>[^⟩]+)⟩|⟪(?P<address>[^⟫]+)⟫")
LINES: dict[str, list[str]] = yaml.safe_load((HERE / "volunteered.yml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Line:
    """A sentence and the spans in it that are personal."""

    text: str
    personal: tuple[tuple[int, int, str], ...]


def read(marked: str) -> Line:
    text, spans, at = "", [], 0
    for match in MARKS.finditer(marked):
        text += marked[at : match.start()]
        value = match["person_name"] or match["address"]
        spans.append((len(text), len(text) + len(value), str(match.lastgroup)))
        text += value
        at = match.end()
    return Line(text + marked[at:], tuple(spans))


@dataclass
class Score:
    """Counts of one kind over a set of lines."""

    there: int = 0
    covered: int = 0
    """Spans of which every character was masked."""
    touched: int = 0
    """Spans of which something was masked."""
    clean: int = 0
    """Lines with nothing personal."""
    wrong: int = 0
    """Of these, lines in which something was masked."""
    missed: list[str] | None = None

    def text(self) -> str:
        return f"recall {self.covered}/{self.there}, in part {self.touched - self.covered}, false alarms {self.wrong}/{self.clean}"


def measure(lines: list[str], kind: str) -> Score:
    score = Score(missed=[])
    for marked in lines:
        line = read(marked)
        hidden = {i for one in find_personal(line.text) for i in range(one.start, one.end)}
        for start, end, of in line.personal:
            if of == kind:
                span = set(range(start, end))
                score.there += 1
                score.covered += span <= hidden
                score.touched += bool(span & hidden)
                if not span <= hidden:
                    score.missed.append(marked)  # type: ignore[union-attr]
        if not line.personal:
            score.clean += 1
            score.wrong += bool(hidden)
            if hidden:
                score.missed.append(f"FALSE {marked}")  # type: ignore[union-attr]
    return score


def test_there_are_lines_enough_to_measure_by() -> None:
    assert sum(map(len, LINES.values())) >= 150


@pytest.mark.parametrize(
    ("kind", "which", "least"),
    [
        ("person_name", "known", 1.0),
        ("person_name", "seen", 0.95),
        ("person_name", "fresh", 0.75),
        ("address", "known", 1.0),
        ("address", "seen", 1.0),
        ("address", "fresh", 0.8),
    ],
)
def test_as_much_is_found_as_privacy_md_says(kind: str, which: str, least: float) -> None:
    score = measure(LINES[which], kind)
    print(f"{kind}, {which} lines: {score.text()}")
    assert score.covered >= least * score.there, score.missed


def test_ordinary_sentences_are_left_alone() -> None:
    scores = [measure(lines, "person_name") for lines in LINES.values()]
    assert sum(score.wrong for score in scores) <= 0.02 * sum(score.clean for score in scores)


def test_what_people_say_in_the_training_data_is_left_alone() -> None:
    """inform.yml holds answers and anything.yml what is said to a telephone, names in both; the rest of data/nlu is not personal."""
    files = [path for path in sorted((HERE.parents[1] / "data" / "nlu").glob("*.yml")) if path.stem not in {"inform", "anything"}]
    said = [normalise(line) for path in files for line in examples(path)]
    masked = [line for line in said if find_personal(line)]
    print(f"masked {len(masked)} of {len(said)}: {masked}")
    assert len(said) > 1000
    assert len(masked) <= 0.003 * len(said), masked  # dates of birth in questions about children are


def examples(path: Path) -> list[str]:
    """The lines of a Rasa NLU file, without their marks `[…]{…}`."""
    lines = re.findall(r"^ +- +(.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.sub(r"\[([^\]]*)\](?:\{[^}]*\}|\([^)]*\))", r"\1", line).strip("\"'") for line in lines if not line.startswith("intent:")]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("我叫王建国,今年六十", "我叫▢,今年六十"),
        ("我叫李明今年六十了想退休", "我叫▢今年六十了想退休"),
        ("我叫张芳家住城东", "我叫▢家住城东"),
        ("我是唐国平,唐国平就是我", "我是▢,▢就是我"),
        ("我姓陈,叫陈桂兰", "我姓▢"),
        ("我儿子徐明的社保卡丢了", "我儿子▢的社保卡丢了"),
        ("我叫阿依古丽·吐尔逊,来办社保卡", "我叫▢,来办社保卡"),
        ("我家住在湖南省长沙市岳麓区麓山南路932号,要带什么", "我家住在湖南省长沙市岳麓区▢,要带什么"),
        ("我住在青禾区幸福小区5栋302,能办吗", "我住在青禾区▢,能办吗"),
        ("王建国13800138000", "▢▢"),
    ],
)
def test_only_the_personal_words_go_and_the_question_stays(text: str, kept: str) -> None:
    pieces, at = "", 0
    for one in find_personal(text):
        pieces += text[at : one.start] + "▢"
        at = one.end
    assert pieces + text[at:] == kept
