"""Attending to one caller: their sound and keys in order, and whether they have begun to speak."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from dataclasses import dataclass

from voice.activity import BEGINS, BREAKS_IN, Activity, Beginning, Frame
from voice.audio import FRAME
from voice.inbox import MOST_SOUND, Inbox
from voice.line import HungUp, Key, Line, Sound, StopSpeaking, Typed

DECIDED = 0.4
"""Seconds within which something that sounds is known to be speech or not."""
SPOKEN_OVER = 0.8
"""Seconds of quiet after which what was said over a notice is forgotten."""


@dataclass(frozen=True)
class Onset:
    """Somebody has begun to speak."""

    after: float
    """Seconds of quiet since the last turn's last word; infinite before the first."""


Event = Onset | Key | Typed | StopSpeaking | HungUp


class Attention:
    """Hands each event to whoever waits for it: two may not wait at once, and nothing here keeps them from it.

    A line that nobody listens to (`hears` false) still brings keys and typed words.
    """

    def __init__(self, line: Line, inbox: Inbox, *, hears: bool) -> None:
        self._inbox = inbox
        self._activity = Activity(line.rate)
        self._beginning = Beginning()
        self._put_back: deque[Event] = deque()
        self._frames: deque[Frame] = deque()
        self._quiet = math.inf
        self.hears = hears
        self.begun: deque[Frame] = deque(maxlen=round(MOST_SOUND / FRAME))
        """What was spoken so far, when somebody has begun and nobody listens yet."""
        self.onset = Onset(math.inf)
        """How the latest speech began."""

    @property
    def pending(self) -> bool:
        """Whether something that was put back is still to be dealt with."""
        return bool(self._put_back)

    async def next(self, needed: float = BEGINS) -> Event:
        """What happens next; an Onset leaves what was spoken in `begun`."""
        if self._put_back:
            return self._put_back.popleft()
        while True:
            came = await self._inbox.next()
            if not isinstance(came, Sound):
                return came
            if (onset := self._heard(came, needed)) is not None:
                return onset

    def put_back(self, event: Event) -> None:
        """It is for whoever asks next."""
        self._put_back.append(event)

    def deafen(self) -> None:
        """Nobody listens from now on."""
        self.hears = False
        self.begun.clear()
        self._frames.clear()

    async def frame(self) -> Frame | Event:
        """The next frame of somebody who is speaking, or what comes between."""
        if self._put_back:
            return self._put_back.popleft()
        while not self._frames:
            came = await self._inbox.next()
            if not isinstance(came, Sound):
                return came
            self._frames.extend(self._activity.judge(came.pcm))
        return self._frames.popleft()

    def ended(self, quiet: float) -> None:
        """A turn has ended after this much quiet: pauses are counted from there."""
        self._quiet = quiet
        self._beginning.forget()

    async def goes_on(self) -> Onset | None:
        """Whether they have spoken on meanwhile. Waits only while something sounds of which it is not yet known."""
        while self.hears and not self.begun and not self._put_back:
            if (sound := self._inbox.sound_now()) is not None:
                if (onset := self._heard(sound, BEGINS)) is not None:
                    return onset
            elif not self._beginning.brewing or (more := await self._soon()) is None:
                break
            elif (onset := self._heard(more, BEGINS)) is not None:
                return onset
        return None

    async def over_notice(self) -> Event:
        """As `next`, while nothing that is spoken may interrupt; `begun` is left only if it is still going on."""
        while isinstance(event := await self.next(BREAKS_IN), Onset):
            quiet = 0.0
            while quiet < SPOKEN_OVER:
                if not isinstance(frame := await self.frame(), Frame):
                    self.begun.clear()
                    return frame
                quiet = 0.0 if frame.voiced else quiet + FRAME
                self.begun.append(frame)
            self.begun.clear()
        return event

    async def _soon(self) -> Sound | None:
        try:
            async with asyncio.timeout(DECIDED):
                return await self._inbox.sound()
        except TimeoutError:
            return None

    def _heard(self, sound: Sound, needed: float) -> Onset | None:
        self._frames.extend(self._activity.judge(sound.pcm))
        if not self.hears:
            self._frames.clear()
        while self._frames:
            frame = self._frames.popleft()
            self._quiet += FRAME
            if self._beginning.add(frame, needed):
                frames, spoken = self._beginning.take()
                self.begun.extend(frames)
                self.onset = Onset(self._quiet - spoken)
                return self.onset
        return None
