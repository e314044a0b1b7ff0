"""Hears a sound that is there already, from its beginning to its end: a recording, a voice message."""

from __future__ import annotations

from bot.expecting import Expecting
from voice.audio import FRAME, Audio, bytes_of
from voice.ears import Heard, NotHeard, Recognizer


async def hear(recognizer: Recognizer, audio: Audio, expecting: Expecting) -> Heard | NotHeard:
    """What is said in the sound. However long somebody pauses in it, it is one thing said."""
    listening = recognizer.listen(audio.rate, expecting)
    frame = bytes_of(FRAME, audio.rate)
    try:
        for start in range(0, len(audio.pcm), frame):
            await listening.feed(audio.pcm[start : start + frame])
        return await listening.finish()
    finally:
        listening.close()
