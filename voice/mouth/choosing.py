"""Which voice: one name from the settings; a voice is tried before it is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from voice.mouth import MouthMissing, Speaker
from voice.mouth.espeak import EspeakSpeaker, open_espeak
from voice.mouth.pyttsx3 import open_pyttsx3
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


def choose_fallback(speaker: Speaker) -> Speaker | None:
    """The voice that speaks when this one fails; None when there is no other."""
    if isinstance(speaker, (SilentSpeaker, EspeakSpeaker)):
        return None
    try:
        return open_espeak()
    except MouthMissing:
        return None
