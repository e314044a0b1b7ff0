"""A line over recordings: somebody who says, presses and types what a script says, when it says so. For tests and benches.

It keeps time by the event loop's clock: on an ordinary loop it takes as long as
a talk does; on one whose clock jumps from event to event it takes no time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from voice.audio import FRAME, RATE, Audio, bytes_of
from voice.line import HungUp, Incoming, Key, Listens, Shown, Sound, StopSpeaking, Typed

When = Literal["listened_to", "spoken_to", "anyway"]
"""Counted from when the assistant listens; from when it begins to say a sentence; from the end of what was done before."""


@dataclass(frozen=True)
class Act:
    """One thing that the caller does."""

    what: Audio | Key | Typed | StopSpeaking | HungUp
    after: float = 0.5
    """Seconds."""
    when: When = "listened_to"
    time: int = 1
    """The how-manieth such moment after what was done before."""


@dataclass(frozen=True)
class Played:
    """One sentence of the assistant."""

    text: str
    heard: float
    """Seconds of it that were heard."""
    whole: bool
    at: float
    """Seconds since the talk began."""


class RecordingLine:
    """One caller with a script. Hangs up `stays` seconds after the assistant listens again when everything is done."""

    def __init__(self, acts: Sequence[Act], rate: int = RATE, stays: float = 0.5) -> None:
        self.rate = rate
        self.played: list[Played] = []
        """What was heard, in order."""
        self.shown: list[tuple[float, Shown]] = []
        """What was put on the screen, and when."""
        self._acts = list(acts)
        self._stays = stays
        self._sound, self._said = b"", 0
        self._moments: dict[When, list[float]] = {"listened_to": [], "spoken_to": [], "anyway": [0.0]}
        self._began: float | None = None
        self._frames = 0

    async def receive(self) -> Incoming:
        """The next frame, or what the caller does."""
        while True:
            if not self._sound and (due := self._due()) is not None:
                self._acts = self._acts[1:]
                if not isinstance(due.what, Audio):
                    self._done()
                    return due.what
                self._sound = due.what.pcm
            if not self._acts and not self._sound and self._leaves():
                return HungUp()
            await asyncio.sleep(self._frames * FRAME - self.now())
            self._frames += 1
            return Sound(self._frame())

    async def play(self, audio: Audio, text: str) -> None:
        """Is heard for as long as it lasts, or until it is stopped."""
        begun = self.now()
        self._moments["spoken_to"].append(begun)
        try:
            await asyncio.sleep(audio.seconds)
        except asyncio.CancelledError:
            self.played.append(Played(text, self.now() - begun, False, begun))
            raise
        self.played.append(Played(text, audio.seconds, True, begun))

    async def show(self, shown: Shown) -> None:
        """Is kept."""
        self.shown.append((self.now(), shown))
        if isinstance(shown, Listens):
            self._moments["listened_to"].append(self.now())

    def now(self) -> float:
        """Seconds since the talk began."""
        time = asyncio.get_running_loop().time()
        if self._began is None:
            self._began = time
        return time - self._began

    def _due(self) -> Act | None:
        if not self._acts:
            return None
        act = self._acts[0]
        moments = self._moments[act.when]
        return act if len(moments) >= act.time and self.now() >= moments[act.time - 1] + act.after - 1e-9 else None

    def _leaves(self) -> bool:
        listened, spoken = self._moments["listened_to"], self._moments["spoken_to"]
        return bool(listened) and listened[-1] >= max(spoken, default=0.0) and self.now() >= listened[-1] + self._stays

    def _done(self) -> None:
        self._moments = {"listened_to": [], "spoken_to": [], "anyway": [self.now()]}

    def _frame(self) -> bytes:
        size = bytes_of(FRAME, self.rate)
        if self._sound:
            frame = self._sound[self._said : self._said + size]
            self._said += size
            if self._said >= len(self._sound):
                self._sound, self._said = b"", 0
                self._done()
            return frame.ljust(size, b"\0")
        return bytes(size)
