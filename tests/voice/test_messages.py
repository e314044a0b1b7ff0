"""Voice messages heard whole by the tests' model, and answers that fit into one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing

import pytest

from bot.expecting import ANYTHING, Expecting
from tests.voice.spoken import MODEL, noise, text_of
from tests.wechat.recorded import Recording, recording, recordings
from voice.audio import Audio, BadSound, silence
from voice.ears import Heard, NotHeard
from voice.ears.vosk import VoskEars
from voice.ears.whole import hear
from voice.messages.converting import Converter
from voice.messages.hearing import MessageEars
from voice.messages.speaking import Message, message_of
from voice.mouth.cache import Sounds
from voice.mouth.reading import read
from voice.mouth.saying import Mouth, Spoken
from voice.mouth.silent import SilentSpeaker


@pytest.fixture(scope="module")
def ears(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VoskEars]:
    opened = VoskEars(MODEL, tmp_path_factory.mktemp("tried"), ("再说一遍", "转人工", "大声一点"))
    yield opened
    opened.close()


def heard(ears: VoskEars, *messages: bytes, expecting: Expecting = ANYTHING) -> list[str]:
    """What is said in these, sent at once; within a minute."""

    async def scene() -> list[Heard | NotHeard]:
        message_ears = MessageEars(ears, Converter())
        return await asyncio.wait_for(asyncio.gather(*(message_ears.hear(data, expecting) for data in messages)), 60)

    return [text_of(one) for one in asyncio.run(scene())]


@pytest.mark.parametrize("one", recordings(), ids=lambda one: one.file)
def test_every_recording_is_heard_word_for_word(ears: VoskEars, one: Recording) -> None:
    assert heard(ears, one.data) == [one.said]


def test_all_that_arrive_in_the_same_second_are_heard_and_none_is_another_ones(ears: VoskEars) -> None:
    every = recordings()
    assert len(every) >= 15
    assert heard(ears, *(one.data for one in every)) == [one.said for one in every]


def test_a_pause_of_five_seconds_ends_nothing(ears: VoskEars) -> None:
    one = recording("pausing")
    assert one.pause == 5
    assert heard(ears, one.data) == ["我想办理社保卡"]


def test_an_answer_and_digits_are_heard_as_what_is_expected(ears: VoskEars) -> None:
    assert heard(ears, recording("no").data, expecting=Expecting("closed", ("是", "是的", "不是"))) == ["不是"]
    assert heard(ears, recording("digits").data, expecting=Expecting("digits", digits=(11,))) == ["幺三八零零二七五六九四"]


def test_a_broken_message_is_bad_sound_and_the_others_are_heard(ears: VoskEars) -> None:
    async def scene() -> list[Heard | NotHeard | BaseException]:
        message_ears = MessageEars(ears, Converter())
        sent = (recording("yes").data, b"no sound at all", recording("district").data)
        return await asyncio.gather(*(message_ears.hear(data, ANYTHING) for data in sent), return_exceptions=True)

    first, broken, last = asyncio.run(scene())
    assert (isinstance(first, Heard), isinstance(broken, BadSound), isinstance(last, Heard)) == (True, True, True)


def test_quiet_and_noise_have_no_words(ears: VoskEars) -> None:
    nothing_sent = b"#!AMR-WB\n" + b"\x7c" * 100
    assert heard(ears, nothing_sent) == ["(silence)"]
    assert asyncio.run(hear(ears, Audio(noise(2, 3000), 16_000), ANYTHING)) == NotHeard("noise")


# --- answers -------------------------------------------------------------------------------------


async def said(pieces: Sequence[tuple[str, float]], asked: list[str]) -> AsyncGenerator[Spoken]:
    """Pieces of so many seconds; `asked` notes which were wanted."""
    for text, seconds in pieces:
        asked.append(text)
        yield Spoken(text, silence(seconds, 22_050))


def message(*pieces: tuple[str, float]) -> tuple[Message | None, list[str]]:
    asked: list[str] = []

    async def scene() -> Message | None:
        async with aclosing(said(pieces, asked)) as sentences:
            return await message_of(sentences, room=10)

    return asyncio.run(scene()), asked


def lasting(seconds: float, whole: bool) -> Message:
    return Message(silence(seconds, 22_050), whole)


def test_what_fits_is_said_to_its_end() -> None:
    assert message(("一。", 4), ("二。", 6)) == (lasting(10, True), ["一。", "二。"])


def test_what_does_not_fit_ends_at_a_sentence_and_no_more_is_made() -> None:
    assert message(("一。", 4), ("二。", 5), ("三。", 2), ("四。", 1)) == (lasting(9, False), ["一。", "二。", "三。"])


def test_a_sentence_of_several_pieces_is_said_whole_or_not_at_all() -> None:
    assert message(("一。", 4), ("二，", 4), ("三。", 4))[0] == lasting(4, False)
    assert message(("一，", 4), ("二；", 4), ("三。", 4))[0] == lasting(8, False)  # the first one: better half of it than nothing


def test_nothing_to_say_and_a_first_piece_that_is_too_long_make_no_message() -> None:
    assert message() == (None, [])
    assert message(("一。", 11), ("二。", 1)) == (None, ["一。"])


def test_a_long_answer_becomes_a_message_below_a_minute() -> None:
    text = "办理社保卡要带身份证、户口簿和照片，可以到青禾区政务服务中心办，也可以在网上办。" * 20

    async def scene() -> Message | None:
        mouth = Mouth(SilentSpeaker(), None, Sounds(), read)
        async with aclosing(mouth.say(text)) as sentences:
            return await message_of(sentences)

    made = asyncio.run(scene())
    assert made is not None
    assert (made.whole, 40 < made.audio.seconds <= 58) == (False, True)
    assert 0 < len(asyncio.run(Converter().encoded_mp3(made.audio))) <= 2_000_000
