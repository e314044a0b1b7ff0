"""No fumes, and then stir-fries."""

from __future__ import annotations

from datetime import date

import pytest

from bot.decisions.words_contradict import words_contradict

TODAY = date(2026, 11, 22)
SETTINGS = {"value": "no", "words": ["炒菜", "烧烤", "小炒菜"]}


@pytest.mark.parametrize(
    ("answer", "words", "said"),
    [
        ("no", "炒菜和米粉", "炒菜"),
        ("no", "奶茶，晚上搞点烧烤", "烧烤"),
        ("no", "奶茶，不炒菜，有烧烤", "烧烤"),
        ("no", "奶茶和凉皮", None),
        ("no", "奶茶，不炒菜", None),
        ("yes", "炒菜", None),
        ("no", None, None),
    ],
)
def test_what_was_denied_is_found(answer: str, words: str | None, said: str | None) -> None:
    outcome = words_contradict({"answer": answer, "words": words}, SETTINGS, TODAY)
    assert (outcome.values["said"] if outcome else None) == said


@pytest.mark.parametrize("settings", [{}, {"value": "no"}, {"value": "no", "words": []}])
def test_a_setting_is_missing(settings: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="words_contradict"):
        words_contradict({"answer": "no"}, settings, TODAY)
