"""Reading back what was heard: several answers at once, and every date."""

from __future__ import annotations

from actions.sitting import Sitting
from actions.wording import joined
from bot.say import Said

READ_BACK_ALONE = frozenset({"date", "resident_id", "phone", "bank_card", "money", "years_months", "number"})
"""Kinds whose single answer is read back too: what is easily misheard."""
SILENT = frozenset({"code", "which_service", "which_answer"})


def read_back(sitting: Sitting) -> tuple[Said, ...]:
    """What was just understood, if it is worth saying."""
    heard = {h.key: h.token for h in sitting.utterance.heard if h.key in sitting.taken and h.key not in SILENT}
    kinds = {key: question.kind for key in heard if (question := sitting.question(key))}
    if not heard or (len(heard) == 1 and not set(kinds.values()) & READ_BACK_ALONE):
        return ()
    shown = []
    for key, token in heard.items():
        question = sitting.question(key)
        label = question.short.in_(sitting.utterance.language) if question else key
        shown.append(sitting.say("dialogue.heard_one", label=label, value=token).text)
    return (sitting.say("dialogue.understood", answers=joined(sitting, shown)),)
