"""Which voice: one name from the settings; a voice is tried before it is taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from voice.mouth import MouthMissing, Speaker
from voice.mouth.cache import Sounds
from voice.mouth.espeak import EspeakSpeaker, open_espeak
from voice.mouth.pyttsx3 import open_pyttsx3
from voice.mouth.saying import Mouth, Read
from voice.mouth.silent import SilentSpeaker

SpeakerName = Literal["auto", "pyttsx3", "espeak", "silent"]

OPENERS: dict[str, Callable[[], Speaker]] = {"pyttsx3": open_pyttsx3, "espeak": open_espeak, "silent": SilentSpeaker}
"""Every voice by its name, and what tries and gives it."""
AUTO = ("pyttsx3", "espeak")
"""What `auto` tries, in this order."""


def choose_speaker(name: SpeakerName) -> Speaker:
    """The voice of this name, which has just read Mandarin correctly; takes some 0.1 s.

    Raises MouthMissing; the message says what to install.
    """
    faults = []
    for candidate in AUTO if name == "auto" else (name,):
        try:
            return OPENERS[candidate]()
        except MouthMissing as error:
            faults.append(str(error))
    raise MouthMissing(faults[-1])


def open_mouth(name: SpeakerName, folder: Path, read: Read) -> Mouth:
    """The voice of this name with another behind it; sounds of fixed sentences are kept in this folder. Raises MouthMissing."""
    speaker = choose_speaker(name)
    return Mouth(speaker, choose_fallback(speaker), Sounds(folder), read)


def choose_fallback(speaker: Speaker) -> Speaker | None:
    """The voice that speaks when this one fails; None when there is no other."""
    if isinstance(speaker, (SilentSpeaker, EspeakSpeaker)):
        return None
    try:
        return open_espeak()
    except MouthMissing:
        return None
