"""Which other topic of public life the words are about: by its names, as they are written, scattered, or as they sound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rapidfuzz import fuzz

from bot.catalogue.directory import Topic
from bot.kinds.sound import pinyin, syllable
from bot.vault import TOKEN

LONG = 4
"""A name of so many characters may be scattered: 二手的房子过户."""
ALIKE = 0.6
"""How alike the one syllable of a longer name must be that was heard otherwise."""
SPELT = 5
"""So many letters of pinyin make a name: lihun, but not yiqi."""
_APART = ".{0,3}?"
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_MARKS = re.compile(r"[\s,.。、;:?!()《》“”\"'-]+")


def named(text: str, topics: Iterable[Topic], *, plainly: bool = False) -> Topic | None:
    """The topic whose name is in the text: the longest name, else the one said first. `plainly`: only names that can mean nothing else."""
    said = _said(text)
    found = [(-len(name), at, topic) for topic in topics for name in _names(topic, plainly) if (at := _place(name, said)) is not None]
    return min(found, key=lambda one: one[:2])[2] if found else None


def find(text: str, topics: Iterable[Topic]) -> Topic | None:
    """The topic that the text is about: by name, else by a long name scattered, else spelt in pinyin, else by its sound; or None."""
    topics = tuple(topics)
    return named(text, topics) or next((topic for way in (_scattered, _spelt, _sounding) if (topic := way(_said(text), topics))), None)


def _names(topic: Topic, plainly: bool) -> tuple[str, ...]:
    return topic.plain if plainly else topic.names


def _said(text: str) -> str:
    """The text in small letters, with a box for each token: what a resident told of themselves is no topic."""
    return TOKEN.sub("□", text).lower()


def _place(name: str, said: str) -> int | None:
    """Where the name begins; one in Latin letters must be a word of its own."""
    name = name.lower()
    if not _CHINESE.search(name):
        found = re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", said)
        return found.start() if found else None
    at = said.find(name)
    return at if at >= 0 else None


def _longest(fitting: Iterable[tuple[str, Topic]]) -> Topic | None:
    best = max(fitting, key=lambda pair: len(pair[0]), default=None)
    return best[1] if best else None


def _chinese_names(topics: Iterable[Topic], least: int) -> Iterator[tuple[str, Topic]]:
    for topic in topics:
        yield from ((name, topic) for name in topic.names if _CHINESE.search(name) and len(name) >= least)


def _scattered(said: str, topics: tuple[Topic, ...]) -> Topic | None:
    """公积金能不能贷款 for 公积金贷款: all characters in their order, a few others between."""
    return _longest((name, topic) for name, topic in _chinese_names(topics, LONG) if _loosely(name).search(said))


@lru_cache(maxsize=4096)
def _loosely(name: str) -> re.Pattern[str]:
    return re.compile(_APART.join(map(re.escape, name)))


def _spelt(said: str, topics: tuple[Topic, ...]) -> Topic | None:
    """Huzhao zai nali ban: a text without any Chinese, in pinyin."""
    if _CHINESE.search(said):
        return None
    letters = _MARKS.sub("", said)
    return _longest((name, topic) for name, topic in _chinese_names(topics, 2) if len(spelt := _pinyin(name)) >= SPELT and spelt in letters)


@lru_cache(maxsize=4096)
def _pinyin(name: str) -> str:
    return "".join(map(pinyin, name))


def _sounding(said: str, topics: tuple[Topic, ...]) -> Topic | None:
    """胡照 for 护照, 公基金贷款 for 公积金贷款: never by sound alone, some characters must be those of the name."""
    heard = _MARKS.sub("", said)
    return _longest((name, topic) for name, topic in _chinese_names(topics, 2) if _sounds(name, heard, topic))


def _sounds(name: str, heard: str, topic: Topic) -> bool:
    """A long name may have one syllable that is only alike; a name of two characters has to be a plain one."""
    size = len(name)
    if size == 2 and name not in topic.plain:
        return False
    wanted = _syllables(name)
    for at in range(len(heard) - size + 1):
        part = heard[at : at + size]
        if 2 * sum(a == b for a, b in zip(part, name, strict=True)) >= size - 1:
            other = [(a, b) for a, b in zip(_syllables(part), wanted, strict=True) if a != b]
            if not other or (size >= LONG and len(other) == 1 and fuzz.ratio(*other[0]) / 100 >= ALIKE):
                return True
    return False


@lru_cache(maxsize=4096)
def _syllables(words: str) -> tuple[str, ...]:
    return tuple(map(syllable, words))
