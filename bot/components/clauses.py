"""The parts of a sentence: between punctuation, and around the words that join two wishes."""

from __future__ import annotations

import re

_MARKS = re.compile(r"[,。?!;:、…\s]+")
_JOINTS = re.compile(r"还有|顺便|顺带|另外|然后|以及|同时|并且|再帮|再把|再办|还想|还要|也要|也想|也一起|和|跟|与")


def clauses(text: str) -> list[str]:
    """The parts between punctuation marks."""
    return [clause for clause in _MARKS.split(text) if clause]


def wishes(text: str) -> list[str]:
    """The parts of a sentence that joins two wishes (社保卡丢了，顺便问下医保); none when nothing joins them."""
    if not _JOINTS.search(text):
        return []
    return [part for clause in clauses(text) for part in _JOINTS.split(clause) if part]
