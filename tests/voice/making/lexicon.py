"""HCL: from transitions to words. A tree of phones, with silence between words where there is any.

Self-loops come after the arc into their state, as Vosk expects of a graph ("reordered"). Nothing is determinised, so there are no
disambiguation symbols: the word stands on the first arc of its last phone.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.voice.making.automaton import Automaton
from tests.voice.making.phones import (
    BLANK_ENDS,
    BLANK_STAYS,
    PHONES,
    SILENCE_ENDS,
    SILENCE_STAYS,
    SOUND_ENDS,
    SOUND_STAYS,
    TO_BLANK,
    transition,
)
from tests.voice.making.sounds import FINALS, INITIALS

SOUND_LOOP, NO_BLANK = 0.7, 0.2
BLANK_LOOP, SILENCE_LOOP = 0.35, 0.05
"""Silence after a word must be dearer inside its last sound than as silence, or Vosk never notices that the speaker has finished."""
BETWEEN_WORDS, WITHOUT_SILENCE = 0.2, 0.0
AT_THE_START, STARTS_AT_ONCE = 0.1, 1.5
UNKNOWN = 3.0
"""The cost of [unk], which is any one syllable; it only plays in phrase lists that name it."""


@dataclass
class _Node:
    children: dict[int, _Node] = field(default_factory=dict)
    words: list[tuple[int, int]] = field(default_factory=list)


def lexicon(spellings: list[tuple[int, tuple[str, ...]]], unknown: int) -> Automaton:
    """The automaton for words given as their number and their sounds; `unknown` is the number of [unk]."""
    graph = Automaton()
    graph.start, between, after = graph.state(), graph.state(), graph.state()
    _silence(graph, graph.start, between, AT_THE_START)
    graph.arc(graph.start, between, cost=STARTS_AT_ONCE)
    _silence(graph, after, between, BETWEEN_WORDS)
    graph.arc(after, between, cost=WITHOUT_SILENCE)
    graph.ends[between] = 0.0
    root = _Node()
    for word, sounds in spellings:
        *first, last = _phones(sounds)
        node = root
        for phone in first:
            node = node.children.setdefault(phone, _Node())
        node.words.append((last, word))
    _grow(graph, root, between, after)
    _any_syllable(graph, between, after, unknown)
    return graph


def _phones(sounds: tuple[str, ...]) -> list[int]:
    if len(sounds) == 1:
        return [PHONES[sounds[0], "S"]]
    places = "B" + "I" * (len(sounds) - 2) + "E"
    return [PHONES[sound, place] for sound, place in zip(sounds, places, strict=True)]


def _grow(graph: Automaton, node: _Node, at: int, after: int) -> None:
    for phone, word in node.words:
        _phone(graph, at, after, phone, word)
    for phone, child in node.children.items():
        below = graph.state()
        _phone(graph, at, below, phone)
        _grow(graph, child, below, after)


def _phone(graph: Automaton, source: int, target: int, phone: int, word: int = 0, cost: float = 0.0) -> None:
    sounding, blank, ending = graph.state(), graph.state(), graph.state()
    graph.arc(source, sounding, transition(phone, TO_BLANK), word, cost)
    graph.arc(sounding, sounding, transition(phone, SOUND_STAYS), cost=SOUND_LOOP)
    graph.arc(sounding, blank, transition(phone, BLANK_ENDS))
    graph.arc(blank, blank, transition(phone, BLANK_STAYS), cost=BLANK_LOOP)
    graph.arc(blank, target)
    graph.arc(source, ending, transition(phone, SOUND_ENDS), word, cost + NO_BLANK)
    graph.arc(ending, ending, transition(phone, SOUND_STAYS), cost=SOUND_LOOP)
    graph.arc(ending, target)


def _silence(graph: Automaton, source: int, target: int, cost: float) -> None:
    silent = graph.state()
    graph.arc(source, silent, SILENCE_ENDS, cost=cost)
    graph.arc(silent, silent, SILENCE_STAYS, cost=SILENCE_LOOP)
    graph.arc(silent, target)


def _any_syllable(graph: Automaton, source: int, target: int, unknown: int) -> None:
    begun, middle = graph.state(), graph.state()
    graph.arc(source, begun, 0, unknown, UNKNOWN)
    for initial in INITIALS:
        _phone(graph, begun, middle, PHONES[initial, "B"], cost=0.3)
    for final in FINALS:
        _phone(graph, middle, target, PHONES[final, "E"])
        _phone(graph, begun, target, PHONES[final, "S"], cost=0.3)
