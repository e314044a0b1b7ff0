"""How many can be listened to at once: `python -m tests.bench.voice_ears [TALKS] [SECONDS]`.

So many talks bring 20 ms frames in real time, each with sentences of another
voice and pauses between them; each sentence is a listening of its own, finished
half a second after its end. Told are the lag of captions (from the arrival of
the frame that a caption is made of, at the latest, to its being shown: the
engine's own delay is not in it), the lag of results (from `finish` to the
text), frames that were read late, the share of the cores that was used, and
memory. The model is that of the tests: RTF and lag of a true model are higher.
"""

from __future__ import annotations

import asyncio
import itertools
import resource
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bot.expecting import ANYTHING, Expecting
from tests.voice.spoken import MODEL, frames, spoken
from voice.audio import FRAME, RATE
from voice.ears import Heard
from voice.ears.vosk import VoskEars

SAID = ("我想办理社保卡", "身份证丢了怎么办", "是的", "养老金什么时候发", "幺三八零零幺三八零零零")
VOICES = ("f5", "m8", "steph2", "f2", "m3")
EXPECTED = {"是的": Expecting("closed", ("是", "是的", "不是")), "幺三八零零幺三八零零零": Expecting("digits", digits=(11,))}
LATE = 0.06
"""Seconds after its time from which on a frame counts as read late."""


@dataclass
class Seen:
    """What was measured, in seconds."""

    captions: list[float] = field(default_factory=list)
    results: list[float] = field(default_factory=list)
    late: int = 0
    frames: int = 0
    right: int = 0
    sentences: int = 0
    heard: float = 0.0


async def talk(ears: VoskEars, number: int, until: float, seen: Seen) -> None:
    """One caller, from a moment of their own on."""
    await asyncio.sleep(number * 0.137 % 2)
    for text, voice in itertools.cycle(itertools.islice(itertools.product(SAID, VOICES), number, None, 3)):
        if time.monotonic() >= until:
            return
        listening = ears.listen(RATE, EXPECTED.get(text, ANYTHING))
        began, fed = time.monotonic(), list[float]()
        for at, frame in enumerate(frames(spoken(text, voice, around=0.5))):
            due = began + at * FRAME
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            now = time.monotonic()
            seen.late += now - due > LATE
            fed.append(now)
            if await listening.feed(frame) is not None:
                seen.captions.append(lag(listening.decoded, fed))
        seen.frames += len(fed)
        ended = time.monotonic()
        heard = await listening.finish()
        seen.results.append(time.monotonic() - ended)
        listening.close()
        seen.sentences += 1
        seen.right += isinstance(heard, Heard) and heard.text == text
        seen.heard += len(fed) * FRAME


def lag(decoded: float, fed: list[float]) -> float:
    """From the arrival of the last frame that the caption was made of, until now."""
    return time.monotonic() - fed[min(int(decoded / FRAME), len(fed)) - 1]


async def measure(talks: int, seconds: float) -> tuple[Seen, float]:
    """All talks at once; what was seen, and the share of one core that the engine took."""
    with tempfile.TemporaryDirectory() as tried:
        ears = VoskEars(MODEL, Path(tried))
        for text, voice in itertools.product(SAID, VOICES):
            spoken(text, voice, around=0.5)
        seen, before, began = Seen(), time.process_time(), time.monotonic()
        await asyncio.gather(*(talk(ears, number, began + seconds, seen) for number in range(talks)))
        used = (time.process_time() - before) / (time.monotonic() - began)
        ears.close()
    return seen, used


def main() -> None:
    """Prints a table."""
    given = sys.argv[1:]
    talks, seconds = int(given[0]) if given else 20, float(given[1]) if len(given) > 1 else 30.0
    seen, used = asyncio.run(measure(talks, seconds))
    rows = {
        "talks at once": f"{talks}",
        "captions: lag p50 / p95": " / ".join(f"{1000 * q:.0f} ms" for q in np.percentile(seen.captions, [50, 95])),
        "results: lag p50 / p95": " / ".join(f"{1000 * q:.0f} ms" for q in np.percentile(seen.results, [50, 95])),
        "frames": f"{seen.frames}, none dropped, {seen.late} read more than {1000 * LATE:.0f} ms late",
        "sentences": f"{seen.sentences}, {seen.right} heard word for word",
        "one core's share": f"{used:.2f}, for a second of one talk {used * seconds / max(seen.heard, 1e-9):.3f}",
        "memory": f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most",
    }
    for name, value in rows.items():
        print(f"{name:26} {value}")


if __name__ == "__main__":
    main()
