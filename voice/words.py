"""Words about the talk itself, from data/voice/talking.yml: please wait, speak faster, there is more to come, yes, no."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.catalogue.waiting import Waiting, bare, lists_of

NAMES = ("commands", "waiting", "going", "things", "faster", "quieter", "around", "trailing", "backing", "agreeing", "denying")


@dataclass(frozen=True)
class Words(Waiting):
    """Lists of phrases without signs; each is matched as a whole."""

    commands: tuple[str, ...] = ()
    """What may be said at any moment: 再说一遍, 人工."""
    faster: tuple[str, ...] = ()
    """快一点: the voice should speak faster."""
    quieter: tuple[str, ...] = ()
    """小声一点: the voice should be less loud."""
    trailing: tuple[str, ...] = ()
    """那个, 然后: somebody who stops here has not ended."""
    backing: tuple[str, ...] = ()
    """嗯, 哦: somebody listens, and does not want to speak."""
    agreeing: tuple[str, ...] = ()
    denying: tuple[str, ...] = ()

    def tone_wanted(self, text: str) -> Literal["faster", "quieter"] | None:
        """How this asks the voice to speak, when it asks for nothing else: 请您快一点; not 能快一点办好吗."""
        if self.is_only(text, self.faster):
            return "faster"
        return "quieter" if self.is_only(text, self.quieter) else None

    def only_listens(self, text: str) -> bool:
        """Whether this is 嗯 and nothing else."""
        return bare(text) in self.backing

    def agrees(self, text: str) -> bool | None:
        """Yes or no to 对吗; None for anything else."""
        said = bare(text)
        if any(said == bare(word) for word in self.denying):
            return False
        return True if any(said == bare(word) for word in self.agreeing) else None


def load_words(file: Path) -> Words:
    """The lists of this file. Raises DataError for one that is missing or no list of words."""
    return Words(**lists_of(file, NAMES))
