"""How Chinese characters sound: what a recogniser, or a finger on a telephone, takes for each other."""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

_RUNS = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[^\u3400-\u4dbf\u4e00-\u9fff]")


def spelt(words: str, *, tones: bool = False) -> list[str]:
    """One syllable for each character, as it is read in this place: 银行 is yin hang; with `tones` yin2 hang2 (5: none).

    What is not Chinese stands for itself.
    """
    return [one for run in _RUNS.findall(words) for one in _run(run, Style.TONE3 if tones else Style.NORMAL)]


def _run(run: str, style: Style) -> list[str]:
    found = lazy_pinyin(run, style=style, neutral_tone_with_five=True)
    if len(found) != len(run):  # a character without a reading is given together with its neighbours
        found = [lazy_pinyin(c, style=style, neutral_tone_with_five=True)[0] for c in run]
    return found


@lru_cache(maxsize=4096)
def pinyin(character: str) -> str:
    """The syllable without its tone: 河 and 禾 are he."""
    return "".join(lazy_pinyin(character)).lower()


@lru_cache(maxsize=4096)
def syllable(character: str) -> str:
    """The syllable without what many regions do not tell apart: zh/z, ch/c, sh/s, n/l, h/f, -ng/-n."""
    return folded(pinyin(character))


@lru_cache(maxsize=4096)
def folded(sound: str) -> str:
    """A syllable spelt without its tone, without what many regions do not tell apart: zhang and zan are zan."""
    sound = re.sub(r"^([zcs])h", r"\1", sound)
    sound = re.sub(r"^hu(?=.)", "f", sound) if sound.startswith(("hua", "hui")) else sound
    sound = re.sub(r"^n(?=[aeiouv])", "l", sound)
    return re.sub(r"ng$", "n", sound)
