"""How well people are understood who never saw the training data: not worse than was recorded, or the build fails."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pytest

from api import rasa_project
from api.labelled import Labelled, read_labelled, taught, understood, unseen_files
from bot.catalogue import load_catalogue
from bot.catalogue.load import read_yaml
from bot.measuring import Shares, shares
from tests.living import Living

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
UNSEEN = DATA / "unseen"
RECORDED: Mapping[str, Mapping[str, float]] = read_yaml(UNSEEN / "figures.yml")["sets"]
SERVICES = load_catalogue(DATA).services
SETS = sorted(path.stem for path in UNSEEN.glob("*.jsonl"))

ELSEWHERE = Path(ROOT.parent, "shared", "eval", "out_of_scope_dev.jsonl")
"""Real requests to a general assistant, licensed for measuring only: not ours to carry along."""
FAR = 0.05
"""Of these, at most this share may be taken for ours."""


def _heard(text: str) -> str:
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", text).lower())


def test_no_unseen_sentence_is_taught() -> None:
    learnt = {_heard(line.text) for line in taught(DATA)}
    unseen = [line.text for path in UNSEEN.glob("*.jsonl") for line in read_labelled(path, SERVICES)]
    unseen += [json.loads(line)["text"] for line in (UNSEEN / "two" / "two_wishes.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [text for text in unseen if _heard(text) and _heard(text) in learnt] == []


def test_no_sentence_stands_in_two_sets() -> None:
    texts = [_heard(line.text) or line.text for path in UNSEEN.glob("*.jsonl") for line in read_labelled(path, SERVICES)]
    assert sorted({text for text in texts if texts.count(text) > 1}) == []


def test_every_set_has_its_figures() -> None:
    assert sorted(RECORDED) == SETS


@pytest.fixture(scope="module")
def measured(alive: Living) -> dict[str, Shares]:
    """The shares of every set: ours, and those of the folder that NUANBAN_UNSEEN names."""
    settings = alive.house.settings
    model = rasa_project.model_path(settings)
    return {path.stem: shares(understood(settings, model, read_labelled(path, SERVICES))) for path in unseen_files(settings)}


@pytest.mark.parametrize("name", SETS)
def test_people_are_understood_as_well_as_was_recorded(name: str, measured: dict[str, Shares]) -> None:
    now, recorded = measured[name], RECORDED[name]
    found = {figure: getattr(now, figure) for figure in recorded}
    worse = {k: v for k, v in found.items() if (v > recorded[k] if k == "accepted" else v < recorded[k])}
    assert worse == {}


def test_a_general_assistants_requests_are_not_taken_for_ours(alive: Living) -> None:
    if not ELSEWHERE.exists():
        pytest.skip(f"{ELSEWHERE} is not here: it may be measured on, but not carried along")
    settings = alive.house.settings
    lines = [json.loads(line)["text"] for line in ELSEWHERE.read_text(encoding="utf-8").splitlines()]
    asked = [Labelled(text, "out_of_scope", None) for text in lines]
    found = shares(understood(settings, rasa_project.model_path(settings), asked)).accepted
    assert found is not None
    assert found <= FAR
