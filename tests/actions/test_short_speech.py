"""What is read aloud at the beginning of a service, and when a person is wanted, is short enough to be kept in mind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from actions.applying.opening import start
from actions.informing.manners import human
from actions.informing.repeating import repeat
from actions.sitting import Sitting
from actions.talk import Talk
from actions.utterance import Utterance
from actions.wording import reply
from api.house import House
from api.migrate import upgrade
from api.wiring import build
from bot.catalogue import load_catalogue
from bot.catalogue.load import read_yaml
from bot.say import Said
from bot.turn import Reply, reply_as_json, reply_from_json
from tests.living import StillClock, settings_in
from voice.mouth.reading import normalise

DATA = Path(__file__).parents[2] / "data"
SERVICES = sorted(load_catalogue(DATA).services)
OPENING, HUMAN = 30, 38
"""Syllables: twelve and fifteen seconds of the slowest voice that we have, at its usual pace."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    settings = settings_in(tmp_path_factory.mktemp("short"))
    upgrade(settings.database_url)
    made = build(settings, StillClock())
    yield made
    made.sessions.kw["bind"].dispose()


@pytest.fixture
def sitting(house: House) -> Iterator[Sitting]:
    """A talk that has just begun and is never written."""
    with house.sessions() as session:
        yield Sitting(house.desk, session, Utterance("a talk", turn="1", text="", act="start"), Talk(), None)


def syllables(text: str) -> int:
    return len(re.findall("[\u4e00-\u9fff〇]", normalise(text)))


def aloud(replies: object) -> str:
    assert isinstance(replies, tuple)
    return "\n".join(one.speech or one.text for one in replies)


@pytest.mark.parametrize("service", SERVICES)
def test_an_opening_is_short_names_the_service_and_ends_with_its_question(sitting: Sitting, service: str) -> None:
    told = start(sitting, service)
    said = aloud(told)
    assert syllables(said) <= OPENING, said
    assert sitting.service().title.zh in said
    assert said.endswith("您在哪个区？\n青禾区、白露区。")
    assert isinstance(told, tuple)
    assert sitting.service().summary.zh in told[-1].text


@pytest.mark.parametrize("region", [None, "qinghe_district", "bailu_district"])
@pytest.mark.parametrize("service", SERVICES)
def test_the_way_to_a_person_is_short_and_has_the_number(sitting: Sitting, service: str, region: str | None) -> None:
    sitting.open_draft(service)
    sitting.talk.region = sitting.draft.region = region  # type: ignore[union-attr]
    sitting.talk.condoled = True
    told = human(sitting)
    said = aloud(told)
    assert syllables(said) <= HUMAN, said
    assert sitting.service().hotline in said


def shortened(key: str, node: object) -> Iterator[str]:
    """Keys of the sentences of which a voice says less, in this tree of data/say."""
    if isinstance(node, dict) and "brief" in node:
        yield key
    elif isinstance(node, dict):
        for name, child in node.items():
            yield from shortened(f"{key}.{name}", child)


def test_nothing_else_is_said_in_part() -> None:
    """Consent, the review, warnings, receipts and words of danger are told whole; whoever shortens a sentence thinks of that here."""
    found = {key for file in sorted((DATA / "say/zh").glob("*.yml")) for key in shortened(file.stem, read_yaml(file))}
    assert found == {
        "dialogue.begin",
        "dialogue.begin_condolence",
        "dialogue.summary",
        "dialogue.rest",
        "dialogue.rest_condolence",
        "dialogue.human",
        "dialogue.human_counter",
        "dialogue.human_go_on",
    }


def test_a_reply_says_its_short_form_first_and_keeps_all_of_it() -> None:
    told = reply("念。", Said("长长的一段。", brief="短。"), Said("只看。", brief=""), Said("", "只听。"), Said("· 卡", speech="卡。"))
    assert told == Reply("念。\n长长的一段。\n只看。\n· 卡", "念。\n短。\n只听。\n卡。", whole="念。\n长长的一段。\n只看。\n只听。\n卡。")
    assert reply_from_json(reply_as_json(told)) == told


def test_a_reply_that_says_everything_has_nothing_further_to_say() -> None:
    assert reply("念。", "还念。") == Reply("念。\n还念。")
    assert reply("看。", Said("· 卡", speech="卡。")) == Reply("看。\n· 卡", "看。\n卡。")


def test_all_of_it_is_said_to_whoever_asks(sitting: Sitting) -> None:
    sitting.talk.last = [reply_as_json(reply(Said("长长的一段。", brief="短。")))]
    again, full = (repeat(wanting(sitting, text)) for text in ("再说一遍", "全念一遍"))
    assert (again, full) == ((Reply("长长的一段。", "短。", whole="长长的一段。"),), (Reply("长长的一段。", "长长的一段。"),))


def wanting(sitting: Sitting, text: str) -> Sitting:
    """The same sitting in which this is said."""
    return replace(sitting, utterance=replace(sitting.utterance, text=text, act="repeat"))
