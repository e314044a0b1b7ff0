"""An answer as a voice message. The voice itself is in another room: `Voicing.message` gives what speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.turn import Language


@dataclass(frozen=True)
class SpokenMessage:
    """A voice message to be sent."""

    mp3: bytes
    """One channel, a minute and 2 MB at most: what WeChat takes as a voice."""
    seconds: float
    whole: bool
    """False: it ends at a sentence before the end of the text, which has to be sent as well."""


class SpeakMessage(Protocol):
    """Makes voice messages."""

    async def __call__(self, text: str, language: Language, slow: bool) -> SpokenMessage | None:
        """The text read aloud, as much of it as fits; None when nothing here speaks, or nothing in it can be said."""
