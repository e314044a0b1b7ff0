"""Words in voice messages. As many are decoded and heard at once as there are cores; the others wait, as files, which are small."""

from __future__ import annotations

import asyncio
import os

from bot.expecting import Expecting
from voice.ears import Heard, NotHeard, Recognizer
from voice.ears.whole import hear
from voice.messages.converting import Converter

WITHIN = 60.0
"""Seconds in which one message is heard; a minute of sound takes a few, and more while calls are heard beside it."""


class MessageEars:
    """The ears of a process, for messages. Used in one event loop."""

    def __init__(self, recognizer: Recognizer, converter: Converter, at_once: int | None = None) -> None:
        """`at_once`: messages decoded and heard at the same time, one a core when not said. Heard together, all would be late."""
        self._recognizer, self._converter = recognizer, converter
        self._room = asyncio.Semaphore(at_once or os.cpu_count() or 1)

    async def hear(self, data: bytes, expecting: Expecting) -> Heard | NotHeard:
        """What is said in an AMR file. Raises BadSound, as `Converter.decoded` does."""
        async with self._room:
            audio = await self._converter.decoded(data)
            try:
                async with asyncio.timeout(WITHIN):
                    return await hear(self._recognizer, audio, expecting)
            except TimeoutError:
                return NotHeard("broken")
