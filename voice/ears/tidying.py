"""What an ear writes beside the words: spaces, marks for what it did not know, and the sounds of thinking."""

from __future__ import annotations

import re

from bot.chinese import normalise

_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_BETWEEN_WORDS = re.compile(r"(?<=[\u3400-\u4dbf\u4e00-\u9fff]) +(?=[\u3400-\u4dbf\u4e00-\u9fff])")
_UNKNOWN = re.compile(r"[\[<](?:unk|noise|spn|sil|laughter)[\]>]", re.IGNORECASE)
_THINKING = "嗯呃唔"
_BETWEEN = ",，、。 "


def tidy(text: str) -> str:
    """The words without spaces between Chinese characters, without [unk], and without 嗯 and 呃 at the edges.

    A 嗯 that is all there is stays: it may be a yes. Text without any Chinese
    keeps its form; only the marks go.
    """
    if not _CHINESE.search(text):
        return re.sub(r" {2,}", " ", _UNKNOWN.sub(" ", text)).strip() if _UNKNOWN.search(text) else text
    words = normalise(_BETWEEN_WORDS.sub("", _UNKNOWN.sub(" ", text)))
    return _without_thinking(words) or words


def _without_thinking(words: str) -> str:
    """No regular expression: one for both edges takes exponentially long over 嗯嗯嗯嗯 in the middle."""
    if words.startswith(tuple(_THINKING)):
        words = words.lstrip(_THINKING + _BETWEEN)
    return words.rstrip(_THINKING + _BETWEEN) if words.endswith(tuple(_THINKING)) else words


def has_chinese(text: str) -> bool:
    """Whether there is a Chinese character in it."""
    return _CHINESE.search(text) is not None
