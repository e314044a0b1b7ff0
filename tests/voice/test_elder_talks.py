"""Elderly people at their page, with nothing pretended: a real browser that speaks, real page, socket, ears, voice and dialogue.

What they say is made by a synthetic voice that the fixture model was not made
from. Nothing here depends on how long anything takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from actions.identity.tables import CodeRow
from api.settings import ROOT
from api.tables import TurnRow
from api.voicing import SOUNDS
from api.wiring import build
from bot.database import reading
from tests.api.paging import in_a_browser
from tests.conversations.telling import case_of
from tests.living import Living, free_port, living, serving
from tests.test_privacy import files, found, tables
from tests.voice.resident import Resident, resident
from tests.voice.spoken import with_voice
from voice.mouth import Tone
from voice.mouth.cache import ENDING, key_of
from voice.mouth.reading import read

pytestmark = [in_a_browser, with_voice]

MODEL = ROOT / "tests/voice/model"


@pytest.fixture(scope="module")
def alive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """A whole system that hears and speaks."""
    with living(tmp_path_factory.mktemp("aloud"), speaker="auto", recognizer="vosk", vosk_model=str(MODEL)) as running:
        yield running


@pytest.fixture(scope="module")
def playwright() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as found:
        yield found


@pytest.fixture(autouse=True)
def nobody_has_asked_for_a_code(alive: Living) -> None:
    """Codes are rationed by the person."""
    with alive.house.sessions.begin() as session:
        session.execute(delete(CodeRow))


Somebody = Callable[..., AbstractContextManager[Resident]]


@pytest.fixture
def somebody(playwright: Any, alive: Living, tmp_path: Path) -> Somebody:
    """Somebody at a page: `with somebody("m8") as he:`; `url` is another door than the usual."""

    def comes(voice: str = "f5", url: str | None = None, **context: Any) -> AbstractContextManager[Resident]:
        return resident(playwright, tmp_path / voice, url or alive.house.settings.url, voice, **context)

    return comes


@contextmanager
def door(alive: Living, **otherwise: Any) -> Iterator[str]:
    """One more door of the same system, with these settings; its address."""
    given = {"port": free_port(), **otherwise}
    house = build(alive.house.settings.model_copy(update=given), alive.clock)
    with serving(house):
        yield house.settings.url


def transcript(alive: Living, talk: str) -> list[TurnRow]:
    """The turns of a talk, as they lie in the database."""
    with reading(alive.house.sessions) as session:
        return list(session.scalars(select(TurnRow).where(TurnRow.conversation_id == talk).order_by(TurnRow.number)))


def said(alive: Living, talk: str) -> list[str]:
    """What was said in a talk, masked."""
    return [turn.said for turn in transcript(alive, talk)]


# --- one story ------------------------------------------------------------------------------------


def test_somebody_of_75_presses_one_button_speaks_and_holds_a_receipt(somebody: Somebody, alive: Living) -> None:
    with somebody("f5") as she:
        she.opens("/elder")
        she.begins()
        she.speaks("我要做养老金资格认证")
        she.comes_to("hearing")
        assert she.part("voice-caption"), "she sees the words while she says them"
        she.page.locator("#voice-heard .words", has_text="我要做养老金资格认证").wait_for()
        she.sees("您在哪个区办？")
        she.hushes()
        she.says("青禾区")
        she.hushes()
        assert "您叫什么名字" in she.says("每个月都有")
        she.types("林示伟")
        she.types("999001196008251332")
        assert "核对好了，林示伟" in she.types(alive.newest_code())
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
    heard = [(turn.said, turn.recognised) for turn in transcript(alive, talk) if turn.recognised]
    spoken_aloud = ["我要做养老金资格认证", "青禾区", "每个月都有", "给我自己", "是的", "手机刷脸", "都对"]
    assert [text for text, _ in heard] == spoken_aloud
    assert [0.5 < how["confidence"] <= 1 for _, how in heard] == [True] * 7, "how surely each was heard"
    assert len(transcript(alive, talk)) == 10
    leaves_nothing_behind(
        alive, {"林示伟", "999001196008251332"}, ["核对好了，林示伟。", "林示伟", "尾号1332", "身份证号码是999001196008251332。"]
    )


def leaves_nothing_behind(alive: Living, personal: set[str], personal_sentences: list[str]) -> None:
    """Nothing of it lies open in any table or file, nor as sound."""
    settings = alive.house.settings
    places = [*tables(settings.database_url), *tables(settings.tracker_url), *files(settings.home)]
    assert {place: values for place, content in places if (values := found(content, personal))} == {}
    assert lies_on_disk(alive, "请问您叫什么名字？"), "fixed sentences lie there"
    assert [text for text in personal_sentences if lies_on_disk(alive, text)] == []


def lies_on_disk(alive: Living, text: str) -> bool:
    """Whether the sound of a sentence of this text is kept in a file, in any pace."""
    folder, mouth = alive.house.settings.home / SOUNDS, alive.house.voicing.mouth
    keys = [key_of(mouth.name, reading, Tone(pace)) for reading in read(text) for pace in ("slow", "normal", "fast")]
    return any((folder / f"{key}{ENDING}").exists() for key in keys)
