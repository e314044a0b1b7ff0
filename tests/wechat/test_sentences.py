"""Every sentence of the channel is said somewhere, and both languages have the same."""

from __future__ import annotations

import re

import pytest

from api.settings import ROOT
from bot.catalogue.load import read_yaml

PLACES = {
    "wechat": ["api/wechat/**/*.py", "api/house.py", "api/wiring.py"],
    "handing_over": ["api/pages/**/*.html"],
    "opening": ["api/wechat/**/*.py", "api/pages/**/*.html"],
}
"""Who says the sentences of each file."""


def is_said(file: str, key: str) -> bool:
    """By its name in quotes, or as one of several that a name is put together of (`picture_{why}`, `voice_unheard.{why}`)."""
    stem = key.partition("_")[0]
    code = "\n".join(path.read_text(encoding="utf-8") for place in PLACES[file] for path in ROOT.glob(place))
    names = rf"{file}\.{key}\b|[\"']{key}[\"'.]|[\"'](?:{file}\.)?{stem}_\{{"
    return re.search(names, code) is not None


@pytest.mark.parametrize("file", PLACES)
def test_every_sentence_is_said_somewhere(file: str) -> None:
    keys = read_yaml(ROOT / "data" / "say" / "zh" / f"{file}.yml")
    assert {key for key in keys if not is_said(file, key)} == set()


@pytest.mark.parametrize("file", PLACES)
def test_both_languages_say_the_same_things(file: str) -> None:
    chinese, english = (read_yaml(ROOT / "data" / "say" / language / f"{file}.yml") for language in ("zh", "en"))
    assert list(english) == list(chinese)
