"""Links on both databases: one that is used up stays used up, whoever tries at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from api.tables import ConversationRow
from api.talks import new_token
from api.wechat.pages.links import VALID_FOR, is_open, make_link, use_link
from bot.database import Sessions
from tests.actions.conftest import database_url, sessions
from tests.postgres import postgres_url

__all__ = ["database_url", "postgres_url", "sessions"]

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def open_talk(sessions: Sessions, id: str) -> str:
    with sessions.begin() as session:
        session.add(ConversationRow(id=id, token_hash="-", channel="wechat", language="zh", started_at=NOW, last_at=NOW))
    return id


def link(sessions: Sessions, talk: str) -> str:
    """The token of a new link."""
    with sessions.begin() as session:
        return make_link(session, talk, "https://nuanban.example", NOW).partition("?t=")[2]


def used(sessions: Sessions, token: str, now: datetime = NOW) -> str | None:
    with sessions.begin() as session:
        return use_link(session, token, now)


def test_of_many_at_the_same_moment_one_opens_the_talk(sessions: Sessions) -> None:
    token = link(sessions, open_talk(sessions, "a"))
    with ThreadPoolExecutor(6) as many:
        found = list(many.map(lambda _: used(sessions, token), range(12)))
    assert sorted(found, key=str) == sorted(["a", *[None] * 11], key=str)


def test_looking_says_what_pressing_would_do(sessions: Sessions) -> None:
    mine, other = link(sessions, open_talk(sessions, "a")), link(sessions, open_talk(sessions, "b"))

    def looks(token: str, now: datetime = NOW) -> bool:
        with sessions() as session:
            return is_open(session, token, now)

    before = [looks(mine), looks(mine), looks("made up"), looks(mine, NOW + VALID_FOR)]
    assert before == [True, True, False, False]
    assert [used(sessions, mine), looks(mine), looks(other), used(sessions, other, NOW + VALID_FOR)] == ["a", False, True, None]


def test_a_use_that_fails_half_way_uses_nothing_up(sessions: Sessions) -> None:
    token = link(sessions, open_talk(sessions, "a"))
    with sessions() as session:
        session.begin()
        use_link(session, token, NOW)
        session.rollback()
    assert [used(sessions, token), used(sessions, token)] == ["a", None]


def test_a_new_key_takes_the_place_of_the_old_one_while_the_talk_is_open(sessions: Sessions) -> None:
    open_talk(sessions, "a")
    with sessions.begin() as session:
        first, second, nobodys = new_token(session, "a"), new_token(session, "a"), new_token(session, "b")
        session.get_one(ConversationRow, "a").closed_at = NOW
        session.flush()
        closed = new_token(session, "a")
    assert (first is not None, second not in (first, None), nobodys, closed) == (True, True, None, None)
