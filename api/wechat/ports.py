"""What the bridge needs from other rooms, handed in by the wiring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from api.talks import Talks
from api.wechat.client import WechatApi
from api.wechat.commands import Commands
from api.wechat.hearing import HearMessage
from api.wechat.menu import Menu
from api.wechat.speaking import SpeakMessage
from bot.database import Sessions
from bot.say import Sentences
from bot.vault import Seal


@dataclass(frozen=True)
class Rights:
    """What WeChat lets this account do; each missing one has another way."""

    service: bool = False
    """Customer-service messages. Without: answers that come late are fetched by the resident's next message."""
    oauth: bool = False
    """Who opens a page from the menu is known. Without: a link that works once."""
    templates: bool = False
    """Template messages. Without: news wait for the resident's next message."""
    voice: bool = False
    """Uploading sound. Without: answers are text."""


@dataclass(frozen=True)
class Known:
    """Who is verified in a talk."""

    person: str
    """Fingerprint of the ID number."""
    name: str


@dataclass(frozen=True)
class Ports:
    """The rest of the house."""

    sessions: Sessions
    seal: Seal
    talks: Talks
    api: WechatApi
    rights: Rights
    sentences: Callable[[], Sentences]
    commands: Commands
    """What residents say to the channel itself."""
    menu: Menu
    hear: HearMessage
    speak: SpeakMessage
    known: Callable[[Session, str], Known | None]
    """(session, conversation) → who is verified there."""
    keep: Callable[[str, str, str], str]
    """(conversation, kind, text) → token of a piece of personal data. Blocks."""
    link: Callable[[str], str | None]
    """(conversation) → address of its large-text page, good once; None where residents cannot reach this machine. Blocks."""
    now: Callable[[], datetime]
