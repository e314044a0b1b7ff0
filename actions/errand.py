"""Work with the outside world that an action needs in the middle.

It is done between two sittings, so that no transaction is open while a
telephone network or a department's service takes its time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from actions.desk import Desk
from actions.one_turn import sit
from actions.sitting import Sitting
from actions.utterance import Utterance
from bot.turn import Reply, reply_as_json, reply_from_json


@dataclass(frozen=True)
class Errand:
    """`do` runs outside any sitting; `then` goes on in a new one with what it brought."""

    do: Callable[[Desk], Any]
    then: Callable[[Sitting, Any], Outcome]
    said: tuple[Reply, ...] = ()
    """Replies that the resident gets in any case, before what `then` says."""


Outcome = tuple[Reply, ...] | Errand
"""What an action came to: replies, or something to fetch first."""

Act = Callable[[Sitting], Outcome]
"""One action: reads and changes the sitting."""


def after(said: tuple[Reply, ...], outcome: Outcome) -> Outcome:
    """The outcome, with these replies before it."""
    if isinstance(outcome, Errand):
        return replace(outcome, said=(*said, *outcome.said))
    return (*said, *outcome)


def perform(desk: Desk, utterance: Utterance, name: str, act: Act) -> tuple[tuple[Reply, ...], str | None]:
    """Runs an action with its errands. The replies, and what the talk is about now (None: as before).

    Once for each turn: when a turn is taken again, because the first time it was
    thought lost, an action that has ended gives the same replies. Raises Overtaken.
    """
    topic: str | None = None
    said: tuple[Reply, ...] = ()
    step = act
    while True:
        with sit(desk, utterance, again=step is not act) as sitting:
            if utterance.turn and (before := sitting.talk.done.get(name)) is not None:
                return tuple(map(reply_from_json, before)), topic
            outcome = step(sitting)
            topic = sitting.topic or topic
            new = outcome.said if isinstance(outcome, Errand) else outcome
            sitting.talk.replies += [reply_as_json(one) for one in new]
            said += new
            if not isinstance(outcome, Errand):
                sitting.talk.done[name] = [reply_as_json(one) for one in said]
        if not isinstance(outcome, Errand):
            return said, topic
        brought = outcome.do(desk)
        step = _continue(outcome, brought)


def _continue(errand: Errand, brought: Any) -> Act:
    return lambda sitting: errand.then(sitting, brought)
