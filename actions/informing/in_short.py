"""An answer about a service as it is told: where it holds is said once, and a voice says no more than can be kept in mind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.say import Said

SENTENCES = 3
"""So many of an answer a voice says first; where several things were asked they share them, and each has one at least."""
_SENTENCE = re.compile(r"[^。！？]*[。！？]|[^。！？]+$")


@dataclass(frozen=True)
class Sourced:
    """Words that hold somewhere, and where and since when they do."""

    words: str
    source: str = ""
    cut: bool = True
    """Whether a voice may say the first sentences alone: not of a condition, and not where a warning stands in it."""


Part = Said | str | Sourced


def whole(words: str) -> Said:
    """A part that a voice never shortens: what was worked out for this very resident, and warnings."""
    return Said(words, brief=words)


def in_short(answers: Sequence[Sequence[Part]]) -> list[Said]:
    """The parts of each answer with what a voice says of them: the first sentences, and all of what is short by its own choice."""
    most = max(SENTENCES // len(answers), 1)
    told = [one for parts in answers for one in _first_sentences(parts, most)]
    return _sources_once([part for parts in answers for part in parts], told)


def _first_sentences(parts: Sequence[Part], left: int) -> list[Said]:
    told: list[Said] = []
    for part in parts:
        one = _said(part)
        if one.brief is None:
            spoken = one.text if one.speech is None else one.speech
            sentences = [words for words in _SENTENCE.findall(spoken) if words]
            brief = "".join(sentences[:left]).strip()
            left -= min(left, len(sentences))
            one = replace(one, brief=None if brief == spoken else brief)
        told.append(one)
    return told


def _said(part: Part) -> Said:
    match part:
        case str(words):
            return Said(words)
        case Sourced(words, _, cut):
            return Said(words) if cut else whole(words)
    return part


def first_of(answers: Sequence[Sequence[Part]]) -> list[Said]:
    """The first sentence of each answer, for the eye too, and what is never cut; for who has seen the whole."""
    told = [one for parts in answers for one in _first_sentences(parts, 1)]
    told = [one if one.brief is None else Said(one.brief) for one in told]
    return _sources_once([part for parts in answers for part in parts], told)


def is_cut(told: Sequence[Said]) -> bool:
    """Whether a voice says less than all of it."""
    return any(one.brief is not None and one.brief != (one.text if one.speech is None else one.speech) for one in told)


def _sources_once(parts: Sequence[Part], told: list[Said]) -> list[Said]:
    """Each source after the last of the parts that it is of, of which something is told."""
    last = {part.source: at for at, part in enumerate(parts) if isinstance(part, Sourced) and part.source and told[at].text}
    for source, at in last.items():
        one = told[at]
        told[at] = Said(one.text + source, brief=None if one.brief is None else one.brief + source)
    return told
