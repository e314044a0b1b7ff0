"""Amid an application nothing but for whom it is: what is known is confirmed, what was misunderstood is put right."""

from __future__ import annotations

from collections.abc import Sequence

from actions.applying.for_whom import chosen_by, forget_them, hear_for, may_be_for, may_be_own, things_of, title
from actions.applying.going_on import advance
from actions.applying.hearing_back import say_heard
from actions.applying.hearing_opening import hear_opening
from actions.applying.steps import concerns_applicant
from actions.errand import Outcome
from actions.keeping_answers import take_one
from actions.sitting import Sitting
from actions.utterance import HeardToken
from actions.wording import put
from bot import kin
from bot.kin import SELF
from bot.only_whom import THEY, OnlyWhom, only_whom


def settle_whom(sitting: Sitting) -> Outcome | None:
    """What follows from words that say only whose it is; None where they say more, or somebody comes after this one."""
    draft = sitting.draft
    if draft is None or sitting.talk.stage == "reviewing" or not may_be_own(sitting.service()) or set(sitting.taken) - _chosen(sitting):
        return None
    said = only_whom(sitting.words(), things_of(sitting.service()))
    if said is None or len(said.whose) > 1:
        return None
    if sitting.talk.done and not sitting.taken:
        return ()
    if said.whose in ((), (THEY,)):
        return _another(sitting, said)
    who = said.whose[0]
    if not may_be_for(sitting.service(), who):
        return None
    if _is_for(sitting, who):
        return None if sitting.taken else _confirm(sitting)
    if draft.relative is None and (sitting.taken or not _answered(sitting)):
        return None if sitting.taken else _tell(sitting, who)
    if said.denied or draft.relative is None:
        return change_to(sitting, [who])
    return None


def change_to(sitting: Sitting, others: Sequence[str]) -> Outcome:
    """The open application is another one's from now on; what was said of the first is forgotten."""
    draft = sitting.draft
    assert draft is not None
    forget_them(sitting)
    draft.relative, draft.then_for = others[0], [one for one in draft.then_for if one != others[0]]
    service = sitting.service()
    told = {key: token for key, token in hear_opening(sitting, service).items() if key not in draft.answers}
    for key, token in {**told, **hear_for(sitting, service, others[0])}.items():
        take_one(sitting, HeardToken(key, token))
    told = {key: token for key, token in told.items() if key not in chosen_by(service)}
    return advance(sitting, sitting.say("dialogue.now_for", who=title(sitting, others[0])), *say_heard(sitting, told))


def _another(sitting: Sitting, said: OnlyWhom) -> Outcome | None:
    """是他的卡,不是我的: the one who is known already, else it is asked who."""
    draft = sitting.draft
    assert draft is not None
    if draft.relative not in (None, SELF) and not any(_is_for(sitting, one) for one in said.denied):
        return _confirm(sitting)
    service = sitting.service()
    question = next((q for q in (*service.eligibility, *service.questions) if q.key in chosen_by(service)), None)
    if SELF not in said.denied or question is None or sitting.taken:
        return None
    forget_them(sitting)
    draft.relative = None
    return (put(sitting, question, sitting.say("dialogue.not_own")),)


def _confirm(sitting: Sitting) -> Outcome:
    draft = sitting.draft
    assert draft is not None
    assert draft.relative is not None
    sitting.talk.guess, sitting.talk.asked_last = None, None  # what is asked again was not misunderstood
    return advance(sitting, sitting.say("dialogue.is_for", this=title(sitting, draft.relative)))


def _tell(sitting: Sitting, who: str) -> Outcome:
    """For whom it is was not known yet."""
    draft = sitting.draft
    assert draft is not None
    draft.relative, told = who, hear_for(sitting, sitting.service(), who)
    for key, token in told.items():
        take_one(sitting, HeardToken(key, token))
    sitting.talk.asked_last = None
    return advance(sitting, *say_heard(sitting, told))


def _is_for(sitting: Sitting, who: str) -> bool:
    """Whether that is the one whom the open application is for, as far as it is known."""
    draft = sitting.draft
    assert draft is not None
    return draft.relative is not None and not kin.surely_two(draft.relative, who)


def _answered(sitting: Sitting) -> bool:
    return concerns_applicant(sitting.service(), sitting.values()) or bool(_chosen(sitting) & set(sitting.values()))


def _chosen(sitting: Sitting) -> frozenset[str]:
    return chosen_by(sitting.service())
