"""A turn on its way in: heard by all open questions, masked, and written down before anything else sees it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import func, null, select
from sqlalchemy.orm import Session

from api.address_anew import address_anew
from api.masking import Span, find_personal, mask, span_of
from api.rasa import Answered
from api.tables import ConversationRow, TurnRow
from bot.binding import WHO_TALKS, of_another
from bot.catalogue.models import Question
from bot.chinese import normalise
from bot.hearing import Heard, Hearing, hear
from bot.kinds import Kind, Moment, Shortened, Value
from bot.kinds.name_again import name_again
from bot.kinds.said_of import said_of
from bot.turn import Recognised, Reply, Turn, reply_as_json, reply_from_json
from bot.vault import TOKEN, Secret

STEERING = frozenset({"which_service", "which_answer", "whole_address", "more", "resend", "no_phone"})
"""Asks whose answers say nothing of the resident: their words stay for understanding to read."""
_FREE = frozenset({"text", "address", "person_name"})
"""Kinds that take almost any words for an answer."""
_AMOUNTS = frozenset({"money", "number"})
_TIMES = frozenset({"date", "years_months", "phone", "bank_card", "resident_id"})
"""Kinds of numbers that 不对，是三月 is about when they were answered last."""
_NAMING = re.compile(r"(?:[,、: ]|不对|错了|说错|写错|选错|听错|应该|改一下|改成|改为|改到|换成|更正|是|为|了|我)*")

CHANGING = frozenset({"reviewing", "idle"})
"""Where an answer may be said anew without a word of correction: in the review, and after a no, when nothing else is asked."""


class Expected(Protocol):
    """What the dialogue expects to hear; `actions.expecting.Expectation` is one."""

    @property
    def stage(self) -> str:
        """Where the talk stands: idle, asking …"""

    @property
    def amid(self) -> bool:
        """Whether an application is open."""

    @property
    def asked(self) -> Question | None:
        """The question just put."""

    @property
    def open(self) -> Sequence[Question]:
        """The other questions without an answer."""

    @property
    def changing(self) -> Sequence[Question]:
        """Questions with an answer, which a correction may change."""

    @property
    def before(self) -> Mapping[str, Value]:
        """The answers given so far, by question key."""

    @property
    def names(self) -> Sequence[tuple[Question, str]]:
        """Names of persons that were given, each with its question."""

    @property
    def newest(self) -> Question | None:
        """Of these the one answered last."""


class Undelivered(Protocol):
    """What the actions answered last, though it may not have reached the resident; `actions.talk.Talk` is one."""

    @property
    def turn(self) -> str | None:
        """The turn that they answered."""

    @property
    def replies(self) -> Sequence[Mapping[str, Any]]:
        """Their replies, masked."""


@dataclass(frozen=True)
class Door:
    """What the path of a turn needs from other rooms, handed in by the wiring."""

    expect: Callable[[Session, str, str], Expected]
    """(session, conversation, language) → what is expected."""
    undelivered: Callable[[Session, str], Undelivered]
    """(session, conversation) → the actions' last replies."""
    put: Callable[[Session, str, Sequence[Secret]], Sequence[str]]
    """Keeps secrets inside this transaction; their tokens."""
    sign_out: Callable[[Session, str], None]
    forget: Callable[[str], None]
    """Makes Rasa forget a conversation."""
    greeting: Callable[[str], Reply]
    """(language) → what a talk begins with."""
    failed: Callable[[str], Reply]
    """(language) → the sentence for a turn that failed."""
    alarm: Callable[[str, str], Reply | None]
    """(text, language) → what is said at once to plain words of danger, crisis or fraud."""
    too_long: Callable[[str], Reply]
    """(language) → the sentence for words of which only the beginning was read."""
    kinds: Mapping[str, Kind]
    moment: Callable[[], Moment]
    correcting: Callable[[str], bool]
    """Whether a text has a word of correction: 改, 说错."""
    address_named: Callable[[str], bool]
    """Whether a text says that it is about an address: 地址, 寄到."""
    signs_out: Callable[[str, str], Reply | None]
    """(text, language) → what whoever signs out in plain words is told; None for other words."""
    waits: Callable[[str], bool]
    """Whether a text only asks for patience: then it answers nothing, whatever was asked."""
    public_numbers: Callable[[], Collection[str]]
    """Telephone numbers that are nobody's: hotlines and offices."""
    model: Callable[[], str]
    """The name of the model that understands."""
    carry: Callable[[Session, str, Sequence[Reply], datetime], None]
    """(session, conversation, masked replies, now): puts what nobody asked for on its way, where a channel has to bring it."""

    leave: Callable[[Session, str, str, datetime], None]
    """(session, conversation, channel in which its resident signed out, now): a channel with which it goes on lets them go too."""

    def masked(self, session: Session, conversation: str, text: str) -> str:
        """The text (normalised) with personal data found by pattern in the vault."""
        spans = [span_of(text, personal) for personal in find_personal(text, self.public_numbers())]
        return mask(text, spans, lambda given: self.put(session, conversation, given))


@dataclass(frozen=True)
class Taking:
    """A turn that was claimed and written down."""

    masked: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    """What Rasa is told beside the words: stage, what was heard. Nothing personal."""
    held_by: str | None = None
    done: tuple[Reply, ...] = ()
    """Replies that the actions gave to this very turn before whoever ran it was stopped."""
    late: tuple[Reply, ...] = ()
    """Replies to the turn before that came too late to be shown."""
    until: datetime | None = None
    """When the lease ends that it was claimed with: nobody else has this one."""


def claim(door: Door, session: Session, turn: Turn, now: datetime, lease: timedelta) -> Taking | TurnRow | None:
    """Takes a turn in, in one transaction: heard, masked and written down.

    Its line when it was answered before; None while a turn of this talk is being
    worked on, for turns of one talk go one after the other, whoever takes them.
    The newest turn, when it failed or was left lying, is taken once more.
    """
    conversation = session.get_one(ConversationRow, turn.conversation, with_for_update=True)
    row, before = _row_of(session, turn), _last_row(session, turn)
    last = door.undelivered(session, turn.conversation)
    if row is not None and row.replies is not None:
        untouched = last.turn != row.turn_id
        if not row.failed or not (untouched or _untold(row, last)):
            return row
    if any(one is not None and one.replies is None and one.lease_until > now for one in (row, before)):
        return None
    if row is not None and before is not None and before.number > row.number:
        return row  # the talk has gone on since: old words are not obeyed any more
    conversation.last_at = now
    late = tuple(_untold(before, last)) if before is not None and (before.failed or before.replies is None) else ()
    if row is None:
        masked, metadata = _heard_and_masked(door, session, turn)
        number = _next_number(session, turn)
        session.add(_row(turn, masked, number, now, now + lease, [one["key"] for one in metadata["heard"]]))
        return Taking(masked, metadata, conversation.held_by, (), late, now + lease)
    done = tuple(_answers(row, last))
    row.lease_until, row.replies = now + lease, null()  # SQL's NULL: None would be JSON's
    if done:
        return Taking(row.said, {}, conversation.held_by, done, late, now + lease)
    return Taking(*_heard_and_masked(door, session, turn), conversation.held_by, (), late, now + lease)


def _answers(row: TurnRow, last: Undelivered) -> list[Reply]:
    """What the actions answered in this turn."""
    return [reply_from_json(dict(body)) for body in last.replies] if last.turn == row.turn_id else []


def _untold(row: TurnRow, last: Undelivered) -> list[Reply]:
    """What of it came too late: the resident was told that the turn failed."""
    told = [reply_from_json(body) for body in row.replies or ()]
    return [reply for reply in _answers(row, last) if reply not in told]


def keep_turn(session: Session, turn: Turn, taking: Taking, answered: Answered, ms: int, why: str, model: str) -> bool:
    """Writes down the replies (masked), what was understood, why, by which model, and how long it took.

    False, and nothing is written, when the turn was taken over meanwhile: whoever stood still for longer than the
    lease knows nothing of what was answered since.
    """
    row = _row_of(session, turn)
    if row is None:
        return True  # the resident has erased the talk meanwhile
    if row.lease_until != taking.until:
        return False
    understood = answered.understanding
    row.replies = [reply_as_json(reply) for reply in answered.replies]
    row.service, row.act = understood.service, understood.act
    row.confidence_service, row.confidence_act = understood.confidence_service, understood.confidence_act
    row.why, row.model, row.ms, row.failed = why, model, ms, answered.failed
    return True


def add_told(session: Session, conversation: str, replies: Sequence[Reply], now: datetime, why: str) -> None:
    """Writes down (masked) replies that answer nothing: their turn says nothing."""
    _add_aside(session, Turn(conversation, "", secrets.token_hex(8)), "", replies, now, why)


def add_noted(door: Door, session: Session, turn: Turn, replies: Sequence[Reply], now: datetime, why: str) -> TurnRow | None:
    """Writes down what was said to the channel and not to the dialogue, with its (masked) replies; its line when it has one already."""
    conversation = session.get_one(ConversationRow, turn.conversation, with_for_update=True)
    row = _row_of(session, turn)
    if row is None:
        conversation.last_at = now
        _add_aside(session, turn, door.masked(session, turn.conversation, normalise(turn.text)), replies, now, why)
    return row


def _add_aside(session: Session, turn: Turn, masked: str, replies: Sequence[Reply], now: datetime, why: str) -> None:
    """A line that is answered already and that the dialogue knows nothing of."""
    row = _row(turn, masked, _next_number(session, turn), now, now, [])
    row.replies, row.why, row.ms, row.aside = [reply_as_json(reply) for reply in replies], why, 0, True
    session.add(row)


def _heard_and_masked(door: Door, session: Session, turn: Turn) -> tuple[str, dict[str, Any]]:
    expected = door.expect(session, turn.conversation, turn.language)
    changing = expected.changing if expected.stage in CHANGING or door.correcting(turn.text) else ()
    moment = _moment(door, turn, expected)
    waits = door.waits(turn.text)
    hearing = Hearing((), turn.text) if waits else hear(turn.text, expected.asked, [*expected.open, *changing], moment)
    if not waits and (again := _name_again(turn, expected, hearing)):
        hearing = again
    elif changing and not waits:
        hearing = _corrected(door, turn, expected, hearing)
    if expected.amid and not waits:
        hearing = _address_said_anew(door, turn, expected, hearing, moment)
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


def _address_said_anew(door: Door, turn: Turn, expected: Expected, hearing: Hearing, moment: Moment) -> Hearing:
    """Its words, wherever an answer may be changed or one is called wrong."""
    corrects, names = door.correcting(turn.text), door.address_named(turn.text)
    free = expected.stage in CHANGING or (expected.asked is not None and expected.asked.key in {"which_answer", "whole_address"})
    addressed = expected.asked is not None and expected.asked.kind == "address"
    if addressed or not (free or (corrects and names)):
        return hearing
    questions = [*expected.changing, *(q for q in expected.open if q.key in expected.before)]
    return address_anew(turn.text, questions, expected.newest, hearing, moment, said_so=corrects or names)


def _moment(door: Door, turn: Turn, expected: Expected) -> Moment:
    return replace(door.moment(), before=expected.before, spoken=turn.recognised is not None)


def _name_again(turn: Turn, expected: Expected, hearing: Hearing) -> Hearing | None:
    """名字打错了，谢演庆: the name that was given is put right, wherever that is said. The free words of another question are no name."""
    asked = expected.asked
    if not expected.names or (asked is not None and asked.kind == "person_name"):
        return None
    if any(one.problem is None and one.question.kind not in _FREE and one.question.key not in STEERING for one in hearing.heard):
        return None
    found = name_again(turn.text, [name for _, name in expected.names], named=asked is not None and asked.key in WHO_TALKS)
    if found is None:
        return None
    question = next(question for question, name in expected.names if name == found.before)
    return Hearing((Heard(question, found.name, found.start, found.end),), "")


def _corrected(door: Door, turn: Turn, expected: Expected, hearing: Hearing) -> Hearing:
    """改出生年月，三月 and a bare 不对，是三月: the new value of the answer that was named, else of the newest one."""
    named = next((str(one.value) for one in hearing.heard if one.question.key == "which_answer"), None)
    if named is None and (hearing.heard or not door.correcting(turn.text)):
        return hearing  # a bare 是 in the review corrects nothing
    about = expected.newest if named is None else next((q for q in expected.changing if q.key == named), None)
    if named is None:
        return _number_changed(door, turn, expected) or _said_anew(door, turn, expected, hearing, about)
    return _said_anew(door, turn, expected, hearing, about)


def _number_changed(door: Door, turn: Turn, expected: Expected) -> Hearing | None:
    """八百改成五百, 改成四千: the one amount that this can be, whatever was answered last; of several the one whose old value is said."""
    amounts = [q for q in expected.changing if q.kind in _AMOUNTS]
    moment = _moment(door, turn, expected)
    again = {q.key: hear(turn.text, q, [], moment) for q in amounts}
    fits = [q for q in amounts if again[q.key].heard and all(one.problem is None for one in again[q.key].heard)]
    if len(fits) > 1:
        said = {q.key: [one.value for one in door.kinds[q.kind].find(turn.text, q, moment, asked=True)] for q in fits}
        fits = [q for q in fits if expected.before.get(q.key) in said[q.key]]
    if len(fits) != 1 or (expected.newest is not None and expected.newest.kind in _TIMES):
        return None
    return again[fits[0].key]


def _said_anew(door: Door, turn: Turn, expected: Expected, hearing: Hearing, about: Question | None) -> Hearing:
    if about is None:
        return hearing
    start = _after_naming(turn.text, hearing) if door.kinds[about.kind].unasked == "cue" else 0
    again = hear(turn.text[start:], about, [], _moment(door, turn, expected))
    moved = tuple(replace(one, start=one.start + start, end=one.end + start) for one in again.heard)
    if any(of_another(about, said_of(turn.text, one.start, one.end)) for one in moved):
        return hearing
    return replace(again, heard=moved) if any(one.problem is None for one in moved) else hearing


def _after_naming(text: str, hearing: Hearing) -> int:
    """Where free words may begin: what only names the answer, or says that it was wrong, is none of it."""
    named = max((one.end for one in hearing.heard if one.question.key == "which_answer"), default=0)
    lead = _NAMING.match(text, named)
    return lead.end() if lead else named


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


def _row_of(session: Session, turn: Turn) -> TurnRow | None:
    return session.scalars(select(TurnRow).where(TurnRow.conversation_id == turn.conversation, TurnRow.turn_id == turn.turn_id)).first()


def _last_row(session: Session, turn: Turn) -> TurnRow | None:
    """The newest other turn of the dialogue: what was said aside neither ends one that failed nor hides one being worked on."""
    return session.scalars(
        select(TurnRow)
        .where(TurnRow.conversation_id == turn.conversation, TurnRow.turn_id != turn.turn_id, TurnRow.aside.is_(False))
        .order_by(TurnRow.number.desc())
        .limit(1)
    ).first()


def _next_number(session: Session, turn: Turn) -> int:
    newest = session.scalar(select(func.max(TurnRow.number)).where(TurnRow.conversation_id == turn.conversation))
    return (newest or 0) + 1


def _row(turn: Turn, masked: str, number: int, now: datetime, lease_until: datetime, heard: list[str]) -> TurnRow:
    return TurnRow(
        conversation_id=turn.conversation,
        number=number,
        turn_id=turn.turn_id,
        said=masked,
        at=now,
        lease_until=lease_until,
        heard=heard,
        recognised=asdict(_open_repairs(turn.recognised, masked)) if turn.recognised else null(),
        failed=False,
        aside=False,
    )


def _open_repairs(recognised: Recognised, masked: str) -> Recognised:
    """Without what was put right in words that are masked: the repair would tell them."""
    words = TOKEN.sub("", masked)
    return replace(recognised, repairs=tuple(one for one in recognised.repairs if one.taken_for in words))
