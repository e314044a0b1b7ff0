"""What to ask about when it is not sure what was said."""

from __future__ import annotations

from bot.expecting import Expecting
from voice.asking import Settled
from voice.words import Words


def offered(unsure: Settled, expecting: Expecting, words: Words) -> tuple[str, ...]:
    """Two readings to choose from, one to confirm, or none: then it has to be said again.

    None for one syllable that is no answer: read aloud, it tells nobody what was heard.
    """
    text = unsure.text
    told = len(text) > 1 or text in expecting.answers or words.agrees(text) is not None
    return unsure.instead[:2] or ((text,) if told else ())


def is_yes_or_no(readings: tuple[str, ...], words: Words) -> bool:
    """Whether it is a yes or a no that was not heard well. 您说的是是，对吗 is not understood by anybody."""
    return any(words.agrees(text) is not None for text in readings)
