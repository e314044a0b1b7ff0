"""What a voice message says. The ears themselves are in another room: `House.hearing_messages` gives what hears."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from bot.turn import Language, Recognised

Doubt = Literal["either", "confirm", "yes_or_no", "again"]
"""Which of two it was (您说的是…，还是…？); whether it was this (您说的是…，对吗？); yes or no; too little was understood to ask about."""


@dataclass(frozen=True)
class VoiceHeard:
    """Words, ready for a Turn."""

    text: str
    recognised: Recognised
    doubt: Doubt | None = None
    """None: it goes on its way. Else the resident is asked, once; what they meant is then a Turn with this `recognised`."""
    readings: tuple[str, ...] = ()
    """What to choose from: two with `either` and `yes_or_no`, one with `confirm`, none with `again`."""


@dataclass(frozen=True)
class VoiceNotHeard:
    """No words."""

    why: Literal["silence", "noise", "unreadable", "broken", "no_ears"]
    """Nobody speaks in it; there is sound and no words; it is no AMR, is damaged or too long; our ears failed; nothing here hears."""


class HearMessage(Protocol):
    """Hears one voice message."""

    async def __call__(self, data: bytes, conversation: str, language: Language) -> VoiceHeard | VoiceNotHeard:
        """`data`: the media file as WeChat gives it. Knows by the talk's open question what may be said. Raises SQLAlchemyError."""
