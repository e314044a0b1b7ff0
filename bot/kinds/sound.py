"""How Chinese characters sound: what a recogniser, or a finger on a telephone, takes for each other."""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import lazy_pinyin


@lru_cache(maxsize=4096)
def pinyin(character: str) -> str:
    """The syllable without its tone: 河 and 禾 are he."""
    return "".join(lazy_pinyin(character)).lower()


@lru_cache(maxsize=4096)
def syllable(character: str) -> str:
    """The syllable without what many regions do not tell apart: zh/z, ch/c, sh/s, n/l, h/f, -ng/-n."""
    sound = pinyin(character)
    sound = re.sub(r"^([zcs])h", r"\1", sound)
    sound = re.sub(r"^hu(?=.)", "f", sound) if sound.startswith(("hua", "hui")) else sound
    sound = re.sub(r"^n(?=[aeiouv])", "l", sound)
    return re.sub(r"ng$", "n", sound)
