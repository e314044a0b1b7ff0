"""Questions that name nothing, and stories and topics put before them.

要带什么 is asked about everything: which matter it is about is told by what
stands before it. People, old people most of all, tell what happened and ask at
the end (我老伴住院住了十九天, 要带哪些单子), or name a thing and ask (护照要带什么).
Few such lines are written for each question about each matter. What tells them
is in other lines: how a story begins, what things are called, and how the
question sounds by itself.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from bot.components import features
from bot.components.clauses import clauses
from bot.components.lines import OUT_OF_SCOPE, Line

ASIDES = ("materials", "eligibility", "time", "fee", "where", "amount", "progress")
"""Acts that ask something about a matter; how each is said by itself is taught by the lines without a service."""
ENDINGS = (*ASIDES, "complain", "human")
"""Acts that end a story."""
TALK = (*ASIDES, "human", "repeat", "slower", "louder", "affirm", "deny", "back", "stop", "greet", "thanks", "help")
"""Acts that are said without naming anything."""


def about_nothing(authored: Sequence[Line]) -> frozenset[str]:
    """The words of sentences that name nothing: whatever consists of these alone is about nothing else either."""
    said = [line.text for line in authored if line.service is None and line.act in TALK]
    return frozenset(word for text in said for word in features.words(features.plain(text)))


def stories(authored: Sequence[Line], count: int) -> list[Line]:
    """So many stories with a question, always the same for the same authored lines; none where one half was not authored."""
    chance = random.Random(20)
    asked = {act: texts for act in ENDINGS if (texts := _bare(authored, act))}
    begun = [(story, line.service) for line in authored if line.service and line.act == "start" and (story := _story(line.text))]
    made = []
    for _ in range(count if asked and begun else 0):
        (story, service), act = chance.choice(begun), chance.choice(sorted(asked))
        made.append(Line(f"{story},{chance.choice(asked[act])}", act, service))
    return made


def elsewhere(authored: Sequence[Line], topics: Sequence[str]) -> list[Line]:
    """Each topic of other departments by itself, and with a question."""
    chance = random.Random(20)
    asked = [text for act in ASIDES for text in _bare(authored, act)]
    named = [Line(topic, OUT_OF_SCOPE, None) for topic in topics]
    return named + [Line(topic + chance.choice(asked), OUT_OF_SCOPE, None) for topic in topics if asked]


def _bare(authored: Sequence[Line], act: str) -> list[str]:
    return [line.text for line in authored if line.act == act and line.service is None]


def _story(text: str) -> str:
    """All but the last clause; empty when there is but one."""
    return ",".join(clauses(text)[:-1])
