"""One process in which pyttsx3 speaks; it can be killed. Started by `voice.mouth.process` as `python -m voice.mouth.worker`.

In: a line of JSON for each utterance, `{"words", "voice", "rate", "volume", "seconds"}`; the end of the input ends it.
Out: a line `{"engine": "1.51"}` when it is ready, then for each utterance a line `{"bytes", "phonemes"}` and so many
bytes of a WAV file, or a line `{"error"}`. An utterance that takes longer than `seconds` ends the process.

pyttsx3 2.99 over eSpeak NG returns before the sound is made, applies a rate to another utterance, prints, swallows
errors, and keeps the English voice when a voice is unknown. So: one utterance at a time, `Synchronize` after the
settings and after the run, its output thrown away, its `error` events read, its result looked at. The sound goes
through memory, never through a folder: what is said may be personal.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from typing import Any, BinaryIO

WARM_UP: dict[str, Any] = {"words": "ni3 hao3", "voice": "cmn-latn-pinyin", "rate": 140, "volume": 60}
TRACE_PHONEMES = 1


class Engine:
    """pyttsx3, with its traps disarmed."""

    def __init__(self) -> None:
        import pyttsx3
        from pyttsx3.drivers import _espeak

        self._espeak = _espeak
        self._engine = pyttsx3.init("espeak")
        self._faults: list[str] = []
        self._engine.connect("error", lambda name, exception: self._faults.append(str(exception)))
        self._sound = os.memfd_create("sound")
        self._phonemes = os.memfd_create("phonemes")
        self._flush = self._trace(self._phonemes)

    @property
    def version(self) -> str:
        """Of eSpeak NG."""
        info = self._espeak.dll.espeak_Info
        info.restype = ctypes.c_char_p
        return str(info(None).decode())

    def say(self, words: str, voice: str, rate: int, volume: int) -> tuple[bytes, str]:
        """A WAV file's content, and the phonemes that were spoken. Raises ValueError with what pyttsx3 complained of."""
        self._faults.clear()
        for file in (self._sound, self._phonemes):
            os.ftruncate(file, 0)
            os.lseek(file, 0, os.SEEK_SET)
        self._engine.setProperty("voice", voice)
        self._engine.setProperty("rate", rate)
        self._engine.setProperty("volume", volume / 100)
        self._espeak.Synchronize()
        self._engine.save_to_file(words, f"/proc/self/fd/{self._sound}")
        self._engine.runAndWait()
        self._espeak.Synchronize()
        self._flush()
        if self._faults:
            raise ValueError(self._faults[0])
        return _content(self._sound), _content(self._phonemes).decode(errors="replace")

    def _trace(self, file: int) -> Any:
        """Lets eSpeak write down the phonemes that it speaks; gives what flushes them."""
        libc = ctypes.CDLL(None)
        libc.fdopen.restype = ctypes.c_void_p
        stream = ctypes.c_void_p(libc.fdopen(file, b"w"))
        self._espeak.dll.espeak_SetPhonemeTrace.argtypes = [ctypes.c_int, ctypes.c_void_p]
        self._espeak.dll.espeak_SetPhonemeTrace(TRACE_PHONEMES, stream)
        return lambda: libc.fflush(stream)


def _content(file: int) -> bytes:
    return os.pread(file, os.fstat(file).st_size, 0)


def main() -> None:
    """Speaks until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes the input
    out = _private_output()
    try:
        engine = Engine()
        engine.say(**WARM_UP)
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        _answer(out, {"error": str(error)})
        return
    _answer(out, {"engine": engine.version})
    for line in sys.stdin.buffer:
        order = json.loads(line)
        signal.alarm(order.pop("seconds"))  # one that hangs ends, even when nobody is left to kill it
        try:
            sound, phonemes = engine.say(**order)
        except ValueError as error:
            _answer(out, {"error": str(error)})
        else:
            _answer(out, {"bytes": len(sound), "phonemes": phonemes}, sound)
        signal.alarm(0)
    os._exit(0)  # eSpeak's own ending crashes at times


def _private_output() -> BinaryIO:
    """The output for answers; whatever else is printed goes nowhere."""
    out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    return out


def _answer(out: BinaryIO, header: dict[str, Any], sound: bytes = b"") -> None:
    out.write(json.dumps(header).encode() + b"\n" + sound)
    out.flush()


if __name__ == "__main__":
    main()
