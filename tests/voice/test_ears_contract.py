"""What every recogniser promises, run on each of them."""

from __future__ import annotations

import asyncio
import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.expecting import ANYTHING, Expecting
from tests.voice.spoken import MODEL, frames, hear, noise, spoken, text_of, with_voice
from voice.audio import RATE, silence
from voice.ears import Heard, NotHeard, Recognizer
from voice.ears.choosing import open_ears
from voice.ears.scripted import Scripted, ScriptedEars

QUESTION = "我想办理社保卡"
Opens = Callable[[], Recognizer]


@pytest.fixture(scope="module", params=[pytest.param("vosk", marks=with_voice), "scripted"])
def opens(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opens]:
    """Ears that hear QUESTION, or its lack."""
    if request.param == "scripted":
        yield lambda: ScriptedEars(*[QUESTION] * 4)
        return
    ears = open_ears("vosk", str(MODEL), tmp_path_factory.mktemp("models"))
    yield lambda: ears
    ears.close()  # type: ignore[attr-defined]


def test_what_is_said_grows_and_is_heard(opens: Opens) -> None:
    partials, heard = hear(opens(), spoken(QUESTION))
    assert text_of(heard) == QUESTION
    assert partials == list(dict.fromkeys(partials))
    assert len(partials) >= 2
    assert [len(text) for text in partials] == sorted(len(text) for text in partials)
    assert isinstance(heard, Heard)
    assert 0 < heard.confidence <= 1
    assert heard.text not in heard.alternatives


def test_without_sound_there_was_silence(opens: Opens) -> None:
    assert hear(opens(), b"") == ([], NotHeard("silence"))


def test_finishing_twice_says_the_same(opens: Opens) -> None:
    async def twice() -> list[Heard | NotHeard]:
        listening = opens().listen(RATE, ANYTHING)
        await listening.feed(spoken(QUESTION))
        return [await listening.finish(), await listening.finish()]

    first, second = asyncio.run(twice())
    assert text_of(first) == QUESTION
    assert second == first


def test_closing_twice_and_feeding_what_is_closed_do_no_harm(opens: Opens) -> None:
    async def close() -> tuple[str | None, str | None]:
        listening = opens().listen(RATE, ANYTHING)
        await listening.feed(spoken(QUESTION))
        listening.close()
        listening.close()
        other = opens().listen(RATE, ANYTHING)
        await other.finish()
        return await listening.feed(spoken(QUESTION)), await other.feed(spoken(QUESTION))

    assert asyncio.run(close()) == (None, None)


def test_closing_in_the_middle_of_a_decode_does_no_harm(opens: Opens) -> None:
    async def close() -> None:
        for after in range(12):
            listening = opens().listen(RATE, Expecting("closed", ("是的",)))
            for frame in list(frames(spoken(QUESTION)))[: after * 10]:
                await listening.feed(frame)
            listening.close()

    asyncio.run(asyncio.wait_for(close(), 30))


def test_it_has_a_name_for_people(opens: Opens) -> None:
    assert opens().name in ("vosk, model", "scripted")


# --- sherpa-onnx, where it is installed and a model is at hand -------------------------------------


@pytest.mark.skipif(importlib.util.find_spec("sherpa_onnx") is None, reason="sherpa-onnx is not installed (uv sync --extra sherpa)")
def test_sherpa_hears_silence_as_silence(tmp_path: Path) -> None:
    from api.settings import read_settings

    model = read_settings().sherpa_model
    if model is None:
        pytest.skip("no model for sherpa-onnx: name its folder in NUANBAN_SHERPA_MODEL")
    ears = open_ears("sherpa", model, tmp_path)
    assert hear(ears, silence(1).pcm) == ([], NotHeard("silence"))


# --- the script's own ----------------------------------------------------------------------------


def test_a_script_is_heard_in_its_order_and_keeps_what_it_was_given() -> None:
    sure, unsure = Heard("办退休", 0.9), Heard("办社保", 0.3, alternatives=("办设宝",))
    ears = ScriptedEars(sure, Scripted(NotHeard("broken")), unsure)
    sounds = [noise(0.5, 500), noise(0.3, 500), noise(0.1, 500)]
    heard = [hear(ears, sound, expecting=Expecting("closed", (str(at),)))[1] for at, sound in enumerate(sounds)]
    assert heard == [sure, NotHeard("broken"), unsure]
    assert [bytes(one.pcm) for one in ears.heard] == sounds
    assert [one.expecting.answers for one in ears.heard] == [("0",), ("1",), ("2",)]
    assert [(one.rate, one.finished, one.closed) for one in ears.heard] == [(RATE, True, True)] * 3
    assert hear(ears, sounds[0])[1] == NotHeard("silence")


def test_a_scripted_text_grows_with_the_sound_and_not_with_silence() -> None:
    partials, _ = hear(ScriptedEars("办退休"), noise(0.2, 500) + silence(1).pcm + noise(0.2, 500))
    assert partials == ["办", "办退", "办退休"]
