"""A voice that says nothing, for as long as the sentence would take: for tests, and for machines without a voice."""

from __future__ import annotations

from voice.audio import Audio, silence
from voice.mouth import Reading, Tone
from voice.mouth.lasting import MOMENT, expected_seconds
from voice.mouth.order import RATE, nothing_in, order_of


class SilentSpeaker:
    """Silence of the right length."""

    name = "silent"

    async def say(self, reading: Reading, tone: Tone) -> Audio:
        """So many seconds of silence as another voice would speak. Raises NotSpoken for a sentence that is far too long."""
        order = order_of(reading, tone)
        return MOMENT if nothing_in(order.words) else silence(expected_seconds(order), RATE)

    async def close(self) -> None:
        """There is nothing to end."""
