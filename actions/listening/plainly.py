"""What is said in so many words to the one question that hands in or looks up, or to an offer: it counts however it was understood."""

from __future__ import annotations

import re

from actions.applying import beginning, submitting
from actions.applying.going_on import advance
from actions.errand import Act, Outcome
from actions.listening import answering
from actions.sitting import Sitting
from bot.kinds.asking import clauses, is_question

_LEAD = re.compile(
    r"^(?:是的?|对的?|好[的了啦]?|嗯|哦|行了?|可以了?|[弄搞忙]好了|没事了?|回来了?|来了|咱们?|我们|再|没错|没问题|同意|那|就|都|你们?|您|请|帮我|替我|给我|我)*"
)
_TAIL = re.compile(r"(?:吧|了|啊|呀|嘛|咯|哈|哦|呗|呢|得了|就行|谢谢|好)*$")

_SAID_AT: dict[str, dict[str, Act]] = {
    "reviewing": {"not_yet": beginning.pause, "handing_in": submitting.submit},
    "consenting": {"looking_up": answering.consent},
    "asking": {"carrying_on": advance, "doing_it": advance},
}
"""By stage: steering words of data/asks.yml, and what they do."""


def plainly(act: Act) -> Act:
    """The act, unless the words say plainly what the open review or request wanted to know: 交上去吧, 查吧, 不交了."""

    def unless_said_plainly(sitting: Sitting) -> Outcome:
        if sitting.draft is not None and (meant := _meant(sitting)):
            return () if sitting.talk.done else meant(sitting)
        if sitting.draft is None and _goes_ahead(sitting):
            return beginning.begin(sitting)
        return act(sitting)

    return unless_said_plainly


def _goes_ahead(sitting: Sitting) -> bool:
    """接着办 what was put aside; 那就办吧 after an answer that offered it, or in place of where an answer would hold."""
    talk = sitting.talk
    if talk.stage == "idle" and talk.paused and _says(sitting, "carrying_on"):
        return True
    told = talk.told is not None if talk.stage == "idle" else talk.pending_service is not None and talk.asking == "region"
    return told and _says(sitting, "doing_it")


def _meant(sitting: Sitting) -> Act | None:
    if sitting.taken:
        return None
    return next((act for words, act in _SAID_AT.get(sitting.talk.stage, {}).items() if _says(sitting, words)), None)


def _says(sitting: Sitting, words: str) -> bool:
    """Whether these steering words are all that was said; of 不交了 it is enough that a clause says it."""
    text = sitting.utterance.text
    said = [text[s:e] for s, e in clauses(text)]
    if any(is_question(one) for one in said):
        return False
    bare = {_TAIL.sub("", _LEAD.sub("", one)) for one in said}
    known = set(sitting.desk.catalogue.asks.words[words])
    if words == "not_yet":
        return bool(bare & known)
    return bool(bare - {""}) and bare - {""} <= known
