"""Somebody who fills in whatever is asked, up to the review."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from actions.applying.steps import PHASES
from tests.living import Talker

TURNS = 40
"""More than any service asks."""
REVIEW = PHASES.index("review") + 1


def apply(talker: Talker, begin: str, answers: Mapping[str, str], code: Callable[[], str]) -> None:
    """Says `begin`, then an answer to each question by its key, yes to the records; stops when everything is read back."""
    talker.say(begin)
    for _ in range(TURNS):
        if reviewing(talker):
            return
        match talker.asked():
            case "code":
                talker.say(code())
            case None:
                talker.say("是")
            case key:
                assert key in answers, f"`{key}` is asked, and there is no answer to it here: {talker.text()}"
                talker.say(answers[key])
    raise AssertionError(f"no end: {talker.text()}")


def reviewing(talker: Talker) -> bool:
    """Whether everything was read back and waits to be handed in."""
    return talker.asked() is None and talker.replies[-1].get("facts", {}).get("steps", {}).get("now") == REVIEW
