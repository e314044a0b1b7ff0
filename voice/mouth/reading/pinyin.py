"""Chinese in words only → numbered syllables with pauses, as eSpeak NG's voice `cmn-latn-pinyin` takes them.

What that voice (1.51) wants, found by its phonemes: `v` for ü; a space between
syllables; 儿 as a syllable of its own (`na3 er5`: `nar3` loses its tone); `,`
for a pause. A full stop makes a pause at the very end only.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from voice.mouth.reading.contexts import in_context
from voice.mouth.reading.plain import HAN
from voice.mouth.reading.sandhi import Word, spoken
from voice.mouth.reading.table import table
from voice.mouth.reading.words import words

_PIECE = re.compile(f"[{HAN}]+|[，、；：]|[。！？]")
_SYLLABLE = re.compile("[a-z]+[1-5]")


def numbered(text: str) -> str:
    """你好，请说。 → ni2 hao3 , qing3 shuo1 ."""
    said: list[str] = []
    before = ""
    for piece in _PIECE.findall(text):
        if piece in "，、；：":
            said.append(",")
        elif piece in "。！？":
            said.append("." if piece == "。" else "!" if piece == "！" else "?")
        else:
            said.extend(spoken([Word(word, syllables) for word, syllables in in_context(piece, _lexical(piece), before)]))
            before = piece
    return " ".join(said)


@lru_cache(maxsize=8_192)
def readable(character: str) -> bool:
    """Whether there is a syllable for it."""
    return all(_SYLLABLE.fullmatch(syllable) for syllable in _syllables(character))


def _lexical(clause: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(word, _syllables(word)) for word in words(clause)]


@lru_cache(maxsize=8_192)
def _syllables(word: str) -> tuple[str, ...]:
    own = table().words.get(word) or table().characters.get(word)
    if own:
        return tuple(own.pinyin.replace("ü", "v").split())
    return tuple(lazy_pinyin([word], style=Style.TONE3, neutral_tone_with_five=True))
