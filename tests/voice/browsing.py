"""A real browser with a microphone that hears what a test writes, and eyes for the part of the page that speaks.

Chromium opens the file anew for every microphone that a page asks for, so the
next utterance is written before each press.
"""

from __future__ import annotations

import struct
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.api.paging import CHROMIUM
from tests.voice.voice_app import tone
from voice.audio import Audio

SOUND_HEARD = """
window.heard = { seconds: 0, peak: 0, stopped: 0 };
const start = AudioBufferSourceNode.prototype.start, stop = AudioBufferSourceNode.prototype.stop;
AudioBufferSourceNode.prototype.start = function (...given) {
  heard.seconds += this.buffer.duration;
  for (const value of this.buffer.getChannelData(0)) heard.peak = Math.max(heard.peak, Math.abs(value));
  return start.apply(this, given);
};
AudioBufferSourceNode.prototype.stop = function (...given) { heard.stopped += 1; return stop.apply(this, given); };
"""
"""What goes to the loudspeaker, counted by the tests: nothing of it is in the product."""


class Browser:
    """Chromium with a microphone that hears what is written into its file."""

    def __init__(self, playwright: Any, folder: Path, *flags: str) -> None:
        self.file = folder / "microphone.wav"
        self.will_say()
        fake = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={self.file}%noloop")
        self.chromium = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required", *(flags or fake)]
        )

    def will_say(self, *tones: tuple[float, int]) -> None:
        """What the next microphone hears: (seconds, hertz) one after the other, 0 is silence."""
        self.will_hear(*(tone(seconds, 48_000, hertz, 12_000) for seconds, hertz in tones or ((1.0, 0),)))

    def will_hear(self, *sounds: Audio) -> None:
        """The same with any sounds of 48 kHz."""
        with wave.open(str(self.file), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(48_000)
            for sound in sounds:
                file.writeframes(sound.pcm)

    def open(self, address: str, *, microphone: bool = True, script: str = "", **options: Any) -> Any:
        """A page of somebody new, with this script run before its own."""
        context = self.chromium.new_context(permissions=["microphone"] if microphone else [], **options)
        context.add_init_script(SOUND_HEARD + script)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.goto(address)
        return page


@contextmanager
def another(playwright: Any, folder: Path, *flags: str) -> Iterator[Browser]:
    """One more browser of its own."""
    folder.mkdir(exist_ok=True)
    found = Browser(playwright, folder, *flags)
    try:
        yield found
    finally:
        found.chromium.close()


def home(port: int) -> str:
    return f"http://127.0.0.1:{port}/"


def press(page: Any) -> None:
    """Presses the button, not twice in a moment as a trembling hand does."""
    page.wait_for_timeout(650)
    page.locator("#voice-press").click()


def comes_to(page: Any, state: str) -> None:
    page.locator(f"#voice[data-state={state}]").wait_for(timeout=20_000)


def shown(page: Any, id: str) -> str:
    """Text of a part of the voice section; empty when it is hidden."""
    part = page.locator(f"#{id}")
    return part.inner_text() if part.is_visible() else ""


def talk_of(page: Any) -> str:
    found: str = page.locator("#voice").get_attribute("data-talk")
    return found


def strongest(pcm: bytes | bytearray) -> int:
    """The loudest frequency, to 20 Hz, by counting how often the loud parts cross zero."""
    values: tuple[int, ...] = struct.unpack(f"<{len(pcm) // 2}h", pcm)
    peak = max(values)
    loud = [i for i, v in enumerate(values) if abs(v) > peak / 2]
    part = values[loud[0] : loud[-1]]
    crossings = sum(a < 0 <= b for a, b in pairwise(part))
    return round(crossings * 16_000 / len(part) / 20) * 20
