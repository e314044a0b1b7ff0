"""Ears and mouth of this process, opened as the settings say. Where one is missing, everything else goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field

import structlog

from api.settings import Settings
from api.wechat.hearing import Doubt, VoiceHeard, VoiceNotHeard
from api.wechat.speaking import SpokenMessage
from bot.catalogue import Catalogue
from bot.expecting import Expecting
from bot.say import Sentences
from bot.turn import Language
from voice.asking import Settle
from voice.audio import Audio, BadSound
from voice.doubting import is_yes_or_no, offered
from voice.ears import EarsMissing, NotHeard, Recognizer
from voice.ears.choosing import open_ears
from voice.ears.models import FOLDER
from voice.messages.converting import Converter
from voice.messages.hearing import MessageEars
from voice.messages.speaking import message_of
from voice.mouth import MouthMissing, NotSpoken, Tone
from voice.mouth.cache import Sounds
from voice.mouth.choosing import choose_fallback, choose_speaker
from voice.mouth.mute import MuteSpeaker
from voice.mouth.reading import read
from voice.mouth.saying import Mouth
from voice.mouth.silent import SilentSpeaker
from voice.words import Words

SOUNDS = "sounds"
"""Folder in the settings' home."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Voicing:
    """What hears and what speaks."""

    ears: Recognizer | None
    """None: nothing on this machine hears."""
    mouth: Mouth
    speaks: bool
    """Whether there is anything to be heard."""
    message_ears: MessageEars | None = None
    """What hears voice messages, with the same ears."""
    converter: Converter = field(default_factory=Converter)

    async def wav(self, text: str, language: Language, slow: bool) -> bytes | None:
        """The text read aloud, as a WAV file; None when no voice could."""
        pcm, rate = bytearray(), 0
        try:
            async with aclosing(self.mouth.say(text, Tone("slow" if slow else "normal"), language)) as sentences:
                async for spoken in sentences:
                    pcm += spoken.audio.pcm
                    rate = spoken.audio.rate
        except NotSpoken as error:
            log.error("not_spoken", why=str(error))
            return None
        return Audio(bytes(pcm), rate).wav() if rate else None

    async def message(self, text: str, language: Language, slow: bool) -> SpokenMessage | None:
        """The text read aloud, as much of it as fits into a voice message; None when no voice could, or nothing in it can be said."""
        if not self.speaks:
            return None
        try:
            async with aclosing(self.mouth.say(text, Tone("slow" if slow else "normal"), language)) as sentences:
                said = await message_of(sentences)
            return SpokenMessage(await self.converter.encoded_mp3(said.audio), said.audio.seconds, said.whole) if said else None
        except (NotSpoken, BadSound) as error:
            log.error("not_spoken", why=str(error))
            return None


def open_voicing(settings: Settings, words: Words) -> Voicing:
    """Ears with their model in memory and a voice that has just been tried; says in the log what is missing and how to get it."""
    ears: Recognizer | None = None
    try:
        ears = open_ears(settings.recognizer, settings.hearing_model, settings.home / FOLDER, words.commands)
    except EarsMissing as missing:
        log.warning("no_ears", why=str(missing))
    try:
        speaker = choose_speaker(settings.speaker)
    except MouthMissing as missing:
        log.warning("no_mouth", why=str(missing))
        return voicing(ears, Mouth(MuteSpeaker(), None, Sounds(), read), speaks=False)
    speaks = not isinstance(speaker, SilentSpeaker)
    sounds = Sounds(settings.home / SOUNDS if speaks else None)
    return voicing(ears, Mouth(speaker, choose_fallback(speaker), sounds, read), speaks)


def voicing(ears: Recognizer | None, mouth: Mouth, speaks: bool) -> Voicing:
    """What hears and speaks, messages too."""
    converter = Converter()
    return Voicing(ears, mouth, speaks, MessageEars(ears, converter) if ears else None, converter)


@dataclass(frozen=True)
class HearingMessages:
    """An `api.wechat.hearing.HearMessage`."""

    ears: MessageEars | None
    settle: Settle
    expecting: Callable[[str, str], Expecting]
    """(conversation, language) → what may be said next; blocks."""
    words: Words
    sentences: Sentences

    async def __call__(self, data: bytes, conversation: str, language: Language) -> VoiceHeard | VoiceNotHeard:
        """What is said in an AMR file, put right by what may be said in this talk."""
        if self.ears is None:
            return VoiceNotHeard("no_ears")
        expecting = await asyncio.to_thread(self.expecting, conversation, language)
        try:
            heard = await self.ears.hear(data, expecting)
        except BadSound as error:
            log.warning("message_unreadable", conversation=conversation, why=str(error), bytes=len(data))
            return VoiceNotHeard("unreadable")
        except EarsMissing as missing:
            log.error("no_ears", why=str(missing))
            return VoiceNotHeard("no_ears")
        if isinstance(heard, NotHeard):
            return VoiceNotHeard(heard.why)
        settled = await self.settle(heard, expecting)
        if not settled.text:
            return VoiceNotHeard("noise")
        if settled.sure:
            return VoiceHeard(settled.text, settled.recognised)
        doubt, readings = self._doubt(offered(settled, expecting, self.words), language)
        return VoiceHeard(settled.text, settled.recognised, doubt, readings)

    def _doubt(self, readings: tuple[str, ...], language: Language) -> tuple[Doubt, tuple[str, ...]]:
        if is_yes_or_no(readings, self.words):
            return "yes_or_no", tuple(self.sentences.say(f"call.{answer}", language).text for answer in ("yes", "no"))
        match len(readings):
            case 0:
                return "again", ()
            case 1:
                return "confirm", readings
            case _:
                return "either", readings


def fixed_sentences(sentences: Sentences, catalogue: Catalogue) -> list[str]:
    """What is said to everybody in the same words: made audible at the start, and kept."""
    services = catalogue.services.values()
    questions = [*catalogue.asks.asks, *(question for service in services for question in (*service.eligibility, *service.questions))]
    fixed = [one for key, one in sorted(sentences.fixed().items()) if key.startswith(SPOKEN)]
    said = [one.speech or one.text if one.brief is None else one.brief for one in fixed]
    return list(dict.fromkeys([*filter(None, said), *((question.brief or question.ask).zh for question in questions)]))


SPOKEN = ("call.", "dialogue.", "kinds.", "identity.", "alarm.")
"""How the keys of sentences begin that are ever spoken; those of pages are read."""


async def prepare(voicing: Voicing, texts: list[str]) -> None:
    """Starts the voice and makes these audible, beside everything else that goes on."""
    if voicing.speaks:
        try:
            await voicing.mouth.start()
        except NotSpoken as error:
            log.error("voice_not_started", why=str(error))
        log.info("sentences_ready", count=await voicing.mouth.prepare(texts))
