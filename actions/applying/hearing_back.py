"""Reading back what was heard: several answers at once, and every date."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from actions.applying.acting_for import for_another, not_their_own
from actions.applying.steps import newly_decided
from actions.sitting import IDENTITY, Sitting
from actions.wording import joined
from bot.kinds.asking import clauses, is_question
from bot.say import Said

READ_BACK_ALONE = frozenset({"date", "resident_id", "phone", "bank_card", "money", "years_months", "number"})
"""Kinds whose single answer is read back too: what is easily misheard."""
SILENT = frozenset({"code", "which_service", "which_answer", "whole_address", "said_number", "more", "skip", "resend", "no_phone"})


def read_back(sitting: Sitting) -> tuple[Said | str, ...]:
    """What was just understood, and what it came to."""
    not_theirs = not_their_own(sitting)
    taken = [key for key in sitting.taken if key not in sitting.kept and (key not in IDENTITY or key in sitting.talk.identity)]
    heard = {h.key: h.token for h in sitting.utterance.heard if h.key in taken and h.key not in SILENT}
    return (*say_heard(sitting, heard), *not_theirs, *say_decided(sitting, taken))


def say_decided(sitting: Sitting, taken: Collection[str]) -> tuple[str, ...]:
    """What the service's decisions tell, now that these answers are known: a retirement age, an amount. Each once."""
    if sitting.draft is None or sitting.draft.region is None:
        return ()
    service, values, today = sitting.service(), sitting.values(), sitting.desk.today()
    before = {} if "region" in taken else {key: value for key, value in values.items() if key not in taken}
    return tuple(sitting.told(decided) for decided in newly_decided(service, before, values, today, sitting.utterance.language))


def say_heard(sitting: Sitting, heard: Mapping[str, str]) -> tuple[Said, ...]:
    """Reads these answers back, key → token: dates and numbers, several at once, and what was not asked, lest it look unheard."""
    kinds = {key: question.kind for key in heard if (question := sitting.question(key))}
    if heard.keys() == {"name"} and sitting.talk.asking == "name":
        return (sitting.say("identity.holder_called" if sitting.verifies_holder() else "dialogue.called", name=heard["name"]),)
    if not heard or (heard.keys() == {sitting.talk.asking} and not set(kinds.values()) & READ_BACK_ALONE and not _beside_question(sitting)):
        return ()
    counts = sitting.values()
    labels = {key: _label(sitting, key, heard) for key in heard}
    twice = [label for label in labels.values() if [*labels.values()].count(label) > 1]  # two questions, one of which will apply
    shown = [
        sitting.say("dialogue.heard_one", label=labels[key], value=token).text
        for key, token in heard.items()
        if labels[key] not in twice or key in counts
    ]
    if not shown:
        return ()
    return (sitting.say("dialogue.understood", answers=joined(sitting, shown)),)


def _label(sitting: Sitting, key: str, heard: Collection[str]) -> str:
    """What an answer is called; of one's own name and number whose they are, where another's are told beside them."""
    if key in IDENTITY and len(heard) > 1 and for_another(sitting):
        return sitting.say(f"identity.your_{key}").text
    question = sitting.question(key)
    return question.short.in_(sitting.utterance.language) if question is not None else key


def _beside_question(sitting: Sitting) -> bool:
    """Whether something was asked in the same breath: then nobody can tell whether the answer was heard."""
    text = sitting.utterance.text
    return any(is_question(text[start:end]) for start, end in clauses(text))
