"""A text is said sentence by sentence, one made ahead, by another voice when the first fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voice.mouths import GREETING, LONG, Hoarse, Recorded, read, with_voice
from voice.audio import Audio, silence
from voice.mouth import NotSpoken, Pace, Reading, Tone, TooMuchToSay
from voice.mouth.cache import Sounds
from voice.mouth.choosing import choose_speaker
from voice.mouth.edges import KEPT, PAUSES, trimmed
from voice.mouth.saying import Mouth, Spoken
from voice.mouth.silent import SilentSpeaker

THREE = "您好。请问您要办什么事？我听着呢。"


def scene[T](doing: Callable[[], Awaitable[T]]) -> T:
    async def within_a_minute() -> T:
        return await asyncio.wait_for(doing(), 60)

    return asyncio.run(within_a_minute())


async def all_of(saying: AsyncIterator[Spoken]) -> list[Spoken]:
    return [spoken async for spoken in saying]


async def everything_stands_still(voice: Recorded, so_many: int) -> None:
    """Until so many sentences were begun, and long enough after that for what can go on to go on."""
    while len(voice.said) < so_many:  # noqa: ASYNC110  # a minute at most
        await asyncio.sleep(0.01)
    for _ in range(20):
        await asyncio.sleep(0)
    await asyncio.sleep(0.05)


def test_a_text_is_said_sentence_by_sentence() -> None:
    async def doing() -> list[str]:
        voice = Recorded()
        return [spoken.text for spoken in await all_of(Mouth(voice, None, Sounds(), read).say(THREE))]

    assert scene(doing) == ["您好。", "请问您要办什么事？", "我听着呢。"]


def test_what_was_said_already_is_left_out_and_not_made() -> None:
    async def doing() -> tuple[list[str], int]:
        voice = Recorded()
        return [spoken.text for spoken in await all_of(Mouth(voice, None, Sounds(), read).say(THREE, skip=2))], len(voice.said)

    assert scene(doing) == (["我听着呢。"], 1)


def test_while_one_sentence_is_heard_the_next_is_made_and_no_further() -> None:
    async def doing() -> list[list[str]]:
        voice, made = Recorded(), []
        async with aclosing(Mouth(voice, None, Sounds(), read).say(THREE)) as saying:
            async for _ in saying:
                await everything_stands_still(voice, min(len(made) + 2, 3))
                made.append([text for text, _ in voice.said])
        return made

    assert [len(made) for made in scene(doing)] == [2, 3, 3]


def test_whoever_stops_listening_ends_what_is_being_made() -> None:
    async def doing() -> tuple[list[str], list[str]]:
        voice = Recorded()
        async with aclosing(Mouth(voice, None, Sounds(), read).say(THREE)) as saying:
            async for _ in saying:
                voice.go.clear()
                await everything_stands_still(voice, 2)
                break
        return [text for text, _ in voice.said], voice.cancelled

    assert scene(doing) == (["您好。", "请问您要办什么事？"], ["请问您要办什么事？"])


def test_a_listener_that_is_cancelled_ends_the_sentence_being_made() -> None:
    async def doing() -> list[str]:
        voice = Recorded()
        voice.go.clear()
        listening = asyncio.create_task(all_of(Mouth(voice, None, Sounds(), read).say(THREE)))
        await everything_stands_still(voice, 1)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        return voice.cancelled

    assert scene(doing) == ["您好。"]


def test_what_the_first_voice_cannot_say_the_second_says() -> None:
    async def doing() -> tuple[list[str], list[str]]:
        second = Recorded()
        spoken = await all_of(Mouth(Hoarse("请问"), second, Sounds(), read).say(THREE))
        return [one.text for one in spoken], [text for text, _ in second.said]

    assert scene(doing) == (["您好。", "请问您要办什么事？", "我听着呢。"], ["请问您要办什么事？"])


def test_a_sentence_too_many_is_refused_and_is_no_work_for_the_second_voice() -> None:
    class Full(Recorded):
        async def say(self, reading: Reading, tone: Tone) -> Audio:
            raise TooMuchToSay("200 sentences are waiting already")

    async def doing() -> list[tuple[str, Tone]]:
        second = Recorded()
        with pytest.raises(TooMuchToSay):
            await all_of(Mouth(Full(), second, Sounds(), read).say(THREE))
        return second.said

    assert scene(doing) == []


def test_what_no_voice_can_say_is_a_named_fault_after_what_could_be_said() -> None:
    async def doing() -> list[str]:
        saying = Mouth(Hoarse("请问"), Hoarse("请问"), Sounds(), read).say(THREE)
        first = await anext(saying)
        with pytest.raises(NotSpoken, match="hoarse: hoarse; hoarse: hoarse"):
            await anext(saying)
        return [first.text]

    assert scene(doing) == ["您好。"]


@pytest.mark.parametrize("pace", ["slow", "normal", "fast"])
def test_every_sentence_ends_with_the_rest_of_its_pace(pace: Pace) -> None:
    async def doing() -> list[Spoken]:
        return await all_of(Mouth(Recorded(), None, Sounds(), read).say(THREE, Tone(pace)))

    assert [spoken.audio.seconds for spoken in scene(doing)] == [1 + PAUSES[pace]] * 3
    assert PAUSES["slow"] > PAUSES["normal"] > PAUSES["fast"] > 0.2


def test_a_text_without_a_sentence_is_nothing_said() -> None:
    async def doing() -> list[Spoken]:
        return await all_of(Mouth(Recorded(), None, Sounds(), read).say(""))

    assert scene(doing) == []


def test_what_was_just_said_is_said_again_without_being_made() -> None:
    async def doing() -> tuple[bool, int]:
        voice = Recorded()
        mouth = Mouth(voice, None, Sounds(), read)
        first, again = await all_of(mouth.say(THREE)), await all_of(mouth.say(THREE))
        await all_of(mouth.say(THREE, Tone("slow")))
        return first == again, len(voice.said)

    assert scene(doing) == (True, 6)


def test_fixed_sentences_are_made_once_and_then_lie_ready_for_the_next_start(tmp_path: Path) -> None:
    async def doing() -> tuple[int, int, list[str]]:
        first, second = Recorded(), Recorded()
        ready = await Mouth(first, None, Sounds(tmp_path / "voice"), read).prepare([GREETING, THREE])
        mouth = Mouth(second, None, Sounds(tmp_path / "voice"), read)
        assert await mouth.prepare([GREETING, THREE]) == ready
        await all_of(mouth.say(THREE + "我姓陈。"))
        return ready, len(first.said), [text for text, _ in second.said]

    assert scene(doing) == (4, 4, ["我姓陈。"])


def test_a_fixed_sentence_that_cannot_be_made_now_does_not_stop_the_others(tmp_path: Path) -> None:
    async def doing() -> int:
        return await Mouth(Hoarse("请问"), None, Sounds(tmp_path), read).prepare([THREE])

    assert scene(doing) == 2


def test_a_sentence_with_a_place_for_a_value_is_not_fixed(tmp_path: Path) -> None:
    async def doing() -> None:
        await Mouth(Recorded(), None, Sounds(tmp_path), read).prepare([GREETING, "您的电话是{phone}。"])

    with pytest.raises(ValueError, match="您的电话是"):
        scene(doing)
    assert list(tmp_path.iterdir()) == []


def test_closing_closes_every_voice() -> None:
    async def doing() -> tuple[int, int]:
        first, second = Recorded(), Recorded()
        mouth = Mouth(first, second, Sounds(), read)
        await mouth.close()
        return first.closed, second.closed

    assert scene(doing) == (1, 1)


def test_a_machine_without_a_voice_is_silent_for_as_long_as_it_would_speak() -> None:
    async def doing() -> list[Spoken]:
        return await all_of(Mouth(SilentSpeaker(), None, Sounds(), read).say(LONG))

    (spoken,) = scene(doing)
    assert set(spoken.audio.pcm) == {0}
    assert spoken.audio.seconds > 10


@with_voice
def test_a_real_voice_speaks_with_short_edges() -> None:
    async def doing() -> list[Spoken]:
        mouth = Mouth(choose_speaker("auto"), None, Sounds(), read)
        try:
            return await all_of(mouth.say(THREE))
        finally:
            await mouth.close()

    spoken = scene(doing)
    assert len(spoken) == 3
    for one in spoken:
        samples = np.frombuffer(one.audio.pcm, dtype="<i2")
        loud = np.flatnonzero(np.abs(samples.astype(int)) >= 100)
        assert loud[0] / one.audio.rate <= KEPT + 0.001
        assert (len(samples) - loud[-1]) / one.audio.rate == pytest.approx(KEPT + PAUSES["normal"], abs=0.001)


@settings(deadline=None)
@given(st.integers(0, 5_000), st.integers(1, 300), st.integers(0, 5_000))
def test_trimming_takes_only_silence_and_never_all(before: int, sounding: int, after: int) -> None:
    audio = Audio(silence(before / 16_000).pcm + b"\0\x20" * sounding + silence(after / 16_000).pcm, 16_000)
    kept = trimmed(audio)
    assert kept.pcm.count(b"\0\x20") == sounding
    edge = int(KEPT * 16_000)
    assert len(kept.pcm) // 2 == min(before, edge) + sounding + min(after, edge)


@settings(deadline=None)
@given(st.integers(0, 5_000))
def test_silence_stays_as_it_is(samples: int) -> None:
    audio = Audio(b"\0\0" * samples, 16_000)
    assert trimmed(audio) == audio
