"""Somebody at a page: a real browser, and a voice that goes into its microphone.

The voices are three of espeak-ng's variants that the fixture model was not
made from. Chromium reads a file in place of a microphone and opens it anew
whenever sound is asked for; so what is to be said is written into the file,
and then it is asked for. Only this is ours: the page's microphone is a room
into which each of these sounds is let, so that a call can go on for as long as
it likes.
"""

from __future__ import annotations

import json
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.api.paging import CHROMIUM
from tests.voice.spoken import spoken

VOICES = ("f5", "m8", "steph2")
"""Two women and a man whom the fixture model has never heard."""
RATE = 48_000
"""Samples a second of the microphone."""
WAIT = 45_000
"""Milliseconds until what must come has not come."""

ROOM = """
(() => {
  const devices = navigator.mediaDevices;
  if (!devices) { return; }
  const open = devices.getUserMedia.bind(devices);
  let room = null;
  devices.getUserMedia = async (wanted) => {
    const context = new AudioContext();
    const all = context.createMediaStreamDestination();
    let now = null;
    room = async () => {
      if (now) { now.getTracks().forEach((track) => track.stop()); }
      now = await open(wanted);
      context.createMediaStreamSource(now).connect(all);
    };
    await room();
    return all.stream;
  };
  window.speakUp = () => room();
})();
"""
SOUND_HEARD = """
window.heard = { seconds: 0, loudest: 0, stopped: 0 };
(() => {
  const start = AudioBufferSourceNode.prototype.start, stop = AudioBufferSourceNode.prototype.stop;
  AudioBufferSourceNode.prototype.start = function (...given) {
    heard.seconds += this.buffer.duration;
    for (const value of this.buffer.getChannelData(0)) { heard.loudest = Math.max(heard.loudest, Math.abs(value)); }
    return start.apply(this, given);
  };
  AudioBufferSourceNode.prototype.stop = function (...given) { heard.stopped += 1; return stop.apply(this, given); };
})();
"""
"""What goes to the loudspeaker, counted by the tests."""


QUICK = "if (!localStorage.getItem('nuanban.patience')) { localStorage.setItem('nuanban.patience', '0.8'); }"


@dataclass
class Speech:
    """One sentence that was sent to the page to be heard."""

    text: str
    rate: int
    pcm: bytes = b""
    cut: bool | None = None
    """Whether it was stopped before its end; None while it goes on."""

    @property
    def seconds(self) -> float:
        """How long it is, or was until it was stopped."""
        return len(self.pcm) / 2 / self.rate

    @property
    def loudest(self) -> int:
        """The highest sample."""
        return int(np.abs(np.frombuffer(self.pcm, "<i2").astype(int)).max())


class Resident:
    """A person of one voice at a page of their own. One who is quick is known to pause little, so that tests wait less."""

    def __init__(self, playwright: Any, folder: Path, url: str, voice: str = VOICES[0], quick: bool = True, **context: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.voice = voice
        self.url = url
        self._file = folder / "microphone.wav"
        self._into_microphone(b"")
        fake = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={self._file}%noloop")
        self._chromium = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required", *fake]
        )
        self.context = self._chromium.new_context(permissions=["microphone"], locale="zh-CN", **context)
        self.context.set_default_timeout(WAIT)
        self.context.add_init_script(SOUND_HEARD + ROOM + (QUICK if quick else ""))
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.asked_elsewhere: list[str] = []
        self.events: list[dict[str, Any]] = []
        """What the server told the page in calls, but for the sound."""
        self.speeches: list[Speech] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._came))
        self.page.on("request", lambda request: request.url.startswith(url) or self.asked_elsewhere.append(request.url))

    def _into_microphone(self, pcm: bytes) -> None:
        with wave.open(str(self._file), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(pcm or bytes(RATE))

    def _came(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes):
            self.speeches[-1].pcm += frame
            return
        event = json.loads(frame)
        self.events.append(event)
        if event["type"] == "speech_start":
            self.speeches.append(Speech(event["text"], event["rate"]))
        elif event["type"] == "speech_end":
            self.speeches[-1].cut = event["stopped"]

    def close(self) -> None:
        self._chromium.close()

    # --- what a person does -------------------------------------------------------------------

    def opens(self, path: str = "/elder") -> None:
        """Goes to a page."""
        self.page.goto(self.url + path)

    def presses(self) -> None:
        """Presses the one button, not twice in a moment."""
        self.page.wait_for_timeout(650)
        self.page.locator("#voice-press").click()

    def begins(self) -> None:
        """Presses the button and hears the greeting, or silences it; then it is their turn."""
        self.presses()
        self.comes_to("speaking")
        self.hushes()

    def hushes(self) -> None:
        """Does not hear it to its end, and waits for the next silence."""
        self.presses()
        self.comes_to("listening")

    def speaks(self, text: str) -> None:
        """Says it aloud."""
        self.sounds(spoken(text, self.voice, RATE))

    def sounds(self, pcm: bytes) -> None:
        """Lets this into the microphone."""
        self._into_microphone(pcm + bytes(RATE // 2 * 2))
        self.page.evaluate("window.speakUp()")

    def says(self, text: str) -> str:
        """Says it; what is answered, once the page shows both."""
        before = self.turn()
        self.speaks(text)
        answered = self.answered(before)
        understood = self.page.locator("#latest .said .words").inner_text()
        assert is_as_said(text, understood), f"said {text}, understood {understood}"
        return answered

    def types(self, text: str) -> str:
        """Writes it into the field and presses Enter."""
        before = self.turn()
        self.page.locator("#text").fill(text)
        self.page.keyboard.press("Enter")
        return self.answered(before)

    def taps(self, title: str) -> str:
        """Taps one of the large choices."""
        before = self.turn()
        self.page.locator("#talk .choices").get_by_role("button", name=title, exact=True).click()
        return self.answered(before)

    def answered(self, before: str) -> str:
        """Waits until the page shows the answer to the turn of this id."""
        try:
            self.page.locator(f"#turn_id:not([value='{before}'])").wait_for(state="attached")
        except PlaywrightTimeout as late:
            raise AssertionError(f"there was no answer; what happened instead: {self.events[-8:]}") from late
        return self.newest()

    # --- what a person sees and hears ---------------------------------------------------------

    def turn(self) -> str:
        found: str = self.page.locator("#turn_id").input_value()
        return found

    def newest(self) -> str:
        """The newest answer on the page."""
        return "\n".join(self.page.locator("#latest .reply .words").all_inner_texts())

    def waits_for(self, true: Callable[[], bool], otherwise: str) -> None:
        """Waits while the page lives on. Raises AssertionError with `otherwise`."""
        for _ in range(WAIT // 50):
            if true():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{otherwise}; what happened: {self.events[-8:]}")

    def hears(self, text: str, after: int = 0) -> Speech:
        """Waits until this sentence was spoken, as the nth speech or later, and nobody cut it short."""
        self.waits_for(lambda: any(one.text == text and one.cut is False for one in self.speeches[after:]), f"`{text}` is not heard")
        return next(one for one in self.speeches[after:] if one.text == text and one.cut is False)

    def comes_to(self, state: str) -> None:
        self.page.locator(f"#voice[data-state={state}]").wait_for()

    def sees(self, text: str) -> None:
        """Waits until this stands on the page."""
        self.page.get_by_text(text).first.wait_for()

    def part(self, id: str) -> str:
        """Text of a part of the voice section; empty while it is hidden."""
        found = self.page.locator(f"#{id}")
        return found.inner_text() if found.is_visible() else ""

    def receipt(self) -> str:
        """The receipt number on the page; empty without one."""
        return "".join(self.page.locator("#latest .receipt .number span").all_inner_texts())

    def talk(self) -> str:
        """The talk's id."""
        found: str = self.page.locator("#voice").get_attribute("data-talk")
        return found

    def heard(self) -> dict[str, float]:
        """Seconds of sound that went to the loudspeaker, how loud the loudest was, and how much was cut off."""
        found: dict[str, float] = self.page.evaluate("window.heard")
        return found


@contextmanager
def resident(playwright: Any, folder: Path, url: str, voice: str = VOICES[0], quick: bool = True, **context: Any) -> Iterator[Resident]:
    """Somebody who comes and goes."""
    found = Resident(playwright, folder, url, voice, quick, **context)
    try:
        yield found
    finally:
        found.close()


def drill(seconds: float) -> bytes:
    """A drill next door: nobody's words, and yet no silence."""
    times = np.arange(int(seconds * RATE)) / RATE
    buzz = (2 * (times * 120 % 1) - 1) * (0.5 + 0.5 * np.sin(8 * np.pi * times))
    return bytes(RATE) + (9000 * buzz).astype("<i2").tobytes()


def is_as_said(text: str, understood: str) -> bool:
    """Whether this was understood. One syllable more is let pass: the fixture model makes one of a breath or a hiss now and then."""
    return understood.startswith(text) and len(understood) <= len(text) + 1
