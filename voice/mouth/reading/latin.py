"""Latin letters, words and abbreviations in Chinese syllables."""

from __future__ import annotations

import re
from functools import lru_cache

from voice.mouth.reading.table import any_of, table

_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PATH = "[A-Za-z0-9._~/?#=&%:+-]"
_ADDRESS = re.compile(
    rf"(?:https?://|www\.){_PATH}+|(?<![A-Za-z0-9@.])(?:[A-Za-z0-9-]+\.)+(?:cn|com|net|org|gov|edu|io)(?![A-Za-z])(?:/{_PATH}*)?"
)
_HOST = re.compile(r"^(?:https?://)?(?:www\.)?([^/?#:]+).*$", re.DOTALL)


def letter_by_letter(letters: str) -> str:
    """KTV → 开提维, by the letters' names."""
    return "".join(table().letters[letter] for letter in letters.upper())


def addresses(text: str) -> str:
    """Of a web address only the name of the site is said, of a mail address all of it."""
    text = _MAIL.sub(lambda match: _dotted(match[0]), text)
    return _ADDRESS.sub(lambda match: _dotted(_HOST.sub(r"\1", match[0])), text)


def _dotted(address: str) -> str:
    said = []
    for part in re.findall(r"[A-Za-z]+|\d|[.@_-]", address):
        if part.isalpha():
            known = _known().get(part.lower())
            said.append(known or letter_by_letter(part))
        else:
            said.append({".": "点", "@": "，艾特，", "_": "下划线", "-": "杠"}.get(part) or "零一二三四五六七八九"[int(part)])
    return "".join(said)


_ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ ,.;:!?']+[A-Za-z]+){2,}[.!?]?")


def latin(text: str) -> str:
    """Known words as the table says, all else letter by letter; what runs on in another language is left out."""
    text = _ENGLISH.sub("，", text)
    text = _known_word().sub(lambda match: _known()[match[0].lower()], text)
    return re.sub("[A-Za-z]+", lambda match: letter_by_letter(match[0]), text)


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    return {word.lower(): said for word, said in table().latin.items()}


@lru_cache(maxsize=1)
def _known_word() -> re.Pattern[str]:
    return re.compile(f"(?<![A-Za-z])(?:{any_of(_known())})(?![A-Za-z])", re.IGNORECASE)
