"""As much of what is said as fits into one voice message."""

from __future__ import annotations

from collections.abc import AsyncIterable
from dataclasses import dataclass

from voice.audio import WIDTH, Audio
from voice.mouth.saying import Spoken

ROOM = 58.0
"""Seconds. A message lasts a minute at most, and MP3 adds a little."""
_GOES_ON = tuple("，；：、,;:")


@dataclass(frozen=True)
class Message:
    """Sentences one after the other."""

    audio: Audio
    whole: bool
    """False: more was to be said."""


async def message_of(sentences: AsyncIterable[Spoken], room: float = ROOM) -> Message | None:
    """The sentences that fit into so many seconds; None when there are none, or the first is too long.

    Of a sentence that comes in pieces, all are taken or none, unless it is the first. Nothing is asked for after the
    first piece that does not fit.
    """
    pcm, rate, end = bytearray(), 0, 0
    async for spoken in sentences:
        rate = spoken.audio.rate
        if len(pcm) + len(spoken.audio.pcm) > room * rate * WIDTH:
            said = bytes(pcm[: end or len(pcm)])
            return Message(Audio(said, rate), whole=False) if said else None
        pcm += spoken.audio.pcm
        if not spoken.text.endswith(_GOES_ON):
            end = len(pcm)
    return Message(Audio(bytes(pcm), rate), whole=True) if pcm else None
