"""What is common to the stories of the elders' page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import select

from api.tables import TurnRow
from api.wiring import build
from bot.database import reading
from tests.api.seeing import RULES
from tests.living import Living, free_port, serving
from tests.voice.resident import Resident, is_as_said

Somebody = Callable[..., AbstractContextManager[Resident]]
"""`with somebody("m8") as he:`; `url` is another door than the usual."""

GREETING = "您好，这里是暖办。"
"""The first sentence that everybody hears."""


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


def assert_said(alive: Living, talk: str, *wanted: str) -> None:
    """This was said in the talk, in this order, and nothing else; as its resident reads it, and but for a breath."""
    texts = [alive.house.vault.render(talk, turn.said, said=True) for turn in transcript(alive, talk)]
    assert len(texts) == len(wanted), texts
    assert [one if is_as_said(one, text) else text for one, text in zip(wanted, texts, strict=True)] == list(wanted)


def ids(alive: Living) -> dict[str, str]:
    """Name → ID number of the demonstration's people."""
    return {name: number for name, number, _, _ in alive.house.demo_people()}


def axe_finds_nothing(she: Resident) -> None:
    """On the page as it is now, all of it on one screen: the bar at its foot covers nothing then."""
    she.page.set_viewport_size({"width": 360, "height": 4000})
    found = Axe().run(she.page, options=RULES).response
    assert [(rule["id"], node["html"], node["failureSummary"]) for rule in found["violations"] for node in rule["nodes"]] == []
