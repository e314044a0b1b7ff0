"""Residents as the bridge knows them: which talk goes on with them, what was asked last, whom they are bound to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from api.tables import ConversationRow
from api.wechat.delivering.outbox import OPEN, body_of, put, withdraw
from api.wechat.showing.choosing import OF_CHANNEL
from api.wechat.tables import AnswerRow, FollowerRow, TalkedRow
from bot.turn import Choice, Reply

SILENT_FOR = timedelta(days=30)
"""After so long without a word a new talk begins."""
NOTHING_ASKED: dict[str, Any] = {"choices": [], "expects": None, "asked_in": None, "asked_at": None}
"""Columns of a resident who looks at no question of ours."""


@dataclass(frozen=True)
class Follower:
    """One resident."""

    id: int
    conversation: str | None
    """The open talk, if there is one."""
    choices: tuple[Choice, ...]
    """Numbered lines sent last, masked."""
    expects: str | None
    """Kind of the question that they answer."""
    asked_at: datetime | None
    """When that question had left for the resident; None: it has not, or a member of staff has spoken since."""
    asking: bool
    """Whether it is still on its way."""
    held: bool
    """Whether a member of staff has the talk."""
    speaks: bool
    person: str | None
    """Fingerprint of whoever is bound to this OpenID."""
    bound_name: str | None
    """Their name, sealed."""
    ended: bool = False
    """Whether they signed out elsewhere of the talk that went on here, and no other has begun since."""


def follower_by_id(session: Session, id: int, now: datetime) -> Follower:
    """The resident as they are now."""
    row = session.get_one(FollowerRow, id)
    talk = session.get(ConversationRow, row.conversation_id) if row.conversation_id else None
    goes_on = talk is not None and talk.closed_at is None and talk.last_at > now - SILENT_FOR
    answer = session.get(AnswerRow, row.asked_in) if row.asked_in is not None else None
    return Follower(
        row.id,
        row.conversation_id if goes_on else None,
        tuple(Choice(one["title"], one["value"]) for one in row.choices) if goes_on else (),
        row.expects,
        row.asked_at,
        answer is not None and answer.state in OPEN,
        goes_on and talk is not None and talk.held_by is not None,
        row.speaks,
        row.person,
        row.bound_name,
        talk is not None and talk.closed_at is not None,
    )


def hold(session: Session, id: int) -> None:
    """Whoever else changes this resident's line waits until this transaction ends."""
    session.scalars(select(FollowerRow.id).where(FollowerRow.id == id).with_for_update()).one()


def go_on_with(session: Session, id: int, conversation: str, now: datetime) -> None:
    """This talk goes on here from now on; a talk goes on with one resident only."""
    session.execute(update(FollowerRow).where(FollowerRow.conversation_id == conversation).values(conversation_id=None, **NOTHING_ASKED))
    session.execute(update(FollowerRow).where(FollowerRow.id == id).values(conversation_id=conversation, **NOTHING_ASKED))
    session.merge(TalkedRow(conversation_id=conversation, follower_id=id, at=now))


def talk_before(session: Session, id: int, now: datetime) -> str | None:
    """The open talk that went on with this resident before the one that goes on now; None when there is none."""
    found = (
        select(ConversationRow.id)
        .join(TalkedRow, TalkedRow.conversation_id == ConversationRow.id)
        .join(FollowerRow, FollowerRow.id == TalkedRow.follower_id)
        .where(FollowerRow.id == id, ConversationRow.id != FollowerRow.conversation_id)
        .where(ConversationRow.closed_at.is_(None), ConversationRow.last_at > now - SILENT_FOR)
    )
    return session.scalar(found.order_by(TalkedRow.at.desc()).limit(1))


def goes_on_here(session: Session, conversation: str) -> bool:
    """Whether this talk, open, goes on with somebody in WeChat."""
    followed = exists().where(FollowerRow.conversation_id == conversation, FollowerRow.left_at.is_(None))
    return bool(session.scalar(select(followed & exists().where(ConversationRow.id == conversation, ConversationRow.closed_at.is_(None)))))


def carry(session: Session, conversation: str, replies: Sequence[Reply], now: datetime) -> None:
    """Puts (masked) replies that nobody asked for on their way to whoever this talk goes on with in WeChat; for anybody else, nothing.

    A number or a yes is an answer to them from now on, and to no older question.
    """
    of_talk = FollowerRow.conversation_id == conversation, FollowerRow.left_at.is_(None)
    for follower in session.scalars(select(FollowerRow.id).where(*of_talk)):
        put(session, follower, conversation, body_of(replies), now)
        ask_nothing(session, follower)


def note_asked(session: Session, id: int, answer: int, choices: Sequence[Choice], kind: str | None) -> None:
    """Keeps what the resident may choose from (masked), the kind of the question that is open, and the answer that asks it."""
    kept = [{"title": choice.title, "value": choice.value} for choice in choices]
    session.execute(update(FollowerRow).where(FollowerRow.id == id).values(choices=kept, expects=kind, asked_in=answer, asked_at=None))


def keep_asked(session: Session, id: int) -> None:
    """Something was answered that asks nothing: numbers still mean the lines on the screen, but for a question of the channel's own."""
    of_channel = FollowerRow.id == id, FollowerRow.expects.in_(OF_CHANNEL)
    session.execute(update(FollowerRow).where(*of_channel).values(**NOTHING_ASKED))


def ask_nothing(session: Session, id: int) -> None:
    """What was asked last is not what the resident looks at any more."""
    session.execute(update(FollowerRow).where(FollowerRow.id == id).values(**NOTHING_ASKED))


def bind(session: Session, id: int, person: str, name: str) -> None:
    """The resident is this person: news of their cases come here. `name` is sealed."""
    session.execute(update(FollowerRow).where(FollowerRow.id == id).values(person=person, bound_name=name))


def unbind(session: Session, id: int) -> None:
    """Nobody is bound any more."""
    session.execute(update(FollowerRow).where(FollowerRow.id == id).values(person=None, bound_name=None))


def sign_out(session: Session, conversation: str, told: Reply | None, now: datetime) -> None:
    """Whoever this talk goes on with has signed out of it: nobody is bound, and nothing that was asked counts.

    `told`: goes to those who were bound, when they signed out elsewhere; they are
    then told, too, that the talk ended there (`Follower.ended`). None: signed out
    here, which the bridge answers itself.
    """
    for row in session.scalars(select(FollowerRow).where(FollowerRow.conversation_id == conversation)):
        if told is not None and row.person is not None and row.left_at is None:
            put(session, row.id, None, body_of([told]), now)
        row.person, row.bound_name = None, None
        for column, value in NOTHING_ASKED.items():
            setattr(row, column, value)
        row.conversation_id = conversation if told is not None else None


def let_speak(session: Session, id: int, *, on: bool) -> None:
    """Whether answers come as a voice message too."""
    session.execute(update(FollowerRow).where(FollowerRow.id == id).values(speaks=on))


def leave(session: Session, id: int, now: datetime) -> None:
    """The resident does not follow any more: nothing is sent, nobody is bound, and the time until all is erased begins."""
    part(session, id)
    session.execute(update(FollowerRow).where(FollowerRow.id == id).values(left_at=now, window_left=0))


def part(session: Session, id: int) -> None:
    """Ends what was agreed with a resident who stopped following, and may have come back since: nobody is bound, nothing old is sent."""
    unbind(session, id)
    session.execute(update(FollowerRow).where(FollowerRow.id == id).values(speaks=False, **NOTHING_ASKED))
    withdraw(session, id)


def gone_since(session: Session, before: datetime, after: int, limit: int) -> list[tuple[int, tuple[str, ...]]]:
    """So many residents who left before then, each with all their talks: those whose ids follow `after`, in order."""
    left = select(FollowerRow.id).where(FollowerRow.left_at < before, FollowerRow.id > after)
    gone = session.scalars(left.order_by(FollowerRow.id).limit(limit)).all()
    talks = {id: session.scalars(select(TalkedRow.conversation_id).where(TalkedRow.follower_id == id)).all() for id in gone}
    return [(id, tuple(talks[id])) for id in gone]


def forget(session: Session, id: int) -> None:
    """Erases a resident's line, with what came from them and went to them."""
    session.execute(delete(FollowerRow).where(FollowerRow.id == id, FollowerRow.left_at.is_not(None)))


def bound_in(session: Session, conversation: str) -> str | None:
    """Fingerprint of the person who is bound to the WeChat that this talk goes on with; None when nobody is."""
    of_talk = FollowerRow.conversation_id == conversation, FollowerRow.left_at.is_(None)
    return session.scalars(select(FollowerRow.person).where(*of_talk)).first()


def bound_to(session: Session, person: str) -> list[tuple[int, str | None]]:
    """The residents whom this person's news reach, each with the talk that goes on with them."""
    rows = session.scalars(select(FollowerRow).where(FollowerRow.person == person, FollowerRow.left_at.is_(None)))
    return [(row.id, row.conversation_id) for row in rows]
