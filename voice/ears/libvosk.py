"""The Vosk library (0.3.45) as it is: a model, and decoders that are fed with sound.

What the library does and its manual does not say (all tried with 0.3.45):

* It raises nothing narrower than Exception; some broken folders make it end the
  process (an empty conf/model.conf: SIGABRT at the first sound), which is why
  `trial` opens every new model in a process of its own first.
* SetWords gives words with times and confidences; SetMaxAlternatives(n) takes
  the confidences away and gives n readings with word times and a logarithmic
  likelihood each. A result can be asked for once only, so it is one or the
  other. Alternatives are taken, and confidences are computed from their
  likelihoods (`hypotheses`): that is what the library does itself with the
  whole lattice.
* The end of speech cannot be set at run time; its rules stand in conf/model.conf
  and are read with the model. So the model is opened through a folder of links
  with a model.conf whose rules never end anything: `activity` decides that.
* A phrase list needs graph/HCLr.fst and graph/Gr.fst; with graph/HCLG.fst it is
  ignored with nothing but a line in the log.
* Log level −1 leaves warnings and errors, on standard error.
"""

from __future__ import annotations

import json
import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from voice.ears import EarsMissing
from voice.ears.hypotheses import Hypotheses, Hypothesis, Spelled
from voice.ears.pooled import EngineFailed

SLOWEST, FASTEST = 8_000, 48_000
"""Samples a second; at 100 the library does not come back from the first second of sound."""
READINGS = 16
"""Readings of one sound that are asked for. Confidences from 16 of them lie 0.08 above those from the whole lattice (8: 0.11, 64: 0.04)."""
REMEMBERED = 20_000
"""Words of which it is remembered whether a model has them: every part of the phrases of a few hundred questions."""
NEVER = 100_000
"""Seconds that no listening lasts."""
OVERLAY = "nuanban-vosk-"
"""How our folders of links begin."""
ENDPOINTS = "--endpoint.rule"
_ENDLESS = [
    *(f"{ENDPOINTS}{rule}.min-trailing-silence={NEVER}" for rule in (1, 2, 3, 4)),
    f"{ENDPOINTS}5.min-utterance-length={NEVER}",
]

NEEDED = ("am/final.mdl", "conf/model.conf", "conf/mfcc.conf")
"""Not graph/words.txt: some official models, the default one among them, carry their words inside graph/Gr.fst."""
STATIC = ("graph/HCLG.fst",)
DYNAMIC = ("graph/HCLr.fst", "graph/Gr.fst", "graph/disambig_tid.int")
IVECTOR = ("ivector/final.ie", "ivector/final.dubm", "ivector/final.mat", "ivector/global_cmvn.stats", "ivector/splice.conf")


def missing(folder: Path) -> tuple[str, ...]:
    """Files without which a model cannot hear: those that are not there, or empty."""
    graph = STATIC if (folder / STATIC[0]).exists() else DYNAMIC
    wanted = (*NEEDED, *graph, *(IVECTOR if (folder / "ivector").is_dir() else ()))
    return tuple(name for name in wanted if not (folder / name).is_file() or (folder / name).stat().st_size == 0)


def takes_lists(folder: Path) -> bool:
    """Whether the model can be given phrases at run time."""
    return not (folder / STATIC[0]).exists()


class VoskModel:
    """A model in memory. Raises EarsMissing when the library cannot use the folder."""

    def __init__(self, folder: Path) -> None:
        try:
            import vosk  # type: ignore[import-untyped]
        except (ImportError, OSError) as error:
            raise EarsMissing(f"the Vosk library cannot be loaded ({error}): run `make setup`") from error
        vosk.SetLogLevel(-1)
        self.vosk = vosk
        self.lists = takes_lists(folder)
        with tempfile.TemporaryDirectory(prefix=OVERLAY) as overlay:
            lay_over(folder.resolve(), Path(overlay))
            try:
                self.model = vosk.Model(overlay)
            except Exception as error:
                raise EarsMissing(f"the model in {folder} cannot be loaded: it is damaged, or not made for Vosk") from error
        self._known = lru_cache(maxsize=REMEMBERED)(self._finds)

    def knows(self, word: str) -> bool:
        """Whether the model has this word."""
        return self._known(word)

    @property
    def remembered(self) -> int:
        """Of how many words it is remembered; never more than `REMEMBERED`, for they may be words that somebody said."""
        return self._known.cache_info().currsize

    def _finds(self, word: str) -> bool:
        return bool(self.model.vosk_model_find_word(word) >= 0)


class Decoder:
    """Hears one sound of one caller. Not for two threads at once. Raises EngineFailed, in every method."""

    def __init__(self, model: VoskModel, rate: int, lines: tuple[str, ...] = ()) -> None:
        if not SLOWEST <= rate <= FASTEST:
            raise EngineFailed(f"{rate} samples a second are not between {SLOWEST} and {FASTEST}")
        arguments = [json.dumps(lines, ensure_ascii=False)] if lines else []
        try:
            self._recognizer = model.vosk.KaldiRecognizer(model.model, rate, *arguments)
        except Exception as error:
            raise EngineFailed(f"no recogniser for {rate} samples a second") from error
        self._recognizer.SetWords(True)
        self._recognizer.SetMaxAlternatives(READINGS)

    def take(self, pcm: bytes) -> None:
        """Hears a piece of sound."""
        try:
            ended = self._recognizer.AcceptWaveform(pcm)
        except Exception as error:
            raise EngineFailed("the sound could not be taken") from error
        if ended:
            raise EngineFailed("the model ended the sound by a rule of its own")

    def partial(self) -> list[str]:
        """The words so far."""
        return str(json.loads(self._recognizer.PartialResult())["partial"]).split()

    def end(self) -> Hypotheses:
        """All readings; nothing may be taken after it."""
        result = json.loads(self._recognizer.FinalResult())
        return tuple(_hypothesis(reading) for reading in result.get("alternatives", ()))


def _hypothesis(reading: dict[str, Any]) -> Hypothesis:
    words = tuple(Spelled(word["word"], word["start"], word["end"]) for word in reading.get("result", ()))
    return Hypothesis(words, reading["confidence"])


def lay_over(folder: Path, overlay: Path) -> None:
    """Makes `overlay` a folder of links to the model in `folder`, with rules for the end of speech that never apply."""
    for entry in folder.iterdir():
        if entry.name != "conf":
            (overlay / entry.name).symlink_to(entry)
    (overlay / "conf").mkdir()
    for entry in (folder / "conf").iterdir():
        if entry.name != "model.conf":
            (overlay / "conf" / entry.name).symlink_to(entry)
    lines = (folder / "conf" / "model.conf").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.strip().startswith(ENDPOINTS)]
    (overlay / "conf" / "model.conf").write_text(os.linesep.join([*kept, *_ENDLESS, ""]), encoding="utf-8")
