"""What data/nlu teaches: labels that exist, lines that nobody else claims, and enough of each."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.vault import TOKEN

ROOT = Path(__file__).resolve().parents[2]
NLU = ROOT / "data" / "nlu"
SERVICES = ROOT / "data" / "services"

ASKING = {"materials", "eligibility", "time", "fee", "where", "amount", "progress"}
STEERING = {"repeat", "slower", "louder", "affirm", "deny", "back", "stop", "greet", "thanks", "help"}
URGENT = {"danger", "crisis", "fraud"}
ACTS = ASKING | STEERING | URGENT | {"start", "complain", "human", "inform", "out_of_scope"}
"""The acts of the outside contract, and the three kinds of words that are answered at once."""
ABOUT_A_SERVICE = ASKING | {"start", "complain", "human"}

FEWEST = dict.fromkeys(ASKING | STEERING | {"complain", "human"}, 60) | dict.fromkeys(URGENT, 50) | {"inform": 200, "out_of_scope": 500}
"""Lines that name no service, by act."""
FEWEST_OF_A_SERVICE = 150
FEWEST_STARTS_OF_A_SERVICE = 70


@dataclass(frozen=True)
class Line:
    """One example, as a file teaches it."""

    file: str
    act: str
    service: str | None
    text: str


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _lines(path: Path) -> list[Line]:
    return [
        Line(path.name, block["intent"], block.get("metadata", {}).get("service"), example.removeprefix("- "))
        for block in _read(path)["nlu"]
        if "intent" in block
        for example in block["examples"].splitlines()
    ]


def _heard(text: str) -> str:
    """The text without what makes no difference when it is said: width, case, spaces, punctuation."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[^\w⟦⟧:]", "", plain) or plain


FILES = sorted(NLU.glob("*.yml"))
LINES = [line for path in FILES for line in _lines(path)]
TAUGHT_SERVICES = sorted({line.service for line in LINES if line.service})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_holds_rasa_blocks_and_nothing_else(path: Path) -> None:
    content = _read(path)
    assert sorted(content) == ["nlu", "version"]
    assert content["version"] == "3.1"
    for block in content["nlu"]:
        assert set(block) in ({"intent", "examples"}, {"intent", "metadata", "examples"}, {"regex", "examples"})
        assert sorted(block.get("metadata", {"service": ""})) == ["service"]
        assert [e for e in block["examples"].splitlines() if not re.fullmatch(r"- \S(.*\S)?", e)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_act_has_one_block_in_a_file(path: Path) -> None:
    assert [act for act, n in Counter(block.get("intent", block.get("regex")) for block in _read(path)["nlu"]).items() if n > 1] == []


def test_plain_words_are_patterns_of_what_is_urgent() -> None:
    plain = [block for path in FILES for block in _read(path)["nlu"] if "regex" in block]
    assert {block["regex"] for block in plain} == URGENT
    for block in plain:
        for example in block["examples"].splitlines():
            re.compile(example.removeprefix("- "))


def test_every_act_is_taught_and_no_other() -> None:
    assert {line.act for line in LINES} == ACTS


def test_no_line_is_taught_twice_whatever_its_label() -> None:
    taught: dict[str, list[Line]] = defaultdict(list)
    for line in LINES:
        taught[_heard(line.text)].append(line)
    assert [lines for lines in taught.values() if len(lines) > 1] == []


@pytest.mark.parametrize("service", TAUGHT_SERVICES)
def test_a_service_that_is_taught_has_its_file(service: str) -> None:
    assert (SERVICES / f"{service}.yml").is_file()


@pytest.mark.parametrize("path", sorted(SERVICES.glob("*.yml")), ids=lambda path: path.stem)
def test_a_service_that_has_a_file_is_taught(path: Path) -> None:
    assert path.stem in TAUGHT_SERVICES


def test_a_service_is_taught_in_its_own_file_and_only_there() -> None:
    assert [line for line in LINES if line.service not in (None, Path(line.file).stem)] == []
    assert [line for line in LINES if line.service is None and Path(line.file).stem in TAUGHT_SERVICES] == []


def test_only_acts_about_a_service_name_one() -> None:
    assert {line.act for line in LINES if line.service} == ABOUT_A_SERVICE


@pytest.mark.parametrize("service", TAUGHT_SERVICES)
def test_a_service_has_enough_ways_to_be_asked_for(service: str) -> None:
    acts = Counter(line.act for line in LINES if line.service == service)
    assert acts.total() >= FEWEST_OF_A_SERVICE
    assert acts["start"] >= FEWEST_STARTS_OF_A_SERVICE


@pytest.mark.parametrize("act", sorted(FEWEST))
def test_an_act_without_a_service_has_enough_ways_to_be_said(act: str) -> None:
    assert sum(line.act == act and line.service is None for line in LINES) >= FEWEST[act]


@pytest.mark.parametrize("service", TAUGHT_SERVICES)
def test_a_service_is_asked_for_in_short_and_in_long(service: str) -> None:
    lengths = [len(line.text) for line in LINES if line.service == service and line.act == "start"]
    assert sum(n <= 4 for n in lengths) >= 2
    assert sum(n >= 40 for n in lengths) >= 5


def test_lines_hold_no_control_characters_and_no_entity_marks() -> None:
    assert [line for line in LINES if re.search(r"[\x00-\x1f\x7f\[\]{}()]", line.text)] == []


def test_whatever_looks_like_a_token_is_one() -> None:
    assert [line for line in LINES if set(TOKEN.sub("", line.text)) & set("⟦⟧")] == []


def test_no_line_holds_an_identifier() -> None:
    assert [line for line in LINES if re.search(r"(?<!\d)(1\d{10}|\d{17}[\dXx]|\d{16,19})(?!\d)", line.text)] == []
