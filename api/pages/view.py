"""What a page shows of a talk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

from bot.turn import Choice, Language, Reply

CHINA = timezone(timedelta(hours=8), "UTC+8")
"""All of China keeps this time, without daylight saving."""

CHOICES = 3
"""At most so many things to choose from on a screen."""

_GROUP = re.compile(r"[0-9]{1,4}|[A-Za-z]+|[^0-9A-Za-z]+")


@dataclass(frozen=True)
class Shown:
    """One reply on the page."""

    text: str
    lang: str
    by_staff: bool = False
    """Whether a person says it."""
    receipt: tuple[str, ...] = ()
    """The receipt number in groups to be read one by one; joined they are the number."""
    sound: str | None = None
    """Address of its sound, where there is a voice."""


class Said(Protocol):
    """One exchange of the talk; `api.talks.Exchange` is one."""

    @property
    def said(self) -> str | None:
        """None for the greeting."""

    @property
    def replies(self) -> Sequence[Reply]:
        """Opened for the resident."""

    @property
    def at(self) -> datetime:
        """When it was said."""

    @property
    def aside(self) -> bool:
        """Whether the dialogue knows nothing of it."""


@dataclass(frozen=True)
class Exchange:
    """What was said (nothing when the assistant began, or staff said something unasked) and what was answered."""

    said: str | None
    said_lang: str
    replies: tuple[Shown, ...]
    at: str


@dataclass(frozen=True)
class Step:
    """How far a service has come."""

    now: int
    of: int


@dataclass(frozen=True)
class TalkView:
    """A whole talk as the page shows it."""

    exchanges: tuple[Exchange, ...]
    """Never empty: a talk begins with its greeting."""
    choices: tuple[Choice, ...]
    """Of the dialogue's last reply alone, for earlier questions are closed: at most CHOICES of them."""
    further: tuple[Choice, ...]
    """What is beside them: 更多, 跳过."""
    step: Step | None
    waiting: bool
    """Whether the last thing said has no answer yet: it is being worked on, or a person has it."""

    @property
    def newest(self) -> Exchange:
        """What was said last, with its answer."""
        return self.exchanges[-1]

    @property
    def earlier(self) -> tuple[Exchange, ...]:
        """Everything before that."""
        return self.exchanges[:-1]

    @property
    def has_sound(self) -> bool:
        """Whether anything can be read aloud."""
        return any(reply.sound for exchange in self.exchanges for reply in exchange.replies)

    @property
    def has_receipt(self) -> bool:
        """Whether there is something to print that the resident will need again."""
        return any(reply.receipt for exchange in self.exchanges for reply in exchange.replies)


def talk_view(talk: Sequence[Said], language: Language, *, voice: bool = False) -> TalkView:
    """The talk in order, from its greeting on; `voice`: whether replies can be read aloud."""
    exchanges = tuple(
        Exchange(
            one.said,
            lang_of(one.said or "", language),
            tuple(_shown(reply, language, sound_at(turn, number) if voice else None) for number, reply in enumerate(one.replies)),
            china_time(one.at),
        )
        for turn, one in enumerate(talk)
    )
    last = next((one.replies for one in reversed(talk) if not one.aside), ())
    choices = last[-1].choices if last else ()
    return TalkView(
        exchanges=exchanges,
        choices=choices[:CHOICES],
        further=choices[CHOICES:],
        step=_step(last[-1]) if last else None,
        waiting=not talk[-1].replies,
    )


def sound_at(turn: int, reply: int) -> str:
    """Where the sound of a reply of this browser's own talk is; both count from 0, the greeting's turn is 0."""
    return f"/speech?turn={turn}&reply={reply}"


def _shown(reply: Reply, language: Language, sound: str | None) -> Shown:
    receipt = grouped(reply.receipt) if reply.receipt else ()
    return Shown(reply.text, lang_of(reply.text, language), "by" in reply.facts, receipt, sound)


def _step(reply: Reply) -> Step | None:
    match reply.facts.get("steps"):
        case {"now": int(now), "of": int(of)}:
            return Step(now, of)
        case _:
            return None


def grouped(number: str) -> tuple[str, ...]:
    """A number in groups of at most four digits, letters by themselves: NB202600173 → NB 2026 0017 3."""
    return tuple(_GROUP.findall(number))


def lang_of(text: str, language: Language) -> str:
    """The HTML language of a text: Chinese wherever it has Chinese characters, so that it is read aloud rightly."""
    return "zh-CN" if language == "zh" or re.search("[\u4e00-\u9fff]", text) else "en"


def aware(at: datetime) -> datetime:
    """The moment with its zone: SQLite gives back UTC without saying so."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def china_time(at: datetime) -> str:
    """A moment as people here write it: 2026-03-05 14:08."""
    return aware(at).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
