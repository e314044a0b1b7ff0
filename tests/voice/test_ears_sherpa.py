"""The seam for sherpa-onnx: what can be tested without its weights."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.expecting import ANYTHING, Expecting
from voice.ears import EarsMissing, Heard, Word
from voice.ears.sherpa import REMEDY, SherpaEars, _open, _Streaming, _Whole, heard_of, hotwords_of, recognise, samples

FOLDERS = {
    "sherpa-onnx-streaming-zipformer-bilingual-zh-en-2023-02-20": (
        "transducer",
        ["encoder-epoch-99-avg-1", "decoder-epoch-99-avg-1", "joiner-epoch-99-avg-1"],
    ),
    "sherpa-onnx-streaming-paraformer-bilingual-zh-en": ("paraformer", ["encoder", "decoder"]),
    "sherpa-onnx-sense-voice-zh-en-ja-ko-yue-2024-07-17": ("sense_voice", ["model"]),
    "sherpa-onnx-paraformer-zh-2023-09-14": ("offline_paraformer", ["model"]),
}
"""As published: name → kind, parts."""


def published(tmp_path: Path, name: str, ends: tuple[str, ...] = (".onnx", ".int8.onnx")) -> Path:
    folder = tmp_path / name
    folder.mkdir()
    for file in ["tokens.txt", *(f"{part}{end}" for part in FOLDERS[name][1] for end in ends)]:
        (folder / file).touch()
    return folder


@pytest.mark.parametrize("name", FOLDERS)
def test_a_published_folder_is_recognised_and_its_int8_files_taken(tmp_path: Path, name: str) -> None:
    kind, parts = FOLDERS[name]
    folder = published(tmp_path, name)
    found = recognise(folder)
    assert (found.kind, [path.name for path in found.parts]) == (kind, [f"{part}.int8.onnx" for part in parts])


def test_float_files_are_taken_where_there_is_no_int8(tmp_path: Path) -> None:
    found = recognise(published(tmp_path, "sherpa-onnx-paraformer-zh-2023-09-14", (".onnx",)))
    assert [path.name for path in found.parts] == ["model.onnx"]


def test_half_a_folder_and_a_strange_one_are_refused(tmp_path: Path) -> None:
    name = "sherpa-onnx-streaming-zipformer-bilingual-zh-en-2023-02-20"
    folder = published(tmp_path, name, (".onnx",))
    (folder / "joiner-epoch-99-avg-1.onnx").unlink()
    (folder / "encoder-epoch-99-avg-1.onnx").unlink()
    with pytest.raises(EarsMissing, match="holds none of the models known here"):
        recognise(folder)
    (folder / "tokens.txt").unlink()
    with pytest.raises(EarsMissing, match=r"tokens\.txt is missing"):
        recognise(folder)


@pytest.mark.skipif(importlib.util.find_spec("sherpa_onnx") is not None, reason="sherpa-onnx is installed here")
def test_without_the_library_it_is_told_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(EarsMissing) as refused:
        SherpaEars(published(tmp_path, "sherpa-onnx-paraformer-zh-2023-09-14"))
    assert str(refused.value) == REMEDY


@pytest.mark.skipif(importlib.util.find_spec("sherpa_onnx") is None, reason="sherpa-onnx is not installed (uv sync --extra sherpa)")
@pytest.mark.parametrize("name", FOLDERS)
def test_files_that_are_no_models_are_refused_by_the_library_and_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(EarsMissing, match="cannot be loaded"):
        SherpaEars(published(tmp_path, name))


def test_expected_phrases_become_hotwords_where_one_of_them_is_awaited() -> None:
    closed = Expecting("closed", ("是的", "不是"), ("社保卡（补办）",))
    assert hotwords_of(closed, ("转人工",)) == "是的/不是/转人工/社保卡补办"
    assert hotwords_of(ANYTHING, ("转人工",)) == ""


def test_a_result_becomes_words_with_times_and_confidences() -> None:
    heard = heard_of(" 我想 ok ", ["我", "想", "▁ok"], [0.1, 0.3, 0.6], [0.0, math.log(0.5), math.log(0.75)])
    assert heard == Heard(
        "我想ok", 0.75, (Word("我", 0.1, 0.3, 1.0), Word("想", 0.3, 0.6, pytest.approx(0.5)), Word("ok", 0.6, 0.8, pytest.approx(0.75)))
    )
    assert heard_of("", [], [], []) is None
    assert heard_of("是", ["是"], [], []) == Heard("是", 1.0)


def test_samples_are_between_minus_one_and_one() -> None:
    assert samples(np.array([-32768, 0, 16384], "<i2").tobytes()).tolist() == [-1.0, 0.0, 0.5]


# --- how the library is used: a stand-in with the interface of sherpa-onnx 2.0.1 --------------------


class Result:
    def __init__(self, seconds: float) -> None:
        self.text = "好" * int(seconds)
        self.tokens = list(self.text)
        self.timestamps = [float(at) for at in range(len(self.tokens))]
        self.ys_probs = self.ys_log_probs = [0.0] * len(self.tokens)


class Stream:
    def __init__(self) -> None:
        self.seconds, self.decoded, self.over = 0.0, 0.0, False

    def accept_waveform(self, rate: int, waveform: Any) -> None:
        self.seconds += len(waveform) / rate

    def input_finished(self) -> None:
        self.over = True

    @property
    def result(self) -> Result:
        return Result(self.decoded)


class Library:
    """Hears 好 in each second; refuses arguments that the true one does not have."""

    def __init__(self) -> None:
        self.made: dict[str, Any] = {}
        self.OnlineRecognizer = self.OfflineRecognizer = self
        self.hotwords = ""

    def from_transducer(self, **arguments: Any) -> Library:
        self.made = arguments
        return self

    from_paraformer = from_sense_voice = from_transducer

    def create_stream(self, hotwords: str | None = None) -> Stream:
        self.hotwords = hotwords or ""
        return Stream()

    def is_ready(self, stream: Stream) -> bool:
        return stream.seconds - stream.decoded >= (0.3 if not stream.over else 0.001)

    def decode_stream(self, stream: Stream) -> None:
        stream.decoded = stream.seconds

    def get_result(self, stream: Stream) -> str:
        return Result(stream.decoded).text

    def get_result_all(self, stream: Stream) -> Result:
        return Result(stream.decoded)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        (
            "sherpa-onnx-streaming-zipformer-bilingual-zh-en-2023-02-20",
            {"encoder", "decoder", "joiner", "decoding_method", "modeling_unit"},
        ),
        ("sherpa-onnx-streaming-paraformer-bilingual-zh-en", {"encoder", "decoder"}),
        ("sherpa-onnx-sense-voice-zh-en-ja-ko-yue-2024-07-17", {"model", "use_itn"}),
        ("sherpa-onnx-paraformer-zh-2023-09-14", {"paraformer"}),
    ],
)
def test_each_kind_is_opened_with_its_own_arguments(tmp_path: Path, name: str, arguments: set[str]) -> None:
    library = Library()
    _open(library, recognise(published(tmp_path, name)))
    assert set(library.made) == arguments | {"tokens", "num_threads", "sample_rate"}


def test_a_streaming_engine_hears_while_it_is_said_and_a_whole_one_at_the_end() -> None:
    second = b"\1\0" * 16_000
    library = Library()
    streaming = _Streaming(library, 16_000, "是的/不是")
    assert [streaming.take(second), streaming.take(second)] == ["好", "好好"]
    assert library.hotwords == "是的/不是"
    whole = _Whole(library, 8_000, "")
    assert [whole.take(second), whole.take(second)] == ["", ""]
    ended = [hearing.end() for hearing in (streaming, whole)]
    assert [heard.text if heard else None for heard in ended] == ["好好", "好好好好"]
