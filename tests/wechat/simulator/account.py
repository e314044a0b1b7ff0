"""The Official Account that the simulator plays, as WeChat's console would have it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Mode(StrEnum):
    """How messages travel to the account's server (消息加解密方式)."""

    PLAIN = "plain"
    """明文模式."""
    COMPATIBLE = "compatible"
    """兼容模式: plain fields and the sealed ones in one packet."""
    SAFE = "safe"
    """安全模式: the sealed ones only."""


class Right(StrEnum):
    """What WeChat may grant an account or not (接口权限). A call without the right gives 48001."""

    SERVICE = "service"
    """Customer-service messages (客服接口)."""
    TEMPLATE = "template"
    """Template messages (模板消息)."""
    SUBSCRIBE = "subscribe"
    """Subscription messages (订阅通知)."""
    MENU = "menu"
    """A menu of its own (自定义菜单)."""
    MEDIA = "media"
    """Temporary media, up and down (临时素材)."""
    OAUTH = "oauth"
    """Pages that know who opens them (网页授权)."""


@dataclass(frozen=True)
class Account:
    """One account's keys and rights. All of them are made up, for tests only."""

    app_id: str
    secret: str
    token: str
    aes_key: str
    """EncodingAESKey, 43 characters."""
    mode: Mode = Mode.PLAIN
    name: str = "gh_0123456789ab"
    """原始ID: ToUserName of what arrives, FromUserName of what answers."""
    rights: frozenset[Right] = field(default_factory=lambda: frozenset(Right))
    web_host: str | None = None
    """Host (and port) that pages may lie on (网页授权域名); anything when not given."""
