"""Which ears there are: chosen by one word, refused in one sentence."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from voice.ears import EarsMissing, Recognizer
from voice.ears.models import TRIED, find, is_model, is_vosk

Engine = Literal["auto", "vosk", "sherpa", "none"]


def open_ears(engine: Engine, model: str | None, folder: Path, always: Iterable[str] = ()) -> Recognizer:
    """The recogniser of this name with its model in memory; takes 0.1 s with a small model and up to a minute with the largest.

    `model` is a name among the models in `folder`, a path, or None for the default. `auto` takes the engine that the
    model is made for. `always` are phrases to be listened for at any time. Raises EarsMissing: the sentence says what to do.
    """
    if engine == "none":
        raise EarsMissing("hearing is switched off: NUANBAN_RECOGNIZER is none")
    if engine == "sherpa" and model is None:
        raise EarsMissing("sherpa-onnx needs a model: name its folder in NUANBAN_SHERPA_MODEL")
    path = find(model, folder)
    if not is_vosk(path) and not is_model(path):
        raise EarsMissing(f"{path} holds no model: am/final.mdl (Vosk) or tokens.txt (sherpa-onnx) is missing")
    if engine == "sherpa" or (engine == "auto" and not is_vosk(path)):
        from voice.ears.sherpa import SherpaEars

        return SherpaEars(path, always)
    from voice.ears.vosk import VoskEars

    return VoskEars(path, folder / TRIED, always)
