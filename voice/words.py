"""Words about the talk itself, from data/voice/talking.yml: please wait, there is more to come, yes, no."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.catalogue.load import DataError, read_yaml

_SIGNS = re.compile(r"[\s，。？！、；：,.?!;:~…]+")


@dataclass(frozen=True)
class Words:
    """Lists of phrases without signs; each is matched as a whole."""

    commands: tuple[str, ...] = ()
    """What may be said at any moment: 再说一遍, 人工."""
    waiting: tuple[str, ...] = ()
    """等一下, 稍等: the other should wait."""
    going: tuple[str, ...] = ()
    """我去拿: something may follow, 我去拿身份证."""
    around: tuple[str, ...] = ()
    """What may stand before and after these and changes nothing: 嗯, 好, 您."""
    trailing: tuple[str, ...] = ()
    """那个, 然后: somebody who stops here has not ended."""
    backing: tuple[str, ...] = ()
    """嗯, 哦: somebody listens, and does not want to speak."""
    agreeing: tuple[str, ...] = ()
    denying: tuple[str, ...] = ()

    def asks_to_wait(self, text: str) -> bool:
        """Whether this asks for patience and for nothing else: 好的，您等一下，我去拿身份证; not 等一下，要带什么."""
        said = bare(text)
        waits = False
        while said:
            if any(said.startswith(going) and len(said) <= len(going) + 8 for going in self.going):
                return True
            begins = max((word for word in (*self.waiting, *self.around) if said.startswith(bare(word))), key=len, default="")
            if not begins:
                return False
            waits = waits or begins in self.waiting
            said = said[len(bare(begins)) :]
        return waits

    def only_listens(self, text: str) -> bool:
        """Whether this is 嗯 and nothing else."""
        return bare(text) in self.backing

    def agrees(self, text: str) -> bool | None:
        """Yes or no to 对吗; None for anything else."""
        said = bare(text)
        if any(said == bare(word) for word in self.denying):
            return False
        return True if any(said == bare(word) for word in self.agreeing) else None


def bare(text: str) -> str:
    """The words without signs and spaces, small letters."""
    return _SIGNS.sub("", text).lower()


def load_words(file: Path) -> Words:
    """The lists of this file. Raises DataError for one that is missing or no list of words."""
    lists = read_yaml(file)
    names = ("commands", "waiting", "going", "around", "trailing", "backing", "agreeing", "denying")
    for name in names:
        if not isinstance(lists.get(name), list) or not all(isinstance(word, str) for word in lists[name]):
            raise DataError(f"{file}: `{name}` must be a list of words")
    return Words(**{name: tuple(lists[name]) for name in names})
