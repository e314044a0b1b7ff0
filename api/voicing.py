"""Ears and mouth of this process, opened as the settings say. Where one is missing, everything else goes on."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass

import structlog

from api.settings import Settings
from bot.catalogue import Catalogue
from bot.say import Sentences
from bot.turn import Language
from voice.audio import Audio
from voice.ears import EarsMissing, Recognizer
from voice.ears.choosing import open_ears
from voice.ears.models import FOLDER
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
        return Voicing(ears, Mouth(MuteSpeaker(), None, Sounds(), read), speaks=False)
    speaks = not isinstance(speaker, SilentSpeaker)
    sounds = Sounds(settings.home / SOUNDS if speaks else None)
    return Voicing(ears, Mouth(speaker, choose_fallback(speaker), sounds, read), speaks)


def fixed_sentences(sentences: Sentences, catalogue: Catalogue) -> list[str]:
    """What is said to everybody in the same words: made audible at the start, and kept."""
    services = catalogue.services.values()
    questions = [*catalogue.asks.asks, *(question for service in services for question in (*service.eligibility, *service.questions))]
    said = [one.speech or one.text for key, one in sorted(sentences.fixed().items()) if key.startswith(SPOKEN)]
    return list(dict.fromkeys([*said, *(question.ask.zh for question in questions)]))


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
