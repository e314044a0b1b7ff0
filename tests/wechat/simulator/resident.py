"""A resident with a phone: what she does, and what her screen shows."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tests.wechat.simulator.allowance import Allowance
from tests.wechat.simulator.media import Media
from tests.wechat.simulator.sent import PATIENCE, Sent


class Via(StrEnum):
    """How something reached the screen."""

    PASSIVE = "passive"
    SERVICE = "service"
    TEMPLATE = "template"
    SUBSCRIPTION = "subscription"


@dataclass(frozen=True)
class Shown:
    """One bubble on the screen."""

    at: float
    """The simulator's clock, seconds since 1970."""
    via: Via
    kind: str
    """text, voice, image, news."""
    text: str = ""
    media: bytes = b""
    """The file of a voice message or picture."""
    url: str = ""
    """Where a template message leads when it is tapped."""
    answers: Sent | None = field(default=None, compare=False, repr=False)
    """What a passive answer belongs to."""


@dataclass
class Resident:
    """Follows the account, from the beginning, without having said so (`follow` sends the event)."""

    openid: str
    name: str
    start: Callable[[Sent, Resident], Sent]
    """Puts it on its way."""
    fields: Callable[[str, str], dict[str, str | int]]
    """The fields that every message of a kind has."""
    media: Media
    picture_url: Callable[[str], str]
    menu: Callable[[], dict[str, Any] | None]
    """The one that is installed now."""
    changed: threading.Condition
    following: bool = True
    allowance: Allowance = field(default_factory=Allowance)
    failures: list[str] = field(default_factory=list)
    """Each time that WeChat showed 该公众号提供的服务出现故障，请稍后再试: why."""
    _screen: list[Shown] = field(default_factory=list)

    # what she does

    def send(self, text: str) -> Sent:
        """Types. Comes back at once: who sends two and needs their order waits for the first (`.wait()`)."""
        return self.message("text", Content=text)

    def say(self, amr: bytes, wide: bytes | None = None, form: str = "amr") -> Sent:
        """Speaks: AMR at 8 kHz, and at 16 kHz (MediaId16K) where given."""
        more = {} if wide is None else {"MediaId16K": self.media.add(wide)}
        return self.message("voice", MediaId=self.media.add(amr), Format=form, **more)

    def show(self, picture: bytes) -> Sent:
        """Sends a photograph."""
        media_id = self.media.add(picture)
        return self.message("image", PicUrl=self.picture_url(media_id), MediaId=media_id)

    def place(self, latitude: float, longitude: float, label: str = "") -> Sent:
        """Sends where she is, or something else is."""
        return self.message("location", Location_X=f"{latitude:.6f}", Location_Y=f"{longitude:.6f}", Scale="16", Label=label)

    def press(self, key: str) -> Sent:
        """Presses a button of the menu that says something."""
        return self.event("CLICK", EventKey=key)

    def open(self, url: str) -> Sent:
        """Presses a button of the menu that opens a page."""
        return self.event("VIEW", EventKey=url)

    def tap(self, name: str) -> Sent:
        """Presses the button of this name in the menu that is installed. Raises LookupError when she does not find it."""
        for top in (self.menu() or {"button": []})["button"]:
            for button in top.get("sub_button") or [top]:
                if button["name"] == name:
                    return self.open(button["url"]) if button["type"] == "view" else self.press(button["key"])
        raise LookupError(f"no button {name}")

    def follow(self) -> Sent:
        """Follows the account (again)."""
        self.following = True
        return self.event("subscribe", EventKey="")

    def unfollow(self) -> Sent:
        """Does not follow it any more: nothing may be sent to her."""
        self.following = False
        return self.event("unsubscribe", EventKey="")

    def message(self, kind: str, **fields: str | int) -> Sent:
        """Any message: `message("link", Title=…, Description=…, Url=…)`."""
        return self.start(self.prepare(kind, **fields), self)

    def event(self, event: str, **fields: str | int) -> Sent:
        """Any event: `event("SCAN", EventKey=…, Ticket=…)`."""
        return self.start(Sent(self.openid, {**self.fields(self.openid, "event"), "Event": event, **fields}), self)

    def prepare(self, kind: str, **fields: str | int) -> Sent:
        """A message that is not yet sent; `Simulator.at_pace` sends many."""
        shared = self.fields(self.openid, kind)
        number = shared.pop("MsgId")
        return Sent(self.openid, {**shared, **fields, "MsgId": number})

    # what she sees

    @property
    def screen(self) -> tuple[Shown, ...]:
        """All that was shown, in order."""
        with self.changed:
            return tuple(self._screen)

    @property
    def texts(self) -> list[str]:
        """The words of all that was shown, in order."""
        return [shown.text for shown in self.screen]

    def wait_for(self, bubbles: int, seconds: float = PATIENCE) -> tuple[Shown, ...]:
        """The screen, once it shows so many. Raises TimeoutError, saying what it shows."""
        with self.changed:
            if not self.changed.wait_for(lambda: len(self._screen) >= bubbles, seconds):
                raise TimeoutError(f"{self.name} sees {len(self._screen)} of {bubbles}: {[shown.text for shown in self._screen]}")
            return tuple(self._screen)

    async def shows(self, bubbles: int, seconds: float = PATIENCE) -> tuple[Shown, ...]:
        """As `wait_for`, on whatever loop and without a thread."""
        until = time.monotonic() + seconds
        while len(self._screen) < bubbles and time.monotonic() < until:  # noqa: ASYNC110  # changes come from another thread
            await asyncio.sleep(0.02)
        return self.wait_for(bubbles, 0)

    def sees(self, shown: Shown) -> None:
        """Something is shown."""
        with self.changed:
            self._screen.append(shown)
            self.changed.notify_all()
