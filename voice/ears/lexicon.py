"""The words that the ears know besides what is expected just now: names, commands, and ordinary words to be left alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pypinyin.phrases_dict import phrases_dict

from bot.catalogue.load import parse, read_yaml
from bot.catalogue.models import Model
from bot.kinds.sound import folded, spelt

Key = tuple[str, ...]
_NEARLY = 4
"""A name of so many syllables is also found when one of them was heard otherwise."""
_MANY = 3
_LONGEST_WORD = 4
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True)
class Lexicon:
    """Made once and shared: `Lexicon.of`, `read_lexicon`."""

    names: frozenset[str] = frozenset()
    """Names of the catalogue, without those of one character."""
    words: frozenset[str] = frozenset()
    """Ordinary words that sound like names and are not to be taken for them: 人证 beside 认证."""
    commands: tuple[str, ...] = ()
    """What may be said at any time: 再说一遍, 人工."""
    by_sound: Mapping[Key, tuple[tuple[str, Key], ...]] = field(default_factory=dict)
    lengths: tuple[int, ...] = ()
    heads: frozenset[str] = frozenset()
    """What many names end with, each after another character: 户口 of 上户口, 落户口, 迁户口."""

    @classmethod
    def of(cls, names: Iterable[str], words: Iterable[str] = (), commands: Iterable[str] = (), short: Iterable[str] = ()) -> Lexicon:
        """A lexicon of these; names that are not Chinese throughout, or have one character, are left out.

        A name of two characters sounds like too much (外教 and 外交): of those only
        the ones in `short` are put in place of what sounds like them.
        """
        two = frozenset(short)
        kept = frozenset(name for name in names if _CHINESE.fullmatch(name))
        index: dict[Key, list[tuple[str, Key]]] = defaultdict(list)
        for name in sorted(kept):
            sounds = folded_sounds(name) if len(name) > 2 or name in two else ()
            for key in _keys(sounds):
                index[key].append((name, sounds))
        lengths = tuple(sorted({len(name) for name in kept}, reverse=True))
        return cls(kept, frozenset(words), tuple(dict.fromkeys(commands)), {k: tuple(v) for k, v in index.items()}, lengths, _heads(kept))

    def alike(self, sounds: Key) -> Iterator[str]:
        """Names that sound like this, dialects aside; of four syllables and more one may be another."""
        seen: set[str] = set()
        for key in _keys(sounds):
            for name, own in self.by_sound.get(key, ()):
                if name not in seen and sum(map(str.__ne__, sounds, own)) <= 1:
                    seen.add(name)
                    yield name

    def is_thing(self, words: str) -> bool:
        """Whether these characters say something by themselves, without what stands before them in a longer name."""
        return words in self.names or words in self.heads

    def is_word(self, words: str) -> bool:
        """Whether these characters are an ordinary word, or a name."""
        return words in self.words or words in phrases_dict or words in self.names

    def words_in(self, text: str) -> list[tuple[int, int]]:
        """Half-open spans of all ordinary words of two to four characters in the text; they may overlap."""
        spans = ((at, at + size) for size in range(2, _LONGEST_WORD + 1) for at in range(len(text) - size + 1))
        return [(start, end) for start, end in spans if self.is_word(text[start:end])]

    def names_in(self, text: str) -> list[tuple[int, int]]:
        """Half-open spans of all names and commands of at least two characters that stand in the text as they are written."""
        every = [(at, at + size) for size in self.lengths for at in range(len(text) - size + 1) if text[at : at + size] in self.names]
        for command in self.commands:
            at = text.find(command) if len(command) > 1 else -1
            if at >= 0:
                every.append((at, at + len(command)))
        return every


def _heads(names: Iterable[str]) -> frozenset[str]:
    before: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for at in range(1, len(name) - 1):
            before[name[at:]].add(name[at - 1])
    return frozenset(end for end, others in before.items() if len(others) >= _MANY)


def folded_sounds(words: str) -> Key:
    """The syllables without tone and without what dialects do not tell apart, one for each character."""
    return tuple(map(folded, spelt(words)))


def _keys(sounds: Key) -> tuple[Key, ...]:
    """Where a name is found again: by all its syllables, or by either end, of which one is whole if only one syllable is another."""
    if len(sounds) < _NEARLY:
        return (sounds,) if sounds else ()
    size = str(len(sounds))
    return ((size, "head", *sounds[:2]), (size, "tail", *sounds[-2:]))


@lru_cache(maxsize=8)
def listed(names: tuple[str, ...]) -> Lexicon:
    """A lexicon of what a talk says may be named just now."""
    return Lexicon.of(names)


class _Words(Model):
    words: tuple[str, ...]
    short: tuple[str, ...]


def read_lexicon(file: Path, names: Iterable[str], commands: Iterable[str] = ()) -> Lexicon:
    """The lexicon of these names and commands with the ordinary words of `file` (data/voice/words.yml).

    Raises DataError for a file that cannot be read as such.
    """
    ordinary = parse(file, read_yaml(file), _Words)
    return Lexicon.of([*names, *ordinary.short], ordinary.words, commands, ordinary.short)
