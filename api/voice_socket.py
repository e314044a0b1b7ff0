"""A voice socket's frames: what no page would send ends here, with an event that says so."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from fastapi import WebSocket, WebSocketDisconnect

log = structlog.get_logger()

LARGEST = 64 * 1024
"""Bytes of one frame: two seconds of sound, or more text than a turn may have."""
SECOND = 32_000
"""Bytes of one second of sound as the contract has it."""
IN_STOCK = 10.0
"""Seconds of sound that may come at once, after a network has stood still."""
FASTER = 1.25
"""How many seconds of sound may come in one second, for long: clocks differ, and eight-thousandths are no flood."""
FRAMES_A_SECOND = 100
"""Frames that may come in one second, for long; sound in pieces of 20 ms makes 50."""
SENT_WITHIN = 8.0
"""Seconds in which a frame must find room on its way out; a page that takes none for so long is gone."""
IDLE = 900.0
"""Seconds without any frame after which a page is forgotten; one that only reads and taps sends nothing for long."""

BAD: Final = 4400
"""Closing code: what came in is no voice call."""


class Bucket:
    """Lets through so much in a second, and so much at once after a pause."""

    def __init__(self, rate: float, size: float, now: Callable[[], float]) -> None:
        self._rate, self._size, self._now = rate, size, now
        self._left, self._at = size, now()

    def take(self, amount: float) -> bool:
        """Takes that much; False when there is not so much."""
        now = self._now()
        self._left = min(self._size, self._left + (now - self._at) * self._rate)
        self._at = now
        if amount > self._left:
            return False
        self._left -= amount
        return True


@dataclass
class VoiceSocket:
    """The frames of one page. Reading and writing never raise: at the end there is None, and writing does nothing."""

    socket: WebSocket
    trouble: Callable[[str], tuple[str, str]]
    """Title and sentence for a fault: `odd`, `large`, `flood`, `unclear`, `idle`, `taken_over`, `over`, `busy`."""
    now: Callable[[], float] = time.monotonic
    gone: bool = False
    _bytes: Bucket = field(init=False)
    _frames: Bucket = field(init=False)
    _waiting: asyncio.Timeout | None = None
    """How long the next frame is waited for: no longer, once nothing can be sent any more."""

    def __post_init__(self) -> None:
        self._bytes = Bucket(SECOND * FASTER, SECOND * IN_STOCK, self.now)
        self._frames = Bucket(FRAMES_A_SECOND, FRAMES_A_SECOND * IN_STOCK, self.now)

    async def receive(self) -> bytes | dict[str, Any] | None:
        """The next frame: sound of whole samples, or an event; None when nobody is there, or has sent what cannot be."""
        while (frame := await self._frame()) is not None:
            event = event_in(frame) if isinstance(frame, str) else None
            if fault := self._fault(frame) or ("unclear" if isinstance(frame, str) and event is None else None):
                await self.refuse(fault)
            elif event is not None:
                return event
            elif isinstance(frame, bytes) and frame:
                return frame
        self.gone = True
        return None

    async def _frame(self) -> str | bytes | None:
        if self.gone:
            return None
        try:
            async with asyncio.timeout(IDLE) as self._waiting:
                message = await self.socket.receive()
        except TimeoutError:
            if not self.gone:
                await self.refuse("idle")
            return None
        except (WebSocketDisconnect, RuntimeError):  # RuntimeError: asked again after the end
            return None
        if message["type"] == "websocket.disconnect":
            return None
        sound: bytes | None = message.get("bytes")
        return sound if sound is not None else str(message.get("text") or "")

    def _fault(self, frame: str | bytes) -> str | None:
        size = len(frame)
        if size > LARGEST or (isinstance(frame, str) and len(frame.encode("utf-8", "replace")) > LARGEST):
            return "large"
        if not self._frames.take(1) or not self._bytes.take(size):
            return "flood"
        return "odd" if isinstance(frame, bytes) and size % 2 else None

    async def send_sound(self, pcm: bytes) -> None:
        """Sends sound."""
        await self._send(lambda: self.socket.send_bytes(pcm))

    async def send_event(self, event: dict[str, Any]) -> None:
        """Sends an event."""
        await self._send(lambda: self.socket.send_text(json.dumps(event, ensure_ascii=False)))

    async def _send(self, sending: Callable[[], Any]) -> None:
        if self.gone:
            return
        try:
            await asyncio.wait_for(sending(), SENT_WITHIN)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):  # RuntimeError: closed by us meanwhile
            self.gone = True
            if self._waiting is not None:
                self._waiting.reschedule(asyncio.get_running_loop().time())

    async def refuse(self, fault: str, code: int = BAD) -> None:
        """Says what is wrong and closes."""
        log.info("voice_refused", fault=fault, code=code)
        title, detail = self.trouble(fault)
        await self.send_event({"type": "error", "title": title, "detail": detail, "kind": fault})
        await self.close(code)

    async def close(self, code: int = 1000) -> None:
        """Closes; what is read afterwards is the end."""
        if not self.gone:
            self.gone = True
            try:
                await asyncio.wait_for(self.socket.close(code), SENT_WITHIN)
            except (TimeoutError, WebSocketDisconnect, RuntimeError):
                log.debug("voice_was_closed")


def event_in(text: str) -> dict[str, Any] | None:
    """The event of a text frame; None for what is none."""
    try:
        event = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) and isinstance(event.get("type"), str) else None
