"""Work with the outside world that an action needs in the middle.

It is done between two sittings, so that no transaction is open while a
telephone network or a department's service takes its time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from actions.desk import Desk
from actions.sitting import Sitting, Utterance, sit
from bot.turn import Reply, reply_as_json


@dataclass(frozen=True)
class Errand:
    """`do` runs outside any sitting; `then` goes on in a new one with what it brought."""

    do: Callable[[Desk], Any]
    then: Callable[[Sitting, Any], Outcome]


Outcome = tuple[Reply, ...] | Errand
"""What an action came to: replies, or something to fetch first."""

Act = Callable[[Sitting], Outcome]
"""One action: reads and changes the sitting."""


def perform(desk: Desk, utterance: Utterance, act: Act) -> tuple[tuple[Reply, ...], str | None]:
    """Runs an action with its errands. The replies, and what the talk is about now (None: as before)."""
    topic: str | None = None
    step = act
    while True:
        with sit(desk, utterance) as sitting:
            outcome = step(sitting)
            topic = sitting.topic or topic
            if not isinstance(outcome, Errand):
                sitting.talk.replies += [reply_as_json(one) for one in outcome]
                return outcome, topic
        brought = outcome.do(desk)
        step = _continue(outcome, brought)


def _continue(errand: Errand, brought: Any) -> Act:
    return lambda sitting: errand.then(sitting, brought)
