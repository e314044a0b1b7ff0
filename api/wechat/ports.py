"""What the bridge needs from other rooms, handed in by the wiring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from api.talks import Talks
from api.vault import SqlVault
from api.wechat.answering.commands import Commands
from api.wechat.answering.yes_words import YesWords
from api.wechat.client.wechat_api import WechatApi
from api.wechat.hearing import HearMessage
from api.wechat.keeping import KeepPicture, PlacePictures
from api.wechat.menu import Menu
from api.wechat.settings import NewsBy, Right
from api.wechat.speaking import SpeakMessage
from bot.database import Sessions
from bot.say import Sentences
from bot.turn import Reply
from bot.vault import Seal, Secret


@dataclass(frozen=True)
class Known:
    """Who is verified in a talk."""

    person: str
    """Fingerprint of the ID number."""
    name: str


@dataclass(frozen=True)
class Rooms:
    """The rest of the house."""

    sessions: Sessions
    seal: Seal
    vault: SqlVault
    talks: Talks
    sentences: Callable[[], Sentences]
    hear: HearMessage
    speak: SpeakMessage | None
    """None: nothing on this machine speaks."""
    known: Callable[[Session, str], Known | None]
    """(session, conversation) → who is verified there."""
    forget_known: Callable[[Session, str], None]
    """(session, conversation): nobody is verified there any more."""
    answers: Callable[[Session, str], frozenset[str]]
    """(session, conversation) → words, any of which answers the question that is open there."""
    unfinished: Callable[[Session, str], bool]
    """(session, conversation) → whether an application is open there."""
    keep_picture: KeepPicture
    place_pictures: PlacePictures


@dataclass(frozen=True)
class Ports(Rooms):
    """The rest of the house, and the account."""

    api: WechatApi
    rights: frozenset[Right]
    """What WeChat lets the account do; each missing one has another way."""
    commands: Commands
    """What residents say to the channel itself."""
    yes_words: YesWords
    menu: Menu
    link: Callable[[str], str | None]
    """(conversation) → address of its large-text page, good once; None where residents cannot reach this machine. Blocks."""
    now: Callable[[], datetime]
    news_by: NewsBy | None = None
    """What news of cases go out by; None: as words, when the resident may be written to."""

    def keep(self, conversation: str, kind: str, text: str) -> str:
        """The token of a piece of personal data. Blocks."""
        return self.vault.put(conversation, Secret(kind, text, text, text))

    def reply(self, key: str, /, **values: str) -> Reply:
        """A sentence of the channel's own, as it is now: wechat.<key> of data/say."""
        said = self.sentences().say(f"wechat.{key}", "zh", **values)
        return Reply(said.text, said.speech)

    @property
    def reads_aloud(self) -> bool:
        """Whether answers can come as voice messages too."""
        return self.speak is not None and self.pushes and "voice_upload" in self.rights

    @property
    def pushes(self) -> bool:
        """Whether answers may come later by themselves; else the resident's next message fetches them."""
        return "customer_service" in self.rights
