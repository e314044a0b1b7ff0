"""A question that was heard three times is put in other words, and is a question still."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from actions.asked_anew import asked_anew
from api.settings import ROOT
from bot.catalogue import load_catalogue
from bot.catalogue.models import Question
from bot.say import load_sentences

CATALOGUE = load_catalogue(ROOT / "data")
SENTENCES = load_sentences(ROOT / "data" / "say")
SERVICES = CATALOGUE.services.values()
EVERY = [(one.id, q) for one in SERVICES for q in (*one.eligibility, *one.questions)] + [("talk", q) for q in CATALOGUE.asks.asks]


def anew(question: Question, language: str = "zh") -> str:
    """Its other words, with the first three answers that it offers."""
    sitting: Any = SimpleNamespace(
        utterance=SimpleNamespace(language=language), say=lambda key, **values: SENTENCES.say(key, language, **values)
    )
    titles = [option.title.in_(language) for option in question.options] or ["青禾区", "白露区"]
    return asked_anew(sitting, question, titles[:3], more=len(titles) > 3).text


@pytest.mark.parametrize(("service", "question"), [pytest.param(s, q, id=f"{s} {q.key}") for s, q in EVERY])
def test_it_is_a_question_in_other_words(service: str, question: Question) -> None:
    words = anew(question)
    assert "？" in words
    assert question.ask.zh not in words
    assert all(option.title.zh in words for option in question.options[:3])
    assert "?" in anew(question, "en")


@pytest.mark.parametrize(
    ("service", "key", "words"),
    [
        ("pension_auth", "pension_state", "眼下还差这一项，发放情况。您说一个：照常发、停发了，还是还没领过？"),
        ("ssc_card", "matter", "眼下还差这一项，要办的事。您说一个：补卡换卡、挂失解挂、办新卡，还是别的？想听别的，说更多。"),
        ("hpf_withdraw", "fund_loan", "眼下还差这一句：有没有还没还清的公积金贷款，有，还是没有？"),
        ("newborn", "reimburse", "眼下还差这一句：生孩子花的钱，要不要一起报销，要，还是不要？"),
        ("ssc_card", "has_card", "眼下还差这一句：您以前办过社保卡，是，还是不是？"),
        ("retire", "insured", "眼下还差这一句：交的是职工养老保险，是，还是不是？"),
    ],
)
def test_how_it_sounds(service: str, key: str, words: str) -> None:
    question = CATALOGUE.services[service].question(key)
    assert question is not None
    assert anew(question) == words
