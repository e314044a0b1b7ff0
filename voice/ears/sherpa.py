"""Ears by sherpa-onnx, an optional extra: streaming and non-streaming models as its authors publish them.

The published folders differ by what lies in them (tried against sherpa-onnx
2.0.1's Python interface; its weights could not be tried here):

| files beside tokens.txt | kind | engine |
| --- | --- | --- |
| encoder*, decoder*, joiner* .onnx | `transducer` | streaming; lists as hotwords |
| encoder*, decoder* .onnx, and `streaming` or `online` in the folder's name | `paraformer` | streaming |
| model*.onnx, `sense-voice` in the folder's name | `sense_voice` | whole sounds |
| model*.onnx, `paraformer` in the folder's name | `offline_paraformer` | whole sounds |

Where a file is there both as float and as int8, int8 is taken: on a processor
it is the faster one. What hears whole sounds only has no partial texts.
Confidences are the means of the token probabilities where the engine gives
them, else 1.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from bot.expecting import Expecting
from voice.ears import EarsMissing, Heard, Word
from voice.ears.hypotheses import joined
from voice.ears.phrases import MOST
from voice.ears.pooled import EngineFailed, PooledListening

Kind = Literal["transducer", "paraformer", "sense_voice", "offline_paraformer"]
MODEL_RATE = 16_000
"""Samples a second that the models were made for; the engine resamples what has another rate."""
TAIL = 0.5
"""Seconds of silence added at the end, so that the last word leaves a streaming model's buffer."""
REMEDY = "sherpa-onnx is not installed: `uv sync --extra sherpa`"


@dataclass(frozen=True)
class SherpaFolder:
    """What lies in a model's folder."""

    kind: Kind
    tokens: Path
    parts: tuple[Path, ...]
    """encoder, decoder and joiner, or the one model."""

    @property
    def streaming(self) -> bool:
        """Whether it hears while somebody speaks."""
        return self.kind in ("transducer", "paraformer")


def recognise(folder: Path) -> SherpaFolder:
    """Which kind of model the folder holds. Raises EarsMissing with what is missing."""
    tokens = folder / "tokens.txt"
    if not tokens.is_file():
        raise EarsMissing(f"{tokens} is missing: the folder is no model of sherpa-onnx, or was not unpacked whole")
    encoder, decoder, joiner = (_onnx(folder, name) for name in ("encoder", "decoder", "joiner"))
    if encoder and decoder and joiner:
        return SherpaFolder("transducer", tokens, (encoder, decoder, joiner))
    if encoder and decoder and any(word in folder.name for word in ("streaming", "online")):
        return SherpaFolder("paraformer", tokens, (encoder, decoder))
    model = _onnx(folder, "model")
    if model and "sense-voice" in folder.name:
        return SherpaFolder("sense_voice", tokens, (model,))
    if model and "paraformer" in folder.name:
        return SherpaFolder("offline_paraformer", tokens, (model,))
    raise EarsMissing(
        f"{folder} holds none of the models known here (streaming transducer or paraformer, SenseVoice, paraformer); "
        "the folder must keep the name under which it was published"
    )


def _onnx(folder: Path, name: str) -> Path | None:
    """The file of this part: int8 if it is there."""
    found = sorted(folder.glob(f"{name}*.onnx"), key=lambda path: (".int8." not in path.name, path.name))
    return found[0] if found else None


class SherpaEars:
    """A Recognizer. One model for all callers; each listening has a stream of its own."""

    def __init__(self, folder: Path, always: Iterable[str] = ()) -> None:
        """Opens the model. Raises EarsMissing."""
        self._folder = recognise(folder)
        try:
            import sherpa_onnx  # type: ignore[import-not-found, unused-ignore]
        except ImportError as error:
            raise EarsMissing(REMEDY) from error
        try:
            self._engine = _open(sherpa_onnx, self._folder)
        except (RuntimeError, ValueError, AssertionError) as error:
            reason = str(error).strip().partition("\n")[0]
            raise EarsMissing(f"the model in {folder} cannot be loaded ({reason}): unpack it anew") from error
        self.name = f"sherpa-onnx, {folder.name}"
        self._always = tuple(always)
        self._pool = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="ears")

    def listen(self, rate: int, expecting: Expecting) -> PooledListening:
        """Begins to hear sound of `rate` samples a second."""
        hotwords = hotwords_of(expecting, self._always) if self._folder.kind == "transducer" else ""
        kind = _Streaming if self._folder.streaming else _Whole
        return PooledListening(lambda: kind(self._engine, rate, hotwords), self._pool, rate)

    def close(self) -> None:
        """Lets the threads end; nothing can be listened to afterwards."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _open(library: Any, folder: SherpaFolder) -> Any:
    """The engine's own recogniser, one thread a decode: callers are what runs side by side."""
    tokens, parts = str(folder.tokens), [str(path) for path in folder.parts]
    common = {"tokens": tokens, "num_threads": 1, "sample_rate": MODEL_RATE}
    match folder.kind:
        case "transducer":
            encoder, decoder, joiner = parts
            return library.OnlineRecognizer.from_transducer(
                encoder=encoder, decoder=decoder, joiner=joiner, decoding_method="modified_beam_search", **_units(folder), **common
            )
        case "paraformer":
            encoder, decoder = parts
            return library.OnlineRecognizer.from_paraformer(encoder=encoder, decoder=decoder, **common)
        case "sense_voice":
            return library.OfflineRecognizer.from_sense_voice(model=parts[0], use_itn=False, **common)
        case "offline_paraformer":
            return library.OfflineRecognizer.from_paraformer(paraformer=parts[0], **common)


def _units(folder: SherpaFolder) -> dict[str, str]:
    """In which units hotwords are written: characters, or characters and pieces of English words where there is a list of these."""
    pieces = folder.tokens.with_name("bpe.vocab")
    return {"modeling_unit": "cjkchar+bpe", "bpe_vocab": str(pieces)} if pieces.is_file() else {"modeling_unit": "cjkchar"}


def hotwords_of(expecting: Expecting, always: Iterable[str]) -> str:
    """What is expected as the engine takes it with a stream: phrases with `/` between them. Nothing for what may be said in any words."""
    if expecting.manner != "closed":
        return ""
    phrases = dict.fromkeys([*expecting.answers, *always, *expecting.names])
    plain = ["".join(character for character in phrase if character.isalnum() or character == " ") for phrase in phrases]
    return "/".join([phrase for phrase in plain if phrase.strip()][:MOST])


def samples(pcm: bytes) -> np.ndarray[Any, np.dtype[np.float32]]:
    """16-bit sound as the engine takes it: −1 to 1."""
    return np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)


class _Streaming:
    """One sound, heard while it comes."""

    def __init__(self, engine: Any, rate: int, hotwords: str) -> None:
        self._engine, self._rate = engine, rate
        self._stream = engine.create_stream(hotwords=hotwords) if hotwords else engine.create_stream()

    def take(self, pcm: bytes) -> str:
        try:
            self._stream.accept_waveform(self._rate, samples(pcm))
            while self._engine.is_ready(self._stream):
                self._engine.decode_stream(self._stream)
            return joined(str(self._engine.get_result(self._stream)).split())
        except RuntimeError as error:
            raise EngineFailed("sherpa-onnx could not take the sound") from error

    def end(self) -> Heard | None:
        self.take(b"\0" * (int(TAIL * self._rate) * 2))
        try:
            self._stream.input_finished()
            while self._engine.is_ready(self._stream):
                self._engine.decode_stream(self._stream)
            result = self._engine.get_result_all(self._stream)
        except RuntimeError as error:
            raise EngineFailed("sherpa-onnx could not end the sound") from error
        return heard_of(result.text, result.tokens, result.timestamps, result.ys_probs)


class _Whole:
    """One sound, heard when it is over."""

    def __init__(self, engine: Any, rate: int, hotwords: str) -> None:
        self._engine, self._rate = engine, rate
        self._stream = engine.create_stream()
        self._pcm = bytearray()

    def take(self, pcm: bytes) -> str:
        self._pcm += pcm
        return ""

    def end(self) -> Heard | None:
        try:
            self._stream.accept_waveform(self._rate, samples(bytes(self._pcm)))
            self._engine.decode_stream(self._stream)
        except RuntimeError as error:
            raise EngineFailed("sherpa-onnx could not decode the sound") from error
        result = self._stream.result
        return heard_of(result.text, result.tokens, result.timestamps, getattr(result, "ys_log_probs", ()))


def heard_of(text: str, tokens: Sequence[str], times: Sequence[float], log_probabilities: Sequence[float]) -> Heard | None:
    """A result of the engine in our words: its tokens (characters, or pieces of words with ▁ or @@) with times; None without any text."""
    said = joined(text.split())
    if not said:
        return None
    shown = [token.replace("▁", "").replace("@@", "").strip() for token in tokens]
    sure = [math.exp(min(p, 0.0)) for p in log_probabilities] if len(log_probabilities) == len(tokens) else [1.0] * len(tokens)
    ends = [*times[1:], times[-1] + 0.2] if times else []
    words = tuple(
        Word(token, start, end, confidence) for token, start, end, confidence in zip(shown, times, ends, sure, strict=False) if token
    )
    return Heard(said, sum(sure) / len(sure) if sure else 1.0, words)
