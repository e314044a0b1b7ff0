"""回到补卡, 还是先办社保卡, 接着办刚才那个: back to an application that was put aside, wherever that is said."""

from __future__ import annotations

from actions.applying.opening import start
from actions.drafts import load_draft
from actions.errand import Act, Outcome
from actions.listening.guessing import guess
from actions.sitting import Sitting
from bot.catalogue.models import Service
from bot.kinds.asking import clauses, is_question

NEAR = 4
"""Characters between the words that go back and the name: 回到「我那个」社保卡."""


def or_takes_up(act: Act) -> Act:
    """The act, unless the words go back to an application that was put aside in this talk."""

    def unless_taken_up(sitting: Sitting) -> Outcome:
        if not sitting.talk.paused or _asks(sitting):
            return act(sitting)
        service = _named(sitting)
        other = None if service else _pointed_at(sitting)
        if service is None and other is None:
            return act(sitting)
        if sitting.talk.done:
            return ()
        if service is None and other is not None and not _away(sitting):
            return guess(sitting, other, "start", "dialogue.guess_switch")
        _unhear(sitting)
        return start(sitting, service or other or "")

    return unless_taken_up


def _named(sitting: Sitting) -> str | None:
    """The service put aside whose name comes right after words of going back: 回到退休吧，社保卡下次再说."""
    text = sitting.words()  # opened: 社保卡 may have been heard as an answer
    backs = sitting.desk.catalogue.asks.words["taking_up"]
    understood = sitting.utterance.service
    for service in _aside(sitting):
        if any(_follows(text, back, name) for back in backs for name in (service.title.zh, *service.names)):
            return service.id
        if service.id == understood and any(back in text for back in backs) and not _names_open(sitting, text):
            return service.id
    return None


def _pointed_at(sitting: Sitting) -> str | None:
    """接着办刚才那个: the one put aside last."""
    asks, text = sitting.desk.catalogue.asks, sitting.utterance.text
    if (
        sitting.taken
        or asks.said("a_question", text)
        or not asks.said("the_other", text)
        or not (asks.said("taking_up", text) or asks.said("going_away", text))
    ):
        return None
    return next((service.id for service in _aside(sitting)), None)


def _away(sitting: Sitting) -> bool:
    """Whether the words leave what is open: with 接着办刚才那个 the open one may be meant."""
    return sitting.draft is None or sitting.desk.catalogue.asks.said("going_away", sitting.utterance.text)


def _follows(text: str, back: str, name: str) -> bool:
    """Within one clause."""
    said = (text[start:end] for start, end in clauses(text))
    return any(0 <= clause.partition(back)[2].find(name) <= NEAR for clause in said if back in clause)


def _names_open(sitting: Sitting, text: str) -> bool:
    if sitting.draft is None:
        return False
    service = sitting.desk.catalogue.services[sitting.draft.service]
    return any(name in text for name in (service.title.zh, *service.names))


def _aside(sitting: Sitting) -> list[Service]:
    """Services of the applications that were put aside, newest first."""
    keys = dict.fromkeys(load_draft(sitting.session, draft).service for draft in reversed(sitting.talk.paused))
    return [sitting.desk.catalogue.services[key] for key in keys if sitting.draft is None or key != sitting.draft.service]


def _asks(sitting: Sitting) -> bool:
    text = sitting.utterance.text
    return any(is_question(text[start:end]) for start, end in clauses(text))


def _unhear(sitting: Sitting) -> None:
    """社保卡 names the service here, whatever was asked."""
    for key in sitting.taken if sitting.draft is not None else ():
        assert sitting.draft is not None
        sitting.draft.answers.pop(key, None)
