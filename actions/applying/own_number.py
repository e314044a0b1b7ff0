"""那是我的号码，不是我妈的: a number that was taken for the one for whom it is done is the speaker's own."""

from __future__ import annotations

from actions.applying.going_on import advance
from actions.drafts import Draft
from actions.errand import Act, Outcome
from actions.sitting import Sitting
from bot.birth_by_number import born
from bot.kinds.asking import clauses, is_question
from bot.kinds.name_and_id import whose

_LONGEST = 24
"""Characters: whoever says more says something else."""


def or_own_number(act: Act) -> Act:
    """The act, unless the words say that the number given for the other one is the speaker's own."""

    def unless_own(sitting: Sitting) -> Outcome:
        key = _number_of_another(sitting) if _says_own(sitting) else None
        if key is None:
            return act(sitting)
        return () if sitting.talk.done else _taken_back(sitting, key)

    return unless_own


def _says_own(sitting: Sitting) -> bool:
    words = sitting.words()
    asks = any(is_question(words[start:end]) for start, end in clauses(words))
    return len(words) <= _LONGEST and not asks and sitting.desk.catalogue.asks.said("own_number", words)


def _number_of_another(sitting: Sitting) -> str | None:
    """Key of the one answer that is somebody else's ID number, while nobody is verified."""
    if sitting.draft is None or sitting.person() is not None or "resident_id" in sitting.talk.identity:
        return None
    service = sitting.service()
    numbers = [q for q in (*service.eligibility, *service.questions) if q.kind == "resident_id" and whose(q)]
    given = [q.key for q in numbers if (answer := sitting.draft.answers.get(q.key)) is not None and answer.said() and answer.token]
    return given[0] if len(given) == 1 and given[0] not in sitting.taken else None


def _taken_back(sitting: Sitting, key: str) -> Outcome:
    """The number counts for whoever talks, and what it told of the other one no more."""
    draft = sitting.draft
    assert draft is not None
    token = draft.answers.pop(key).token
    assert token is not None
    _forget_birth(sitting, draft, str(sitting.secret(token).value))
    if not sitting.verifies_holder():
        sitting.talk.identity["resident_id"] = token
    return advance(sitting, sitting.say("identity.your_own_number"))


def _forget_birth(sitting: Sitting, draft: Draft, number: str) -> None:
    for question in sitting.service().eligibility:
        answer = draft.answers.get(question.key)
        if question.from_id != "birth_date" or answer is None or answer.token is None:
            continue
        if sitting.secret(answer.token).value == born(number, question):
            draft.answers.pop(question.key)
