"""A line to a page: sound and events over a socket, both ways.

What the events are called and hold is the outside contract's; how a socket
carries them is the door's.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from bot.turn import reply_as_told
from voice.audio import RATE, Audio, bytes_of
from voice.line import Answered, HungUp, Incoming, Key, Listens, Partial, Shown, Sound, StopSpeaking, Trouble, Tuned, Typed, Understood

AHEAD = 0.6
"""Seconds of sound that a page may hold before it is heard: enough for a poor network, little enough that quiet is quiet at once."""
PIECE = 0.1
"""Seconds of sound in one frame that goes out."""
AT_THE_PAGE = 0.2
"""Seconds that a page keeps sound before it lets it be heard: speaking ends that much later there."""
KEYS = frozenset("0123456789*#")


class Socket(Protocol):
    """What carries frames. Already rid of what no page would send."""

    async def receive(self) -> bytes | dict[str, Any] | None:
        """The next frame: sound (whole samples) or an event; None once nobody is there, and again when asked again."""

    async def send_sound(self, pcm: bytes) -> None:
        """Sends sound; waits while the network is full. Nothing happens when nobody is there."""

    async def send_event(self, event: dict[str, Any]) -> None:
        """Sends an event, in order with the sound. Nothing happens when nobody is there."""


@dataclass
class BrowserLine:
    """One page, as a call sees it."""

    socket: Socket
    patience: Callable[[], float] | None = None
    """Seconds of silence that end a sentence of this speaker, as they are now: told to the page, which remembers them."""
    mended: Callable[[str, str], None] | None = None
    """Told of words that were written in place of what had been heard: (written, heard), before they come as Typed."""
    rate: int = RATE
    now: Callable[[], float] = time.monotonic

    async def receive(self) -> Incoming:
        """The next thing the page sends that means something here; events that we do not know are passed over."""
        while True:
            frame = await self.socket.receive()
            if frame is None:
                return HungUp()
            if isinstance(frame, bytes):
                return Sound(frame)
            if (incoming := incoming_of(frame)) is not None:
                if self.mended is not None and isinstance(incoming, Typed) and isinstance(heard := frame.get("instead_of"), str):
                    self.mended(incoming.text, heard)
                return incoming

    async def play(self, audio: Audio, text: str) -> None:
        """Sends this no faster than it is heard, and returns when it has been; cancelled, it tells the page to be quiet."""
        await self.socket.send_event({"type": "speech_start", "rate": audio.rate, "text": text})
        try:
            await self._send_in_time(audio)
        except asyncio.CancelledError:
            await self.socket.send_event({"type": "speech_end", "stopped": True})
            raise
        await self.socket.send_event({"type": "speech_end", "stopped": False})

    async def _send_in_time(self, audio: Audio) -> None:
        step = bytes_of(PIECE, audio.rate)
        began = self.now()
        for at in range(0, len(audio.pcm), step):
            await asyncio.sleep(began + at / bytes_of(1, audio.rate) - AHEAD - self.now())
            await self.socket.send_sound(audio.pcm[at : at + step])
        await asyncio.sleep(began + audio.seconds + AT_THE_PAGE - self.now())

    async def show(self, shown: Shown) -> None:
        """Sends it as an event."""
        await self.socket.send_event(event_of(shown))
        if isinstance(shown, Understood) and self.patience is not None:
            await self.socket.send_event({"type": "patience", "seconds": round(self.patience(), 2)})


def incoming_of(event: dict[str, Any]) -> Incoming | None:
    """What this event of a page means; None for one that means nothing to us."""
    match event:
        case {"type": "key", "key": str(key)} if key in KEYS:
            return Key(key)
        case {"type": "text", "text": str(text)} if text.strip():
            return Typed(text.strip())
        case {"type": "stop_speaking"}:
            return StopSpeaking()
        case {"type": "bye"}:
            return HungUp()
        case _:
            return None


def event_of(shown: Shown) -> dict[str, Any]:
    """The event that puts this on a page."""
    match shown:
        case Listens():
            return {"type": "listening"}
        case Partial(text):
            return {"type": "partial", "text": text}
        case Understood(text, confidence):
            return {"type": "heard", "text": text, "confidence": round(confidence, 3)}
        case Answered(reply):
            return {"type": "reply", **reply_as_told(reply)}
        case Trouble(title, detail, kind):
            return {"type": "error", "title": title, "detail": detail, "kind": kind}
        case Tuned(tone):
            return {"type": "tone", "pace": tone.pace, "louder": tone.louder}
