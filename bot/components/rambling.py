"""Stories that end in a question, put together from both halves.

People, old people most of all, tell what happened and ask at the end: 我老伴住院住了十九天,
要带哪些单子. Few such lines are written for each question about each service; what
tells them is in other lines: how a story about a service begins, and how the
question sounds by itself.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from bot.components.clauses import clauses
from bot.components.lines import Line

QUESTIONS = ("materials", "eligibility", "time", "fee", "where", "amount", "progress", "complain", "human")
"""Acts that end a story; how each is said by itself is taught by the lines without a service."""


def lines(authored: Sequence[Line], count: int) -> list[Line]:
    """So many lines, always the same for the same authored ones; none where no story or no question was authored."""
    chance = random.Random(20)
    asked = {act: [line.text for line in authored if line.act == act and line.service is None] for act in QUESTIONS}
    asked = {act: texts for act, texts in asked.items() if texts}
    stories = [(story, line.service) for line in authored if line.service and line.act == "start" and (story := _story(line.text))]
    if not stories or not asked:
        return []
    made = []
    for _ in range(count):
        (story, service), act = chance.choice(stories), chance.choice(sorted(asked))
        made.append(Line(f"{story},{chance.choice(asked[act])}", act, service))
    return made


def _story(text: str) -> str:
    """All but the last clause; empty when there is but one."""
    return ",".join(clauses(text)[:-1])
