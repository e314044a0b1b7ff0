"""What is said in every conversation of the bench, and how plain Rasa is told what our door hears."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from api.house import House
from api.rasa import Rasa
from api.taking_in import Taking, claim, keep_turn
from api.wiring import door
from bot.chinese import normalise
from bot.turn import Turn
from bot.vault import Secret

SCRIPT = (
    "你好",
    "我孩子刚出生，要办什么手续",
    "青禾区",
    "家庭户，领了证的，都是汉族，上周三生的",
    "是",
    "要带什么",
    "返回上一步",
    "要花钱吗",
)
"""A greeting, a beginning, where, four answers in one sentence, a yes, an aside, back, an aside."""


@dataclass(frozen=True)
class Line:
    """One turn as plain Rasa gets it: masked, with what was heard, and the secrets that its tokens stand for."""

    masked: str
    metadata: str
    """JSON."""
    secrets: tuple[tuple[str, Secret], ...]
    asks: str | None
    """The question that is open after it: both systems must be at the same place."""


async def rehearse(house: House, rasa: Rasa) -> list[Line]:
    """Tells the script once to plain Rasa, with our hearing in front of it, and notes what each turn came to."""
    opened = await house.talks.open("web", "zh")
    kept: list[tuple[str, Secret]] = []
    ours = door(house.settings, house.desk, house.desk.seal, house.tracker, house.words)  # type: ignore[arg-type]

    def put(session: Session, conversation: str, secrets: Sequence[Secret]) -> Sequence[str]:
        tokens = ours.put(session, conversation, secrets)
        kept.extend(zip(tokens, secrets, strict=True))
        return tokens

    told: list[Line] = []
    for number, words in enumerate(SCRIPT):
        turn = Turn(opened.id, normalise(words), f"bench-{number}")
        kept.clear()
        with house.sessions.begin() as session:
            taking = claim(replace(ours, put=put), session, turn, datetime.now(UTC), timedelta(seconds=1))
        assert isinstance(taking, Taking)
        answered = await rasa.say(opened.id, taking.masked, taking.metadata)
        with house.sessions.begin() as session:
            keep_turn(session, turn, taking, answered, 0, "", "")
        expects = answered.replies[-1].expects
        told.append(Line(taking.masked, json.dumps(dict(taking.metadata)), tuple(kept), expects.key if expects else None))
    return told


async def prepared(house: House, script: Sequence[Line]) -> list[dict[str, Any]]:
    """The bodies of one new conversation for plain Rasa's REST channel, its secrets already in the vault."""
    opened = await house.talks.open("web", "zh")
    bodies = []
    with house.sessions.begin() as session:
        for line in script:
            masked, metadata = line.masked, line.metadata
            for token, secret in line.secrets:
                fresh = house.desk.vault.put(session, opened.id, secret)
                masked = masked.replace(token, fresh)
                metadata = metadata.replace(_in_json(token), _in_json(fresh))
            bodies.append({"sender": opened.id, "message": masked, "metadata": json.loads(metadata)})
    return bodies


def _in_json(token: str) -> str:
    return json.dumps(token)[1:-1]
