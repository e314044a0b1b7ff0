"""A member of staff at the page, and talks for them to read."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from httpx import Client, Response

from api.staff import talks
from api.staff.filters import Filter
from api.tables import ConversationRow, TurnRow
from bot.database import Sessions

SAY = Path(__file__).parents[3] / "data/say"
NAME, PASSWORD = "李华", "correct horse battery"
NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
BORN = "⟦birth_date:abcd2345⟧"


def sign_in(browser: Client, name: str = NAME, password: str = PASSWORD) -> Response:
    response: Response = browser.post("/staff/login", data={"name": name, "password": password, "csrf": csrf(browser, "/staff/login")})
    return response


def csrf(browser: Client, path: str = "/staff") -> str:
    return str(re.findall(r'name="csrf" value="([^"]+)"', browser.get(path).text)[0])


def write(made: Sessions, id: str, *turns: dict[str, Any], at: datetime = NOON) -> None:
    """A talk with these turns; what a turn does not say is as usual."""
    replies = [{"text": "好的，办退休。", "choices": []}]
    usual = {"said": "我想办退休", "service": "retire", "act": "start", "replies": replies, "failed": False}
    with made.begin() as session:
        session.add(ConversationRow(id=id, token_hash="0" * 64, channel="web", language="zh", started_at=at, last_at=at))
        session.flush()
        for number, turn in enumerate(turns or ({},), 1):
            session.add(TurnRow(conversation_id=id, number=number, turn_id=str(number), at=at, lease_until=at, **{**usual, **turn}))


def found(made: Sessions, **wanted: str) -> list[str]:
    with made.begin() as session:
        return [talk.id for talk in talks.listing(session, Filter(**wanted)).talks]
