"""Who asks only for patience: 等一下, 我去拿身份证. The call and the dialogue know it by the same words, data/voice/talking.yml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.catalogue.load import DataError, read_yaml

_SIGNS = re.compile(r"[\s，。？！、；：,.?!;:~…]+")
LISTS = ("waiting", "going", "things", "around")


@dataclass(frozen=True)
class Waiting:
    """Lists of phrases without signs."""

    waiting: tuple[str, ...] = ()
    """等一下, 稍等: the other should wait."""
    going: tuple[str, ...] = ()
    """我去拿: one of the `things` may follow, 我去拿身份证."""
    things: tuple[str, ...] = ()
    """What somebody may fetch while they are waited for. No name of anything that can be asked for: 我去取公积金 does not ask to wait."""
    around: tuple[str, ...] = ()
    """What may stand before and after these and changes nothing: 嗯, 好, 您."""

    def asks_to_wait(self, text: str) -> bool:
        """Whether this asks for patience and for nothing else: 好的，您等一下，我去拿身份证; not 等一下，要带什么."""
        return self.is_only(text, (*self.waiting, *self.going), self.things, self.going)

    def is_only(self, text: str, phrases: tuple[str, ...], after: tuple[str, ...] = (), opening: tuple[str, ...] = ()) -> bool:
        """Whether at least one of the phrases is all there is, but for `around`, and `after` once one of `opening` was said."""
        said, found, opened = bare(text), False, False
        while said:
            known = (*phrases, *self.around, *(after if opened else ()))
            begins = max((word for word in known if said.startswith(bare(word))), key=len, default="")
            if not begins:
                return False
            found, opened = found or begins in phrases, opened or begins in opening
            said = said[len(bare(begins)) :]
        return found


def bare(text: str) -> str:
    """The words without signs and spaces, small letters."""
    return _SIGNS.sub("", text).lower()


def lists_of(file: Path, names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The lists of these names in the file. Raises DataError for one that is missing or no list of words."""
    lists = read_yaml(file)
    for name in names:
        if not isinstance(lists.get(name), list) or not all(isinstance(word, str) for word in lists[name]):
            raise DataError(f"{file}: `{name}` must be a list of words")
    return {name: tuple(lists[name]) for name in names}


def load_waiting(data: Path) -> Waiting:
    """Out of data/voice/talking.yml, or a DataError."""
    return Waiting(**lists_of(data / "voice" / "talking.yml", LISTS))
