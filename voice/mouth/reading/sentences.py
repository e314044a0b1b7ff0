"""Text in pieces that are spoken one at a time: the first is to sound soon, and none is a crumb."""

from __future__ import annotations

import re

from voice.mouth.reading.plain import HAN

LONG = 28
"""Characters a sentence may have before it is parted at its pauses."""
LONGEST = 60
"""No piece has more characters, whatever is written: a voice has a deadline."""
CRUMB = 4
"""Fewer characters than this never stand alone when a sentence is parted."""

_ENDS = re.compile(r"[^。！？!?\n]*[。！？!?]+[)）」』”’\"'》】\]]*|[^。！？!?\n]+")
_DOT = re.compile(f"(?<=[{HAN}])\\.(?=\\s|$)")
_SPOKEN = "零〇幺一二三四五六七八九叉"
_PAUSE = re.compile(f"(?<=[{_SPOKEN}]{{2}})，(?=[{_SPOKEN}]{{2}})|([，；：、])")


def sentences(text: str) -> list[str]:
    """The text parted at 。！？ and line ends."""
    return [piece.strip() for piece in _ENDS.findall(_DOT.sub("。", text)) if piece.strip()]


def pieces(sentence: str, soon: bool = False) -> list[str]:
    """A sentence in words, parted at its pauses if it is long.

    With `soon` the first piece ends as early as may be; all others are as long
    as may be. 、 parts only what has no greater pause. The groups of an
    identifier stay together.
    """
    if _length(sentence) <= LONG:
        return [sentence]
    parted: list[str] = []
    for piece in _joined(_clauses(sentence, "，；："), soon):
        parted += [piece] if _length(piece) <= LONG else _joined(_clauses(piece, "，；：、"), soon and not parted)
    return [short for piece in parted for short in _cut(piece)]


def _clauses(sentence: str, marks: str) -> list[str]:
    clauses, start = [], 0
    for pause in _PAUSE.finditer(sentence):
        if pause[1] and pause[1] in marks:
            clauses.append(sentence[start : pause.end()])
            start = pause.end()
    return [*clauses, sentence[start:]] if start < len(sentence) else clauses


def _joined(clauses: list[str], soon: bool) -> list[str]:
    """Clauses put together again up to the length of a sentence, the first as soon as it is no crumb."""
    joined: list[str] = []
    for clause in clauses:
        together = _length(joined[-1]) + _length(clause) if joined else 0
        crumb = joined and (_length(joined[-1]) < CRUMB or (_length(clause) < CRUMB and together < LONG + CRUMB))
        fits = joined and not (soon and len(joined) == 1) and together <= LONG
        if crumb or fits:
            joined[-1] += clause
        else:
            joined.append(clause)
    return joined


def _cut(piece: str) -> list[str]:
    """A piece without a pause to part it at, cut at its last mark that is early enough, or anywhere."""
    short = []
    while len(piece) > LONGEST:
        mark = max(piece.rfind(mark, 0, LONGEST) for mark in "，；：、")
        end = mark + 1 if mark >= CRUMB else LONG
        short.append(piece[:end])
        piece = piece[end:]
    return [*short, piece]


def _length(piece: str) -> int:
    return len(re.findall(f"[{HAN}]", piece))
