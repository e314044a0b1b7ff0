"""Sentences about anything: words of the language's dictionary in everyday frames.

Nobody can write down all that people say to an assistant which is not its
business. So most words that were never taught are, in training, words of such
sentences, and a sentence of strange words is not taken for ours. The words and
their frequencies are jieba's; the choice is always the same.
"""

from __future__ import annotations

import random
from collections.abc import Set

import jieba

FRAMES = (
    "{}",
    "{}{}",
    "{}{}{}",
    "我想{}",
    "我要{}{}",
    "怎么{}",
    "{}怎么办",
    "{}在哪",
    "{}{}在哪里",
    "{}多少钱",
    "帮我{}{}",
    "{}的{}",
    "{}怎么样",
    "有没有{}",
    "{}吗",
    "{}和{}",
    "打开{}",
    "查一下{}",
    "{}是什么意思",
    "来一个{}",
    "给我{}{}",
    "{}什么时候{}",
)
LENGTHS = range(2, 5)
"""Characters of a word that is put into a frame."""


def sentences(count: int, without: Set[str]) -> list[str]:
    """So many sentences; no word in them is one of `without`, the words of what is ours."""
    chance = random.Random(20)
    words = [(word, times) for word, times in sorted(jieba.dt.FREQ.items()) if times and len(word) in LENGTHS and word not in without]
    drawn = iter(chance.choices([w for w, _ in words], weights=[times**0.5 for _, times in words], k=count * 3))
    made = []
    for _ in range(count):
        frame = chance.choice(FRAMES)
        made.append(frame.format(*(next(drawn) for _ in range(frame.count("{}")))))
    return made
