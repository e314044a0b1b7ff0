"""The city's account, opened as the settings say: its door, its bridge, and the pages that are opened from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from fastapi import APIRouter

from api.settings import Settings
from api.wechat.answering.commands import load_commands
from api.wechat.answering.yes_words import load_yes_words
from api.wechat.bridge import Bridge
from api.wechat.client.errors import WechatFailed
from api.wechat.client.wechat_api import open_wechat_api
from api.wechat.menu import load_menu
from api.wechat.pages import links
from api.wechat.pages.link_pages import Links, link_routes
from api.wechat.pages.opening import OpenidUnknown, Opening, opening_routes
from api.wechat.ports import Ports, Rooms
from api.wechat.protocol.envelope import Envelope
from api.wechat.settings import news_by
from api.wechat.typed import TypedOnly
from bot.database import Sessions


@dataclass(frozen=True)
class Account:
    """One account in one gateway."""

    envelope: Envelope
    bridge: Bridge
    pages: tuple[APIRouter, ...]


def open_account(settings: Settings, rooms: Rooms) -> Account | None:
    """The account of the settings; None when they name none. Raises DataError for a fault in its data."""
    if settings.wechat_app_id is None or settings.wechat_token is None:
        return None
    api = open_wechat_api(settings, rooms.sessions, rooms.seal, _now)
    said = rooms.sentences if "media" in settings.wechat_rights else lambda: TypedOnly(rooms.sentences())
    ports = Ports(
        **vars(replace(rooms, sentences=said)),
        api=api,
        rights=frozenset(settings.wechat_rights),
        commands=load_commands(settings.data / "wechat_words.yml"),
        yes_words=load_yes_words(settings.data / "wechat_yes.yml"),
        menu=load_menu(settings.data),
        link=lambda conversation: _link(settings, rooms.sessions, conversation),
        now=_now,
        news_by=news_by(settings),
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

    pages = [link_routes(Links(ports.sessions, ports.forget_known, _now))]
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
