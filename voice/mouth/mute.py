"""No voice at all: every sentence stays on the screen."""

from __future__ import annotations

from voice.audio import Audio
from voice.mouth import NotSpoken, Reading, Tone


class MuteSpeaker:
    """Where a machine has no voice; it says so each time, so that a call shows what it cannot say."""

    name = "mute"

    async def say(self, reading: Reading, tone: Tone) -> Audio:
        """Raises NotSpoken."""
        raise NotSpoken("there is no voice on this machine")

    async def close(self) -> None:
        """Nothing runs."""
