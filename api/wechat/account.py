"""The city's account, opened as the settings say: its door, its bridge, and the pages that are opened from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter
from sqlalchemy.orm import Session

from api.settings import Settings
from api.talks import Talks
from api.vault import SqlVault
from api.wechat.answering.commands import load_commands
from api.wechat.answering.yes_words import load_yes_words
from api.wechat.bridge import Bridge
from api.wechat.client.errors import WechatFailed
from api.wechat.client.wechat_api import open_wechat_api
from api.wechat.hearing import HearMessage
from api.wechat.keeping import KeepPicture
from api.wechat.menu import load_menu
from api.wechat.pages import links
from api.wechat.pages.link_pages import Links, link_routes
from api.wechat.pages.opening import OpenidUnknown, Opening, opening_routes
from api.wechat.ports import Known, Ports
from api.wechat.protocol.envelope import Envelope
from api.wechat.speaking import SpeakMessage
from bot.database import Sessions
from bot.say import Sentences
from bot.vault import Seal, Secret


@dataclass(frozen=True)
class Account:
    """One account in one gateway."""

    envelope: Envelope
    bridge: Bridge
    pages: tuple[APIRouter, ...]


@dataclass(frozen=True)
class Rooms:
    """What the account needs of the other rooms."""

    sessions: Sessions
    seal: Seal
    vault: SqlVault
    talks: Talks
    sentences: Callable[[], Sentences]
    hear: HearMessage
    speak: SpeakMessage | None
    known: Callable[[Session, str], Known | None]
    forget_known: Callable[[Session, str], None]
    unfinished: Callable[[Session, str], bool]
    keep_picture: KeepPicture


def open_account(settings: Settings, rooms: Rooms) -> Account | None:
    """The account of the settings; None when they name none. Raises DataError for a fault in its data."""
    if settings.wechat_app_id is None or settings.wechat_token is None:
        return None
    api = open_wechat_api(settings, rooms.sessions, rooms.seal, _now)
    ports = Ports(
        sessions=rooms.sessions,
        seal=rooms.seal,
        talks=rooms.talks,
        api=api,
        rights=frozenset(settings.wechat_rights),
        sentences=rooms.sentences,
        commands=load_commands(settings.data / "wechat_words.yml"),
        yes_words=load_yes_words(settings.data / "wechat_yes.yml"),
        menu=load_menu(settings.data),
        hear=rooms.hear,
        speak=rooms.speak,
        known=rooms.known,
        forget_known=rooms.forget_known,
        unfinished=rooms.unfinished,
        keep_picture=rooms.keep_picture,
        keep=lambda conversation, kind, text: rooms.vault.put(conversation, Secret(kind, text, text, text)),
        link=lambda conversation: _link(settings, rooms.sessions, conversation),
        now=_now,
        news_template=settings.wechat_news_template if "templates" in settings.wechat_rights else None,
    )
    bridge = Bridge(ports)
    key = settings.wechat_aes_key.get_secret_value() if settings.wechat_aes_key else ""
    envelope = Envelope(settings.wechat_token.get_secret_value(), key, settings.wechat_app_id, settings.wechat_mode)
    return Account(envelope, bridge, tuple(_pages(settings, ports, bridge)))


def _pages(settings: Settings, ports: Ports, bridge: Bridge) -> list[APIRouter]:
    """Links always; opening from the menu where the account may ask who it is."""

    async def openid_of(code: str) -> str:
        try:
            return await ports.api.openid_of(code)
        except WechatFailed as fault:
            raise OpenidUnknown(type(fault).__name__) from fault

    pages = [link_routes(Links(ports.sessions, _now))]
    if "oauth" in ports.rights and settings.wechat_app_id and settings.public_url:
        opening = Opening(settings.wechat_app_id, settings.wechat_open, settings.public_url, openid_of, bridge.conversation_of)
        pages.append(opening_routes(opening))
    return pages


def _link(settings: Settings, sessions: Sessions, conversation: str) -> str | None:
    if not settings.public_url:
        return None
    with sessions.begin() as session:
        return links.make_link(session, conversation, settings.public_url, _now())


def _now() -> datetime:
    return datetime.now(UTC)
