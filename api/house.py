"""One gateway process: its rooms, and what the door needs of several of them at once."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from rasa_sdk.executor import ActionExecutor
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from actions import cases, identity
from actions.desk import Desk
from actions.outbox import Message, Outbox
from actions.phrases import lexicon, phrases
from actions.records import DemoPerson, demo_people
from actions.summary import summary
from actions.talk import load_talk
from api.calling import Calling, understood
from api.handing_over import Code, offer
from api.masking import KINDS as MASKED
from api.pages.handing_over import IntoWechat
from api.rasa import Rasa
from api.settings import Settings
from api.staff.photographs import Opened, Photograph, Photographs
from api.talks import Talks
from api.tracker import Tracker
from api.vault import SqlVault
from api.voicing import HearingMessages, Voicing, fixed_sentences
from api.wechat.account import Account, open_account
from api.wechat.followers import goes_on_here
from api.wechat.hearing import VoiceHeard, VoiceNotHeard
from api.wechat.keeping import PictureBetween, PictureKept, PictureNotKept, Place
from api.wechat.ports import Known, Rooms
from bot.catalogue import load_catalogue
from bot.catalogue.models import Service
from bot.database import Sessions, reading
from bot.expecting import Expecting
from bot.receipt import show_receipt
from bot.say import load_sentences
from bot.summary import Summary
from bot.turn import Language
from voice.asking import Settle
from voice.call import Room
from voice.ears import Heard
from voice.ears.lexicon import read_lexicon
from voice.ears.rescoring import settle_understood
from voice.ears.settling import Settled
from voice.words import Words as CallWords

DEMO_PHONES = "161"
"""How the invented people's telephones begin; no operator has been given it (actions/records/population.py)."""


@dataclass(frozen=True)
class House:
    """Everything of one gateway process."""

    settings: Settings
    sessions: Sessions
    desk: Desk
    talks: Talks
    vault: SqlVault
    rasa: Rasa
    executor: ActionExecutor
    records: Engine
    tracker: Tracker
    outbox: Outbox | None
    voicing: Voicing
    words: CallWords

    def calling(self) -> Calling:
        """Who answers voice calls, with the sentences and names as they are now."""
        room = Room(self.voicing.ears, self.voicing.mouth, self._settle(), self.desk.sentences, self.words)
        return Calling(self.talks, room, self.expecting)

    def hearing_messages(self) -> HearingMessages:
        """What hears voice messages, with the sentences and names as they are now."""
        return HearingMessages(self.voicing.message_ears, self._settle(), self.expecting, self.words, self.desk.sentences)

    def wechat(self) -> Account | None:
        """The city's WeChat account; None when the settings name none."""
        rooms = Rooms(
            sessions=self.sessions,
            seal=self.desk.seal,
            vault=self.vault,
            talks=self.talks,
            sentences=lambda: self.desk.sentences,
            hear=self._hear_message,
            speak=self.voicing.message if self.voicing.speaks else None,
            known=self._known,
            forget_known=identity.sign_out,
            answers=lambda session, conversation: frozenset(phrases(self.desk, session, conversation).answers),
            unfinished=lambda session, conversation: load_talk(session, conversation).draft is not None,
            keep_picture=self._keep_picture,
            place_pictures=self._place_pictures,
        )
        return open_account(self.settings, rooms)

    async def _hear_message(self, data: bytes, conversation: str, language: Language) -> VoiceHeard | VoiceNotHeard:
        """What a voice message says, by the names that are in the catalogue now: `reload` may have brought others."""
        hearing = await asyncio.to_thread(self.hearing_messages)
        return await hearing(data, conversation, language)

    def _known(self, session: Session, conversation: str) -> Known | None:
        """Who is verified in a talk."""
        who = identity.verified(session, conversation, self.desk.clock.now())
        if who is None:
            return None
        return Known(who.person, str(self.desk.vault.open(session, conversation, who.name_token).value))

    def photographs(self) -> Photographs:
        """Photographs of a talk, for staff who read it."""

        def of_talk(session: Session, conversation: str) -> list[Photograph]:
            found = cases.photos_of_talk(session, conversation)
            return [Photograph(one.id, one.at, show_receipt(one.receipt) if one.receipt else None) for one in found]

        def opened(session: Session, conversation: str, id: str) -> Opened | None:
            photo = cases.photo_of_talk(session, self.desk.seal, conversation, id)
            return Opened(photo.kind, photo.content) if photo else None

        return Photographs(of_talk, opened)

    def _keep_picture(self, conversation: str, picture: bytes, senders: Collection[str]) -> PictureKept | PictureBetween | PictureNotKept:
        """Keeps a photograph for the application that it was sent for."""
        with self.sessions.begin() as session:
            kept = cases.keep_photo(session, self.desk.seal, conversation, picture, self.desk.clock.now(), senders=senders)
        match kept:
            case cases.Kept(service, receipt):
                return PictureKept(self._title(service), receipt is not None)
            case cases.Between(draft, case):
                return PictureBetween(self._title(draft), self._title(case))
            case cases.NoCase():
                return PictureNotKept("no_case")
            case cases.TooMany(today=today):
                return PictureNotKept("too_many_today" if today else "too_many")
            case cases.TooLarge():
                return PictureNotKept("too_large")
            case cases.NotAPicture():
                return PictureNotKept("not_one")
            case cases.NotWhole():
                return PictureNotKept("cut_off")

    def _place_pictures(self, conversation: str, place: Place) -> PictureKept | None:
        """Puts photographs that may be for either of two where their resident says."""
        with self.sessions.begin() as session:
            kept = cases.place_photos(session, self.desk.seal, conversation, place, self.desk.clock.now())
        return PictureKept(self._title(kept.service), kept.receipt is not None) if kept else None

    def _title(self, service: str) -> str:
        """As residents hear it; its id when its file was taken away."""
        found = self.desk.catalogue.services.get(service)
        return found.title.zh if found else service

    def _settle(self) -> Settle:
        """Puts right what was heard: by what is expected, by the names of the catalogue, and by what means something."""
        names = read_lexicon(self.settings.data / "voice" / "words.yml", lexicon(self.desk), self.words.commands)

        async def settle(heard: Heard, expecting: Expecting) -> Settled:
            return await settle_understood(heard, expecting, names, partial(understood, self.rasa))

        return settle

    def expecting(self, conversation: str, language: str) -> Expecting:
        """What the ears listen for in this talk."""
        with reading(self.sessions) as session:
            return phrases(self.desk, session, conversation, language)

    def fixed_sentences(self) -> list[str]:
        """What is said to everybody in the same words."""
        return fixed_sentences(self.desk.sentences, self.desk.catalogue)

    def hand_over(self, conversation: str) -> Code:
        """A code that takes this talk along to another channel; an older one is void from now on."""
        with self.sessions.begin() as session:
            return offer(session, self.desk.seal, conversation, datetime.now(UTC))  # the time by which the channels take it

    def into_wechat(self) -> IntoWechat | None:
        """How talks of the pages go on in the city's account; None without one. Its name, when it is not set, is the city's."""
        if self.settings.wechat_app_id is None:
            return None
        regions = self.desk.catalogue.regions
        city = regions.get(regions.default)
        name = self.desk.sentences.say("page.name").text
        return IntoWechat(self.settings.wechat_name or (city.title if city else "") + name, self.hand_over, self._in_wechat)

    def _in_wechat(self, conversation: str) -> bool:
        with reading(self.sessions) as session:
            return goes_on_here(session, conversation)

    def reload(self) -> None:
        """Takes catalogue and sentences anew from data/; a fault there raises DataError and leaves the old ones."""
        catalogue, sentences = load_catalogue(self.settings.data), load_sentences(self.settings.data / "say")
        self.desk.catalogue, self.desk.sentences = catalogue, sentences

    def demo_people(self) -> list[tuple[str, str, str, str]]:
        """People to try with: name, ID number, telephone, what for. None outside the demonstration."""
        if not self.settings.demo:
            return []
        found: Sequence[DemoPerson] = demo_people(self.records)
        return [(p.name, p.resident_id, p.phone or "", p.what_for) for p in found]

    def messages(self) -> list[Message]:
        """What the demonstration's telephones have received, newest first."""
        if not self.settings.demo or self.outbox is None:
            return []
        return [message for message in self.outbox.messages() if message.to.startswith(DEMO_PHONES)]

    def summary(self, conversation: str, language: Language) -> Summary | None:
        """The sheet that a talk's resident may take home, opened for them; None while no service was spoken of."""
        with reading(self.sessions) as session:
            made = summary(self.desk, session, conversation, language)
        return Summary(tuple(sheet.opened(lambda text: self.vault.render(conversation, text)) for sheet in made.sheets)) if made else None

    def labels(self) -> dict[str, str]:
        """Token kind → what staff read in its place."""
        services: Sequence[Service] = list(self.desk.catalogue.services.values())
        questions = [q for s in services for q in (*s.eligibility, *s.questions)]
        masked = {key: self.desk.sentences.say(f"masked.{key}").text for key in (*MASKED, "problem", "decided", "link")}
        return masked | {q.key: q.short.zh for q in (*questions, *self.desk.catalogue.asks.asks)}
