"""From one button to a receipt, and what is left behind of it."""

from __future__ import annotations

from api.voicing import SOUNDS
from tests.api.paging import in_a_browser
from tests.conversations.telling import case_of
from tests.living import Living, wait_until
from tests.test_privacy import files, found, tables
from tests.voice.elder.page import GREETING, Somebody, assert_said, transcript
from tests.voice.spoken import with_voice
from voice.mouth import Tone
from voice.mouth.cache import ENDING, key_of
from voice.mouth.reading import read

pytestmark = [in_a_browser, with_voice]


def test_somebody_of_75_presses_one_button_speaks_and_holds_a_receipt(somebody: Somebody, alive: Living) -> None:
    with somebody("steph2", quick=False) as she:
        she.opens("/elder")
        she.begins()
        she.speaks("我要做养老金资格认证")
        she.comes_to("hearing")
        assert she.part("voice-caption"), "she sees the words while she says them"
        she.sees("您在哪个区办？")
        she.hushes()
        she.says("青禾区")
        she.hushes()
        assert "您叫什么名字" in she.says("每个月都有")
        she.types("林示伟")
        she.types("999001196008251332")
        code = alive.newest_code()
        assert "核对好了，林示伟" in she.types(code)
        she.hushes()
        she.says("给我自己")
        she.hushes()
        she.says("是的")
        she.hushes()
        assert "您看看，都对吗" in she.says("手机刷脸")
        she.hushes()
        she.says("都对")
        receipt, talk = she.receipt(), she.talk()
        assert len(receipt) == 12
        assert she.heard()["seconds"] > 10, "it was spoken to her"
        assert she.heard()["loudest"] > 0.1
        assert [she.faults, she.asked_elsewhere] == [[], []]
    case = case_of(alive, talk)
    assert case == {"pension_state": "receiving", "for_whom": "self", "insured_here": "yes", "method": "phone"}
    spoken_aloud = ["我要做养老金资格认证", "青禾区", "每个月都有", "给我自己", "是的", "手机刷脸", "都对"]
    typed = ["林示伟", "999001196008251332", code]
    assert_said(alive, talk, *spoken_aloud[:3], *typed, *spoken_aloud[3:])
    heard = [turn.recognised for turn in transcript(alive, talk)]
    assert [how is None for how in heard] == [False] * 3 + [True] * 3 + [False] * 4, "typed words are not heard"
    assert [0.5 < how["confidence"] <= 1 for how in heard if how] == [True] * 7, "how surely each was heard"
    leaves_nothing_behind(alive, {"林示伟", "999001196008251332"}, PERSONAL)


PERSONAL = ["核对好了，林示伟。", "姓名：林示伟", "林示伟", "身份证：尾号1332", "尾号1332"]
"""Sentences that the assistant speaks to her alone."""


def leaves_nothing_behind(alive: Living, personal: set[str], personal_sentences: list[str]) -> None:
    """Nothing of it lies open in any table or file, nor as sound."""
    settings = alive.house.settings
    written = ((name, content) for name, content in files(settings.home) if not name.startswith(f"{SOUNDS}/"))
    places = [*tables(settings.database_url), *tables(settings.tracker_url), *written]
    assert {place: values for place, content in places if (values := found(content, personal))} == {}
    sounds = list((settings.home / SOUNDS).iterdir())
    assert [file.name for file in sounds if any(value.encode() in file.name.encode() + file.read_bytes() for value in personal)] == []
    wait_until(lambda: lies_on_disk(alive, GREETING), "what is said to everybody is kept as sound")
    assert [text for text in personal_sentences if lies_on_disk(alive, text)] == []


def lies_on_disk(alive: Living, text: str) -> bool:
    """Whether the sound of a sentence of this text is kept in a file, in any pace."""
    folder, mouth = alive.house.settings.home / SOUNDS, alive.house.voicing.mouth
    keys = [key_of(mouth.name, reading, Tone(pace)) for reading in read(text) for pace in ("slow", "normal", "fast")]
    return any((folder / f"{key}{ENDING}").exists() for key in keys)
