"""An ID number that nobody has asked for yet: who says it hears that it is kept."""

from __future__ import annotations

from actions.applying.number_said import note_number
from actions.errand import Act, Outcome
from actions.listening.open_now import open_now
from actions.sitting import Sitting


def keeping_number(act: Act) -> Act:
    """The act; of a number that nobody asked for and that answers nothing the resident hears that it is kept."""

    def with_number(sitting: Sitting) -> Outcome:
        if sitting.draft is None:
            outcome = act(sitting)
            note_number(sitting)
            return outcome
        alone = not sitting.taken and sitting.problem is None and not sitting.steered
        told = note_number(sitting)
        if told is None or not alone:
            return act(sitting)
        return () if sitting.talk.done else (open_now(sitting, sitting.say(told)),)

    return with_number
