"""What a voice message says in a talk: real files, the real decoder, the tests' model, the city's own names."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from api.house import House
from api.migrate import upgrade
from api.voicing import HearingMessages
from api.wechat.hearing import HearMessage, VoiceHeard, VoiceNotHeard
from api.wiring import build
from bot.expecting import ANYTHING, Expecting
from bot.turn import Recognised, Repair
from tests.living import StillClock, settings_in
from tests.voice.spoken import MODEL
from tests.wechat.recorded import Recording, recording, recordings
from voice.ears import Heard, NotHeard, Recognizer
from voice.ears.scripted import Scripted, ScriptedEars
from voice.ears.settling import DOUBTED
from voice.messages.converting import Converter
from voice.messages.hearing import MessageEars

DATA = recording("district").data


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with ears; no Rasa answers, as when it is busy."""
    settings = settings_in(tmp_path_factory.mktemp("hearing"), recognizer="vosk", vosk_model=str(MODEL))
    upgrade(settings.database_url)
    made = build(settings, StillClock())
    yield made
    made.sessions.kw["bind"].dispose()


def with_ears(hearing: HearingMessages, ears: Recognizer, expecting: Expecting = ANYTHING) -> HearingMessages:
    """The same with other ears, in a talk where this is expected."""
    return replace(hearing, ears=MessageEars(ears, Converter()), expecting=lambda conversation, language: expecting)


def heard(hearing: HearMessage, data: bytes = DATA) -> VoiceHeard | VoiceNotHeard:
    """What it says to somebody, in Chinese; within a minute."""
    return asyncio.run(asyncio.wait_for(hearing(data, "0123456789abcdef", "zh"), 60))


@pytest.mark.parametrize("one", recordings(), ids=lambda one: one.file)
def test_every_recording_is_heard_in_a_new_talk(house: House, one: Recording) -> None:
    async def scene() -> VoiceHeard | VoiceNotHeard:
        opened = await house.talks.open("wechat", "zh")
        return await house.hearing_messages()(one.data, opened.id, "zh")

    said = asyncio.run(scene())
    assert isinstance(said, VoiceHeard)
    assert (said.text, said.recognised.repairs, said.doubt, said.readings) == (one.said, (), None, ())


def test_fifteen_residents_who_speak_in_the_same_second_are_each_heard(house: House) -> None:
    fifteen = recordings()[:15]

    async def scene() -> list[VoiceHeard | VoiceNotHeard]:
        talks = [await house.talks.open("wechat", "zh") for _ in fifteen]
        hearing = house.hearing_messages()
        return await asyncio.gather(*(hearing(one.data, talk.id, "zh") for one, talk in zip(fifteen, talks, strict=True)))

    said = asyncio.run(asyncio.wait_for(scene(), 60))
    assert [one.text if isinstance(one, VoiceHeard) else one.why for one in said] == [one.said for one in fifteen]


def test_a_name_of_the_catalogue_stands_in_place_of_what_sounds_like_it(house: House) -> None:
    said = heard(with_ears(house.hearing_messages(), ScriptedEars("我要办设宝卡")))
    assert said == VoiceHeard("我要办社保卡", Recognised(1.0, (Repair("设宝卡", "社保卡"),)))


@pytest.mark.parametrize(
    ("text", "confidence", "expecting", "doubt", "readings"),
    [
        ("给我拉", 1.0, Expecting("closed", ("给我自己", "给我爸", "给我妈")), "either", ("给我妈", "给我爸")),
        ("我来问个事", 0.3, ANYTHING, "confirm", ("我来问个事",)),
        ("死", 1.0, Expecting("closed", ("是", "是的", "不是")), "yes_or_no", ("是", "不是")),
        ("死", 0.3, ANYTHING, "again", ()),
        ("是的", 0.3, Expecting("closed", ("是", "是的", "不是")), None, ()),
    ],
)
def test_what_is_not_sure_says_what_to_ask(
    house: House, text: str, confidence: float, expecting: Expecting, doubt: str | None, readings: tuple[str, ...]
) -> None:
    ears = ScriptedEars(Heard(text, confidence))
    said = heard(with_ears(house.hearing_messages(), ears, expecting))
    assert said == VoiceHeard(text, Recognised(confidence, doubted=confidence < DOUBTED), doubt, readings)  # type: ignore[arg-type]
    assert [one.expecting for one in ears.heard] == [expecting]


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (NotHeard("silence"), "silence"),
        (NotHeard("noise"), "noise"),
        (NotHeard("broken"), "broken"),
        (Scripted("是", missing=True), "no_ears"),
        (Heard("[unk]", 0.9), "noise"),
    ],
)
def test_no_words_are_an_answer_with_a_reason(house: House, script: Heard | NotHeard | Scripted, why: str) -> None:
    assert heard(with_ears(house.hearing_messages(), ScriptedEars(script))) == VoiceNotHeard(why)  # type: ignore[arg-type]


@pytest.mark.parametrize("data", [b"", b"OggS" + bytes(100), DATA[:20], b'{"errcode":40007}', b"#!AMR\n" + b"\x7c" * 900_000])
def test_what_is_no_voice_message_is_unreadable_and_the_log_says_why(house: House, data: bytes) -> None:
    with capture_logs() as logs:
        assert heard(with_ears(house.hearing_messages(), ScriptedEars("是"))) == VoiceHeard("是", Recognised(1.0))
        assert heard(with_ears(house.hearing_messages(), ScriptedEars("是")), data) == VoiceNotHeard("unreadable")
    assert [(entry["event"], entry["bytes"]) for entry in logs] == [("message_unreadable", len(data))]


def test_a_message_without_sound_and_a_house_without_ears(house: House) -> None:
    assert heard(house.hearing_messages(), b"#!AMR-WB\n" + b"\x7c" * 100) == VoiceNotHeard("silence")
    assert heard(replace(house.hearing_messages(), ears=None)) == VoiceNotHeard("no_ears")
