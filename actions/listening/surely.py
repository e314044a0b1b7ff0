"""A yes that hands in or looks up is one in so many words: 我没同意, 同意什么 and 是不是都对 are none, however they were understood."""

from __future__ import annotations

from actions.applying.consenting import consent_again
from actions.choices import yes_no
from actions.errand import Act, Outcome
from actions.sitting import Sitting
from actions.wording import reply
from bot.catalogue import Asks
from bot.chinese import normalise


def surely(act: Act) -> Act:
    """The act, if the words can be a yes; else what is open is asked once more, and that nothing was done is said."""

    def unless_doubtful(sitting: Sitting) -> Outcome:
        if sitting.draft is None or may_be_yes(sitting.desk.catalogue.asks, sitting.utterance.text):
            return act(sitting)
        if sitting.talk.done:
            return ()
        if sitting.talk.stage == "consenting":
            return (reply(sitting.say("dialogue.not_looked_up"), consent_again(sitting, 1), choices=yes_no(sitting)),)
        return (reply(sitting.say("dialogue.not_handed_in"), choices=yes_no(sitting)),)

    return unless_doubtful


def may_be_yes(asks: Asks, text: str) -> bool:
    """Whether nothing in these words denies or asks: 没问题 does neither."""
    said = normalise(text).casefold()
    for word in sorted(asks.words["yes_all_the_same"], key=len, reverse=True):
        said = said.replace(normalise(word).casefold(), "")
    return not any(normalise(word).casefold() in said for word in asks.words["no_yes"])
