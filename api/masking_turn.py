"""A turn's words without anything personal: what was heard and what is found by pattern goes into the vault, tokens stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from api.door import Door
from api.hearing_turn import STEERING, hear_turn
from api.masking import Span, find_personal, mask, span_of
from bot.hearing import Heard, Hearing
from bot.kinds import Shortened
from bot.turn import Turn
from bot.vault import Secret


def heard_and_masked(door: Door, session: Session, turn: Turn) -> tuple[str, dict[str, Any]]:
    """The words with a token for all that is personal, and what Rasa is told beside them. What was heard is in the vault."""
    expected = door.expect(session, turn.conversation, turn.language)
    waits = door.waits(turn.text)
    hearing = Hearing((), turn.text) if waits else hear_turn(door, turn, expected)
    secrets = {index: _secret(door, heard, turn) for index, heard in enumerate(hearing.heard)}
    spans = [Span(one.start, one.end, secrets[index]) for index, one in enumerate(hearing.heard) if one.question.key not in STEERING]
    spans += [span_of(turn.text, personal) for personal in find_personal(turn.text, door.public_numbers())]
    tokens: dict[int, str] = {}

    def put(given: Sequence[Secret]) -> Sequence[str]:
        made = door.put(session, turn.conversation, given)
        tokens.update({id(secret): token for secret, token in zip(given, made, strict=True)})
        return made

    masked = mask(turn.text, spans, put)
    put([secret for secret in secrets.values() if id(secret) not in tokens])  # what steers, and 女工人: two answers in one place
    heard = [_heard(door, session, turn, one, tokens[id(secrets[index])]) for index, one in enumerate(hearing.heard)]
    talk = {"stage": expected.stage, "amid": expected.amid, "waits": waits}
    return masked, {"turn": turn.turn_id, "language": turn.language, "channel": turn.channel, "heard": heard} | talk


def _secret(door: Door, heard: Heard, turn: Turn) -> Secret:
    kind = door.kinds[heard.question.kind]
    moment = door.moment()
    words = turn.text[heard.start : heard.end]
    if heard.problem is not None or heard.value is None:
        return Secret(heard.question.key, heard.value, words, words)
    if isinstance(kind, Shortened) and turn.recognised is not None and turn.recognised.doubted:
        return Secret(heard.question.key, heard.value, kind.show_whole(heard.value), kind.speak_whole(heard.value), words)
    shown, aloud = kind.show(heard.value, heard.question, moment), kind.speak(heard.value, heard.question, moment)
    return Secret(heard.question.key, heard.value, shown, aloud, words)


def _heard(door: Door, session: Session, turn: Turn, heard: Heard, token: str) -> dict[str, Any]:
    """One heard answer as the actions get it; even what was wrong about it may be personal, so its values are tokens too."""
    if heard.value is None and heard.problem is None:
        return {"key": "skip", "token": token}
    body: dict[str, Any] = {"key": heard.question.key, "token": token}
    if heard.problem is not None:
        values = heard.problem.values
        secrets = [Secret("problem", str(value), str(value), str(value)) for value in values.values()]
        body["problem"] = heard.problem.say
        body["problem_values"] = dict(zip(values, door.put(session, turn.conversation, secrets), strict=True))
    return body
