"""Chinese text in words, so that 长 in 长期 and in 家长 is told apart."""

from __future__ import annotations

from pypinyin.constants import PHRASES_DICT

from voice.mouth.reading.table import table

_LONGEST = 8


def words(clause: str) -> list[str]:
    """The clause in as few words as the dictionaries allow; of equals, ours, then those with the longer words at the end."""
    known = table().words
    best: list[tuple[float, int, int]] = [(0.0, 0, 0)]  # cost, squares of lengths negated, where the last word began
    for end in range(1, len(clause) + 1):
        choices = []
        for start in range(max(0, end - _LONGEST), end):
            word = clause[start:end]
            if len(word) > 1 and word not in known and word not in PHRASES_DICT:
                continue
            cost, squares, _ = best[start]
            choices.append((cost + (0.9 if word in known else 1.0), squares - len(word) ** 2, start))
        best.append(min(choices))
    found, end = [], len(clause)
    while end:
        start = best[end][2]
        found.append(clause[start:end])
        end = start
    return found[::-1]
