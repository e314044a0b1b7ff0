"""Whether somebody else may do it: 能不能让我儿子替我去办, however the sentence was heard."""

from __future__ import annotations

from itertools import product

from actions.applying.going_on import tell_and_go_on
from actions.errand import Act, Outcome
from actions.listening.guessing import guess, guesses
from actions.sitting import Sitting
from bot.catalogue import Asks

PROXY = "proxy"
"""The act that understanding does not know: who may do it in the resident's place."""
NEAR = 6
"""Characters between who goes and what is done: 我儿子「明天有空能」替我去."""
_STOPS = str.maketrans(dict.fromkeys("，,。.？?！!；; ", "\n"))


def asks_who_may(asks: Asks, act: str, text: str) -> bool:
    """Whether these words ask for another's doing. A question of what to bring has to ask for leave as well."""
    text = text.lower()
    if act == "eligibility":
        return _stands_in(asks, text) or _for_another(asks, text)
    if act in {"materials", "where"}:
        return asks.said("may", text) and (_stands_in(asks, text) or _for_another(asks, text))
    return asks.said("may", text) and _stands_in(asks, text)


def or_by_another(act: Act) -> Act:
    """The act, unless the words plainly ask whether somebody else may do it, and nothing was answered with them."""

    def unless_another(sitting: Sitting) -> Outcome:
        utterance = sitting.utterance
        answered = sitting.taken or sitting.steered or sitting.problem is not None
        if answered or utterance.act not in {"start", "unsure", "inform", "deny"} or sitting.talk.stage == "guessing":
            return act(sitting)
        if not asks_who_may(sitting.desk.catalogue.asks, utterance.act, utterance.text):
            return act(sitting)
        topic = utterance.service or (sitting.draft.service if sitting.draft else utterance.topic)
        if topic is None and (meant := guesses(sitting)):
            return guess(sitting, meant[0], PROXY, "dialogue.guess_ask")
        return tell_and_go_on(sitting, PROXY, topic)

    return unless_another


def _stands_in(asks: Asks, text: str) -> bool:
    """代办, 我儿子替我, 让我老公去: somebody else goes in the resident's place."""
    if asks.said("by_another", text):
        return True
    somebody, instead, sends, goes = (asks.words[key] for key in ("somebody", "stands_in", "sends", "goes"))
    return any(_after(text, who, instead) for who in somebody) or any(
        _after(text, send + who, goes) for send, who in product(sends, somebody)
    )


def _for_another(asks: Asks, text: str) -> bool:
    """能替我爸申请: the resident goes in somebody else's place."""
    somebody, leave = asks.words["somebody"], asks.words["leave"]
    return any(_after(text, may, tuple(f"{word}{who}" for word in asks.words["acts_for"] for who in somebody)) for may in leave)


def _after(text: str, first: str, then: tuple[str, ...]) -> bool:
    """Whether one of these comes soon after the first, in the same clause."""
    for clause in text.translate(_STOPS).splitlines():
        _, found, rest = clause.partition(first)
        if found and any(0 <= rest.find(word) <= NEAR for word in then):
            return True
    return False
