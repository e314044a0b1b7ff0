"""What the classifier sees of an utterance: its words, its characters and its sound.

Recognisers and typing err by homophone (设宝卡 for 社保卡), so pinyin syllables
without tones stand beside characters and words. Words come from jieba.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Set

import jieba
from pypinyin import Style, lazy_pinyin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

TOKEN = re.compile(r"⟦[a-z0-9_]+:[a-z0-9]+⟧")
"""A vault token in a masked text."""
_NUMBER = re.compile(r"\d+")
_NOISE = re.compile(r"[^\w□]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_LATIN = re.compile(r"[a-z]+")
FAMILIAR = 0.6
"""The share of known runs of four letters below which a line in Latin letters says nothing to us; a lone word must be known wholly."""


HEARD_BEFORE = 0.3
"""The share of known neighbours among the syllables below which a line in Chinese says nothing to us."""


def plain(text: str) -> str:
    """The text with tokens as □, digits as 0, punctuation and spaces gone, in lower case."""
    return _NOISE.sub("", _NUMBER.sub("0", TOKEN.sub("□", text))).lower()


def warm_up() -> None:
    """Loads jieba's dictionary now, so that the first resident does not wait for it."""
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()


def words(text: str) -> list[str]:
    """jieba's words."""
    return [word for word in jieba.cut(text) if word.strip()]


def syllables(text: str) -> list[str]:
    """Toneless pinyin, one a character; what is not Chinese stays as it is."""
    return lazy_pinyin(text, style=Style.NORMAL, errors=list)


def pairs(text: str) -> list[str]:
    """Each two syllables that stand together, for whether words were ever taught."""
    return [" ".join(syllables(run[at : at + 2])) for run in _CHINESE.findall(plain(text)) for at in range(len(run) - 1)]


def fours(text: str) -> list[str]:
    """Each run of four Latin letters."""
    return [run[at : at + 4] for run in _LATIN.findall(text.lower()) for at in range(len(run) - 3)]


def strange(text: str, taught: Set[str]) -> bool:
    """Whether nothing in the text is in `taught`: hardly two syllables together, and hardly any run of four letters."""
    said = plain(text)
    if "□" in said or "0" in said:
        return False
    if _CHINESE.search(said):
        together = pairs(text)
        return len(together) > 1 and sum(pair in taught for pair in together) < HEARD_BEFORE * len(together)
    needed = FAMILIAR if len(_LATIN.findall(text.lower())) > 1 else 1.0
    letters = fours(text)
    return bool(letters) and sum(four in taught for four in letters) < needed * len(letters)


def features() -> FeatureUnion:
    """Unfitted word 1-2-grams, character 1-4-grams and pinyin 1-3-grams, each weighted by tf-idf.

    Words and characters that were taught once only are left out, which halves the model; a sound taught once is kept, for there
    are few sounds, and a recogniser hits each with other characters.
    """
    common = {"preprocessor": plain, "sublinear_tf": True}
    return FeatureUnion(
        [
            ("words", TfidfVectorizer(tokenizer=words, token_pattern=None, ngram_range=(1, 2), min_df=2, **common)),
            ("characters", TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=2, **common)),
            ("pinyin", TfidfVectorizer(tokenizer=syllables, token_pattern=None, ngram_range=(1, 3), **common)),
        ]
    )
