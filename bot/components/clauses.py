"""The parts of a sentence: between punctuation, and around the words that join two wishes."""

from __future__ import annotations

import re

_MARKS = r"[,。?!;:、…\s]+"
_JOINTS = r"还有|顺便|顺带|顺手|另外|然后|以及|同时|并且|回头|和|跟|与|再|还|也|又"


def clauses(text: str) -> list[str]:
    """The parts between punctuation marks."""
    return [clause for clause in re.split(_MARKS, text) if clause]


def wishes(text: str) -> list[str]:
    """The parts that may each want something: 社保卡丢了 and 问下医保 of 社保卡丢了，顺便问下医保."""
    return [part for part in re.split(f"{_MARKS}|{_JOINTS}", text) if len(part) > 1]
