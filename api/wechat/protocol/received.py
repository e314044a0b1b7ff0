"""What WeChat's server delivers, in our words. `messages.parse` makes it of XML."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """Typed words."""

    text: str


@dataclass(frozen=True)
class Voice:
    """A voice message. WeChat's own recognition is not used: it was withdrawn in 2023."""

    media_id: str
    """At 8 kHz: AMR."""
    media_id_16k: str | None
    """The same at 16 kHz (AMR-WB), where WeChat gives one."""


@dataclass(frozen=True)
class Picture:
    """A photograph."""

    media_id: str


@dataclass(frozen=True)
class Location:
    """A place that the resident has sent on purpose. Its point on the map is not read: nothing needs it."""

    label: str
    """The place in words; may be empty."""


@dataclass(frozen=True)
class Other:
    """A message of a kind that we cannot read: video, shortvideo, link, file …"""

    kind: str


@dataclass(frozen=True)
class Pressed:
    """A button of the menu that says something."""

    key: str


@dataclass(frozen=True)
class Followed:
    """The resident follows the account (again)."""


@dataclass(frozen=True)
class Unfollowed:
    """The resident does not follow the account any more."""


@dataclass(frozen=True)
class Subscribed:
    """The resident was asked whether they want subscription messages, or has looked through theirs."""

    agreed: tuple[str, ...]
    """Templates that they said yes to; each may be good for one message only."""
    refused: tuple[str, ...]


@dataclass(frozen=True)
class NewsArrived:
    """What became of a subscription message that WeChat had taken."""

    template: str
    shown: bool


@dataclass(frozen=True)
class Unneeded:
    """An event that asks for no answer: VIEW, SCAN, LOCATION (whereabouts, which we do not keep), TEMPLATESENDJOBFINISH …"""

    event: str


Content = Text | Voice | Picture | Location | Other | Pressed | Followed | Unfollowed | Subscribed | NewsArrived | Unneeded

OF_NEWS = Subscribed | NewsArrived
"""What is noted, and asks for no answer."""


@dataclass(frozen=True)
class Received:
    """One delivery. WeChat sends the same one up to three times, so `openid` and `key` name it."""

    openid: str
    """The resident (FromUserName)."""
    account: str
    """Our account's own id (ToUserName), which signs the answer."""
    created_at: int
    """CreateTime, seconds since 1970."""
    key: str
    """`m:<MsgId>` of a message, `e:<CreateTime>:<Event>:<EventKey>` of an event; at most 128 characters (a longer one is hashed).

    What an event tells of subscription messages stands there, hashed, in place of the EventKey, which it has not.
    """
    content: Content
    fault: str | None = None
    """Why nothing could be made of a message; its content is `Other` then. Holds nothing of what came, so that it may be logged."""
