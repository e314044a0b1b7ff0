"""Phrase lists for a recogniser: what is expected, written in words that the model has.

A model knows words, not characters: 老年证 may be missing where 老年 and 证 are
there, and a list silently loses every word that the model lacks. So each phrase
is cut into known words, as few and as long as possible.

A list is a bigram of its lines, not a closed list: words of different phrases
may follow each other, and with nothing else to choose from, whatever is said
is pressed into them. Therefore free hearing runs beside it, and
`hypotheses.pick` takes the list's reading only where it fits the sound. A list
holds no `[unk]`: weighed against free hearing it was not needed, and it cost
digit strings (in noise 12 instead of 13 of 21 right, on the telephone 8
instead of 10: it swallowed single digits).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.expecting import Expecting

DIGITS = ("零", "幺", "一", "二", "两", "三", "四", "五", "六", "七", "八", "九", "十", "叉", "洞", "拐", "勾")
"""How digits are said one by one, with the X of an identity number."""
ENGLISH_DIGITS = ("zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "double", "x")
MOST = 300
"""Phrases of one list: answers first, then what may be said at any time. 400 words cost 1 ms to set up."""

_TOKEN = re.compile(r"[a-z0-9']+|[\u3400-\u9fff]+")

Knows = Callable[[str], bool]
"""Whether the model has this word."""


@dataclass(frozen=True)
class PhraseList:
    """What a recogniser is given, and what could not be given to it."""

    lines: tuple[str, ...]
    """Words with spaces between them."""
    left_out: tuple[str, ...] = ()
    """Phrases that have no writing in words of this model: only free hearing can hear them."""


def phrase_list(expecting: Expecting, always: Iterable[str], knows: Knows) -> PhraseList:
    """The list for this turn; empty where anything may be said, because there a list would only be in the way."""
    match expecting.manner:
        case "closed":
            return _written([*expecting.answers, *always, *expecting.names], knows)
        case "digits":
            commands = _written([*expecting.answers, *always], knows)
            digits = [word for word in (*DIGITS, *ENGLISH_DIGITS) if knows(word)]
            return PhraseList((" ".join(circuit(digits)), *commands.lines) if digits else commands.lines, commands.left_out)
        case _:
            return PhraseList(())


def _written(phrases: Iterable[str], knows: Knows) -> PhraseList:
    once = [phrase for phrase in dict.fromkeys(phrases) if _TOKEN.search(phrase.lower())][:MOST]
    written = {phrase: pieces(phrase, knows) for phrase in once}
    lines = dict.fromkeys(" ".join(words) for words in written.values() if words)
    return PhraseList(tuple(lines), tuple(phrase for phrase, words in written.items() if not words))


def pieces(phrase: str, knows: Knows) -> tuple[str, ...]:
    """The phrase in known words: as few as possible, the longest first; empty when it cannot be written. Marks are left out."""
    written: list[str] = []
    for token in _TOKEN.findall(phrase.lower()):
        words = (token,) if token.isascii() and knows(token) else _cut(token, knows)
        if not words:
            return ()
        written += words
    return tuple(written)


def _cut(run: str, knows: Knows) -> tuple[str, ...]:
    """Best way to cut a run of characters, from left to right: (number of words, −sum of squared lengths) is least."""
    best: list[tuple[int, int, tuple[str, ...]] | None] = [(0, 0, ())] + [None] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(end):
            before, word = best[start], run[start:end]
            if before is None or not knows(word):
                continue
            candidate = (before[0] + 1, before[1] - len(word) ** 2, (*before[2], word))
            if best[end] is None or candidate[:2] <= best[end][:2]:  # type: ignore[index]
                best[end] = candidate
    found = best[len(run)]
    return found[2] if found else ()


def circuit(words: list[str]) -> list[str]:
    """A round in which every word follows every word once: as one line of a list it makes all strings of them equally likely.

    (Hierholzer's way through the complete graph; 13 words give 170.)
    """
    following = {word: list(reversed(words)) for word in words}
    path, back = [words[0]], list[str]()
    while path:
        if following[path[-1]]:
            path.append(following[path[-1]].pop())
        else:
            back.append(path.pop())
    return back[::-1]
