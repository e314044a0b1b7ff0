"""What the classifier sees of an utterance: its words, its characters and its sound.

Recognisers and typing err by homophone (设宝卡 for 社保卡), so pinyin syllables
without tones stand beside characters and words. Words come from jieba.
"""

from __future__ import annotations

import logging
import re

import jieba
from pypinyin import Style, lazy_pinyin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

TOKEN = re.compile(r"⟦[a-z0-9_]+:[a-z0-9]+⟧")
"""A vault token in a masked text."""
_NUMBER = re.compile(r"\d+")
_NOISE = re.compile(r"[^\w□]+")


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


def features() -> FeatureUnion:
    """Unfitted word 1-2-grams, character 1-4-grams and pinyin 1-3-grams, each weighted by tf-idf."""
    common = {"preprocessor": plain, "sublinear_tf": True}
    return FeatureUnion(
        [
            ("words", TfidfVectorizer(tokenizer=words, token_pattern=None, ngram_range=(1, 2), **common)),
            ("characters", TfidfVectorizer(analyzer="char", ngram_range=(1, 4), **common)),
            ("pinyin", TfidfVectorizer(tokenizer=syllables, token_pattern=None, ngram_range=(1, 3), **common)),
        ]
    )
