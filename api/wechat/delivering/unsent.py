"""What customer service could not send, or may not have: tried again, or left for the resident's next message.

A message that may have arrived is sent once more after a while, for silence is
worse than a word said twice; when nobody knows of that one either, the
resident's next message takes it along.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from api.wechat.tables import AnswerRow, FollowerRow

MOST_DOUBTS = 2
"""Times that a message may go out by itself without anybody knowing whether it arrived."""


def note_unsent(session: Session, answer: int, due: datetime, *, perhaps: bool = False) -> None:
    """It did not go out, or only `perhaps`; it may be tried again when it is due."""
    doubts = AnswerRow.doubts + int(perhaps)
    session.execute(update(AnswerRow).where(AnswerRow.id == answer).values(state="waiting", due=due, doubts=doubts))


def note_not_counted(session: Session, follower: int, window: datetime | None) -> None:
    """WeChat has not looked at the last message: it takes as many as before."""
    session.execute(update(FollowerRow).where(*_same_window(follower, window)).values(window_left=FollowerRow.window_left + 1))


def close_window(session: Session, follower: int, window: datetime | None) -> None:
    """WeChat takes nothing more for this resident until they speak again. `window`: until when it was open; they may have spoken since."""
    session.execute(update(FollowerRow).where(*_same_window(follower, window)).values(window_left=0))


def leave_in_doubt(session: Session, follower: int, answer: int, window: datetime | None) -> None:
    """Nothing goes to this resident by itself before they speak again; news then as words."""
    say_plainly(session, answer)
    close_window(session, follower, window)


def say_plainly(session: Session, answer: int) -> None:
    """News that go out by no template: as words, when the resident may be written to."""
    session.execute(update(AnswerRow).where(AnswerRow.id == answer).values(anytime=False, attempts=0))


def note_notice(session: Session, answer: int, notice: str) -> None:
    """By which number WeChat will tell what became of these news, or has told (`say_what_was_not_shown`)."""
    row = _held(session, answer)
    if row is not None:
        row.body = {**row.body, "notice": notice}


def say_news_plainly(session: Session, follower: int, notice: str, now: datetime) -> None:
    """WeChat had taken this notice and did not show it: its news go out as words.

    Its number may not be known here yet, because the answer to the call that took it is still on its way: then it is kept
    with what is being sent, until `say_what_was_not_shown`. The resident's line is locked.
    """
    if not notice:
        return
    news = AnswerRow.follower_id == follower, AnswerRow.anytime, AnswerRow.state != "dropped"
    rows = session.scalars(select(AnswerRow).where(*news).order_by(AnswerRow.id).with_for_update()).all()
    known = [row for row in rows if row.state == "sent" and row.body.get("notice") == notice]
    for row in known:
        _say_as_words(row, now)
    if not known:
        for row in (one for one in rows if one.state != "sent" and one.attempts):
            row.body = {**row.body, "not_shown": [*row.body.get("not_shown", ()), notice]}


def say_what_was_not_shown(session: Session, answer: int, now: datetime) -> None:
    """These news were sent: as words once more, if WeChat has told meanwhile that it did not show them."""
    row = _held(session, answer)
    if row is not None and row.state == "sent" and row.body.get("notice") in row.body.get("not_shown", ()):
        _say_as_words(row, now)


def set_aside(session: Session, answer: int) -> None:
    """It cannot be sent by anybody: it stays in the transcript, and those behind it go on."""
    session.execute(update(AnswerRow).where(AnswerRow.id == answer).values(state="dropped"))


def _held(session: Session, answer: int) -> AnswerRow | None:
    """The answer, locked; its resident first, as everywhere."""
    row = session.get(AnswerRow, answer)
    if row is None:
        return None
    session.get(FollowerRow, row.follower_id, with_for_update={"key_share": True})
    return session.get(AnswerRow, answer, with_for_update=True, populate_existing=True)


def _say_as_words(row: AnswerRow, now: datetime) -> None:
    row.state, row.anytime, row.attempts, row.doubts, row.pieces_sent, row.due = "waiting", False, 0, 0, 0, now


def _same_window(follower: int, window: datetime | None) -> tuple[ColumnElement[bool], ...]:
    return FollowerRow.id == follower, FollowerRow.window_until == window
