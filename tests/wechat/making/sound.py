"""What is in a recording, before it is encoded."""

from __future__ import annotations

from tests.voice.spoken import spoken
from tests.wechat.recorded import Recording
from voice.audio import silence


def sound(recording: Recording) -> bytes:
    """16-bit samples at the recording's rate."""
    pause = silence(recording.pause, recording.rate).pcm
    return pause.join(spoken(part, recording.voice, recording.rate) for part in recording.text.split())
