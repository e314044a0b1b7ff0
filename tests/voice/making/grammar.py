"""G: which word follows which. A back-off trigram with absolute discounting, counted from sentences."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tests.voice.making.automaton import Automaton

Context = tuple[int, ...]

BEGIN, END = -1, -2
DISCOUNT = 0.6
FLOOR = 0.3
"""What every word counts beforehand, so that none is impossible."""
SEEN_AT_LEAST = {1: 2, 2: 3}
"""A word after one, after two others must have been seen so often to be kept."""


@dataclass(frozen=True)
class _Follow:
    """The chances of the words that are kept after a context, and what is left, as a factor for the shorter context."""

    chances: dict[int, float]
    left: float


def grammar(sentences: Iterable[tuple[int, ...]], words: Iterable[int]) -> Automaton:
    """The automaton for sentences of word numbers; `words` are all the words there are."""
    follows = _estimate(_count(sentences, words))
    graph = Automaton()
    states = {context: graph.state() for context in follows}
    graph.start = states[(BEGIN,)]
    for context, follow in follows.items():
        state = states[context]
        if context:
            graph.arc(state, states[context[1:]], cost=-math.log(follow.left))
        for word, chance in follow.chances.items():
            if word == END:
                graph.ends[state] = -math.log(chance)
            else:
                graph.arc(state, states[_longest((*context, word), follows)], word, word, -math.log(chance))
    return graph


def _count(sentences: Iterable[tuple[int, ...]], words: Iterable[int]) -> dict[Context, Counter[int]]:
    counts: dict[Context, Counter[int]] = defaultdict(Counter)
    for sentence in sentences:
        line = (BEGIN, *sentence, END)
        for at in range(1, len(line)):
            for length in range(min(at, 2) + 1):
                counts[line[at - length : at]][line[at]] += 1
    for word in words:
        counts[()][word] += FLOOR
    return counts


def _estimate(counts: dict[Context, Counter[int]]) -> dict[Context, _Follow]:
    follows: dict[Context, _Follow] = {}
    for context in sorted(counts, key=len):
        total = sum(counts[context].values())
        least = SEEN_AT_LEAST.get(len(context), 0)
        seen = {word: count for word, count in counts[context].items() if count >= least}
        if not context:
            follows[context] = _Follow({word: count / total for word, count in seen.items()}, 1.0)
        elif seen and context[1:] in follows:
            shared = 1 - sum(count - DISCOUNT for count in seen.values()) / total
            lower = {word: _chance(word, context[1:], follows) for word in seen}
            chances = {word: (count - DISCOUNT) / total + shared * lower[word] for word, count in seen.items()}
            unseen = max(1 - sum(lower.values()), 1e-4)
            follows[context] = _Follow(chances, max((1 - sum(chances.values())) / unseen, 1e-4))
    return follows


def _chance(word: int, context: Context, follows: dict[Context, _Follow]) -> float:
    follow = follows[context]
    if word in follow.chances:
        return follow.chances[word]
    return follow.left * _chance(word, context[1:], follows)


def _longest(line: Context, follows: dict[Context, _Follow]) -> Context:
    context = line[-2:]
    while context not in follows:
        context = context[1:]
    return context
