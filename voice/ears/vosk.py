"""Ears by Vosk: offline, on the processor, one model for all callers."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import structlog

from bot.expecting import Expecting
from voice.ears import EarsMissing, Heard
from voice.ears.hypotheses import joined, pick
from voice.ears.libvosk import Decoder, VoskModel
from voice.ears.phrases import PhraseList, phrase_list
from voice.ears.pooled import PooledListening
from voice.ears.trial import fault_of

log = structlog.get_logger()


class VoskEars:
    """A Recognizer. The model is opened once; each listening has recognisers of its own.

    How what is expected is used: with manner `closed` a second recogniser, with
    a phrase list of the answers, the names and what is said at any time, hears
    the same sound; with `digits` its list is all strings of digits. Its reading
    is taken where it fits the sound as well as the free one does
    (`hypotheses.SLACK`), else it stands among the alternatives. With `free` and
    `long`, and with models that take no lists, there is free hearing alone:
    what was heard is matched to what is expected afterwards (`matching`).

    What the list brings (tests' model, three voices that it was not trained on,
    eleven answers, white noise at 0.5, 0.7 and 1.0 of the voice's level): 28,
    26 and 20 of 33 answers right, against 20, 14 and 12 of free hearing.
    """

    def __init__(self, folder: Path, remembered: Path, always: Iterable[str] = (), threads: int | None = None) -> None:
        """Tries and opens the model in `folder` (this takes seconds for a large one). Raises EarsMissing.

        `remembered` is a folder of our own for what trying a model has shown; `always` is what is listened for at any time;
        `threads` are those that decode, one a core when not said: more make all slower (measured: 8 on two cores decode
        1.1 times as fast as one, 2 decode 1.7 times).
        """
        fault = fault_of(folder, remembered)
        if fault:
            raise EarsMissing(f"{fault}: get it anew with `nuanban models get {folder.name} --again`")
        self.name = f"vosk, {folder.name}"
        self._model = VoskModel(folder)
        self._always = tuple(always)
        self._most_left_out = 0
        self._pool = ThreadPoolExecutor(threads or os.cpu_count() or 1, thread_name_prefix="ears")

    @property
    def takes_lists(self) -> bool:
        """Whether the model can be told what is expected."""
        return self._model.lists

    def listen(self, rate: int, expecting: Expecting) -> PooledListening:
        """Begins to hear sound of `rate` samples a second."""
        return PooledListening(lambda: _Hearing(self._model, rate, self._list(expecting)), self._pool, rate)

    def phrases(self, expecting: Expecting) -> PhraseList:
        """What the model is told to listen for, and what it has no words for."""
        return phrase_list(expecting, self._always, self._model.knows) if self._model.lists else PhraseList(())

    def close(self) -> None:
        """Lets the threads end. What is being decoded is decoded to its end; nothing can be listened to afterwards."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _list(self, expecting: Expecting) -> tuple[str, ...]:
        listed = self.phrases(expecting)
        if len(listed.left_out) > self._most_left_out:  # how many, not which: what somebody said may be among them
            self._most_left_out = len(listed.left_out)
            log.info("the model has no words for some phrases, they are heard freely", phrases=self._most_left_out, model=self.name)
        return listed.lines


class _Hearing:
    """One sound, heard freely and by a phrase list at once."""

    def __init__(self, model: VoskModel, rate: int, lines: tuple[str, ...]) -> None:
        self._free = Decoder(model, rate)
        self._listed = Decoder(model, rate, lines) if lines else None

    def take(self, pcm: bytes) -> str:
        """Hears a piece; the text so far is that of free hearing: a list presses even a cough into its words."""
        self._free.take(pcm)
        if self._listed:
            self._listed.take(pcm)
        return joined(self._free.partial())

    def end(self) -> Heard | None:
        """What it was."""
        return pick(self._free.end(), self._listed.end() if self._listed else ())
