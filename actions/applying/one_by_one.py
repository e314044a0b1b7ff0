"""Amid one person's application another one's is wanted, or told: that comes after; and when it is done, the same for the other."""

from __future__ import annotations

import re

from actions.applying.for_whom import chosen_by, note_whom, said_of_relatives, title, titles, wanted_for
from actions.applying.going_on import advance
from actions.applying.hearing_back import read_back
from actions.applying.opening import start
from actions.applying.telling_of_others import facts_of_others, wanted_too
from actions.applying.whom_said import change_to, settle_whom
from actions.choices import offer
from actions.errand import Act, Outcome
from actions.sitting import Sitting
from bot import kin
from bot.kinds.unclear_whose import WHOSE
from bot.named import everybody, named
from bot.say import Said
from bot.served import expressly
from bot.turn import Choice

WANTING = frozenset({"start", "inform", "unsure", "affirm", "deny", "correct", "out_of_scope", "back"})
"""Acts that words for another person may be taken for; a question about them is a question."""
_MINE = re.compile(r"(?:办|弄)?的?(?:[,。!;吧呀啊哦]|$)")
"""(不是我老伴的,)是我自己的; 我自己去 says who goes."""
_NOT = re.compile(r"(?:不是|不给|不帮|不替|不办|没说)(?:给|帮|替|办)?$")


def one_by_one(act: Act) -> Act:
    """The act, unless these words are about somebody else than the open application: then that one is noted, and comes after."""

    def unless_another(sitting: Sitting) -> Outcome:
        if (settled := settle_whom(sitting)) is not None:
            return settled
        if sitting.utterance.act not in WANTING and not (sitting.draft is not None and _complains_of_another(sitting)):
            return act(sitting)
        if sitting.draft is None:
            same = _once_more(sitting)
            return act(sitting) if same is None else () if sitting.talk.done else start(sitting, same)
        note_whom(sitting)
        others = _others(sitting)
        if not others:
            return _not_theirs(sitting, act)
        if sitting.talk.done:
            return ()
        if _denied(sitting):
            return change_to(sitting, others)
        draft = sitting.draft
        draft.then_for += [one for one in others if all(kin.surely_two(one, other) for other in draft.then_for)]
        if sitting.utterance.act == "affirm" and sitting.talk.stage != "asking":
            return act(sitting)
        return _after_this(sitting, others)

    return unless_another


def offer_next(sitting: Sitting) -> tuple[list[Said], list[Choice]]:
    """When an application is handed in: the same for whoever comes next, asked so that a yes begins it. Empty when nobody does."""
    talk = sitting.talk
    service = sitting.desk.on_offer().get(talk.finished or "")
    if service is None or not talk.then_for:
        return [], []
    talk.stage, talk.guess, talk.guess_act = "guessing", service.id, "start"
    who = title(sitting, talk.then_for[0])
    named = service.title.in_(sitting.utterance.language)
    return [sitting.say("dialogue.next_for", who=who, title=named)], [offer(sitting, service)]


def _others(sitting: Sitting) -> list[str]:
    """Relatives of whom these words tell, or for whom they want the open service, who are surely not the one whom it is for."""
    draft = sitting.draft
    assert draft is not None
    unclear = sitting.problem is not None and sitting.problem.problem in WHOSE
    if draft.relative is None or unclear or sitting.utterance.service not in (None, draft.service):
        return []
    words = sitting.words()
    if _denied(sitting):
        people = [one for one in everybody(words) if not _NOT.search(words[: one.start])]
        people = [one for one in people if one.key != kin.SELF or _MINE.match(words, one.end)]
        return [one.key for one in people if kin.surely_two(one.key, draft.relative)]
    taken = {one.token for one in sitting.utterance.heard if one.key in sitting.taken}
    told = [key for token, key in said_of_relatives(sitting) if token not in taken]
    answered = bool(set(sitting.taken) - chosen_by(sitting.service()))
    wishes = expressly(words) or (not answered and sitting.utterance.act == "start" and not facts_of_others(sitting))
    wanted = wanted_for(sitting.service(), words) if wishes else []
    return [key for key in dict.fromkeys((*wanted, *wanted_too(sitting), *told)) if kin.surely_two(key, draft.relative)]


def _denied(sitting: Sitting) -> bool:
    """不是我妈，是我爸 and 说错了，给我爸办: for whom it was begun was misunderstood."""
    draft, words = sitting.draft, sitting.words()
    assert draft is not None
    people = named(words)
    if expressly(words) and sitting.desk.catalogue.asks.said("for_another_one", words):
        return True
    return any(not kin.surely_two(one.key, draft.relative) and _NOT.search(words[: one.start]) for one in people)


def _not_theirs(sitting: Sitting, act: Act) -> Outcome:
    """The act, unless these words do nothing but tell of somebody else what is asked: that is not taken, and it is said so."""
    others = [] if sitting.taken else facts_of_others(sitting)
    if not others:
        return act(sitting)
    if sitting.talk.done:
        return ()
    draft = sitting.draft
    assert draft is not None
    assert draft.relative is not None
    sitting.talk.asked_last = None
    return advance(sitting, sitting.say("dialogue.not_theirs", this=title(sitting, draft.relative), then=titles(sitting, others)))


def _complains_of_another(sitting: Sitting) -> bool:
    """我自己的卡也坏了 is no complaint, where another one's card is being replaced."""
    if sitting.utterance.act != "complain" or sitting.taken:
        return False
    return bool(wanted_too(sitting) or facts_of_others(sitting))


def _after_this(sitting: Sitting, others: list[str]) -> Outcome:
    draft = sitting.draft
    assert draft is not None
    assert draft.relative is not None
    sitting.talk.asked_last = None  # what is asked again was not misunderstood
    this, then = title(sitting, draft.relative), titles(sitting, others)
    wished = expressly(sitting.words()) or wanted_too(sitting)
    sentence = "dialogue.after_this" if wished else "dialogue.not_now_theirs"
    return advance(sitting, *read_back(sitting), sitting.say(sentence, this=this, then=then))


def _once_more(sitting: Sitting) -> str | None:
    """The service that was handed in last, if these words want it for somebody else too: 我爸的也要办, 再给我爸办一个."""
    talk, utterance = sitting.talk, sitting.utterance
    service = sitting.desk.on_offer().get(talk.finished or "")
    if service is None or utterance.service not in (None, service.id) or utterance.act == "deny":
        return None
    words = sitting.words()
    if utterance.act == "start" and sitting.desk.catalogue.asks.said("once_more", words):
        return service.id
    if utterance.act != "start" and not expressly(words):
        return None
    others = [key for key in wanted_for(service, words) if talk.finished_for is None or kin.surely_two(key, talk.finished_for)]
    return service.id if others else None
