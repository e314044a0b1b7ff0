"""Words about the talk itself, from data/voice/talking.yml: please wait, speak faster, there is more to come, yes, no."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Literal

from bot.catalogue.load import DataError, read_yaml

_SIGNS = re.compile(r"[\s，。？！、；：,.?!;:~…]+")


LONGEST_REASON = 14
"""Characters: whoever says more says something else."""
_MARK = re.compile(r"[,，。.!！、 ]+")

_IS_HERE = re.compile(r"过?来了")
"""我儿子来了: nobody has to be waited for."""


@dataclass(frozen=True)
class Words:
    """Lists of phrases without signs; each is matched as a whole."""

    commands: tuple[str, ...] = ()
    """What may be said at any moment: 再说一遍, 人工."""
    waiting: tuple[str, ...] = ()
    """等一下, 稍等: the other should wait."""
    going: tuple[str, ...] = ()
    """我去拿: one of the `things` may follow, 我去拿身份证."""
    things: tuple[str, ...] = ()
    """What somebody may fetch while they are waited for. No name of anything that can be asked for: 我去取公积金 does not ask to wait."""
    because: tuple[str, ...] = ()
    """How the reason begins why somebody is to be waited for."""
    no_reason: tuple[str, ...] = ()
    """What does not stand in such a reason."""
    consulting: tuple[str, ...] = ()
    """问问, 商量: somebody else is asked first."""
    returning: tuple[str, ...] = ()
    """回来: what is waited for, beside 等."""
    whom: tuple[str, ...] = ()
    """Who is asked. None of those who are here: 我问你一下 does not ask to wait."""
    deferring: tuple[str, ...] = ()
    """What else may stand in 等我问问我女儿再交."""
    coming: tuple[str, ...] = ()
    """来跟你说, 拿手机去了: what somebody of `whom` does who takes over. Nothing that could be wanted for them: 给我儿子办 is a wish."""
    fetching_them: tuple[str, ...] = ()
    """叫, 喊: 我叫我闺女 says enough."""
    doing: tuple[str, ...] = ()
    """Of `coming`, what also answers who does it: 妈妈来办. It asks to wait only beside one of `sending`."""
    sending: tuple[str, ...] = ()
    """让, 叫, 等, 马上"""
    spoken_of: tuple[str, ...] = ()
    """他, 她: beside 等 they are somebody of `whom`."""
    alone: tuple[str, ...] = ()
    """自己: 让我妈自己来说 asks to wait, 让我妈自己去拿 answers who does it."""
    unable: tuple[str, ...] = ()
    """我忘了, 看不清: how the reason begins why somebody else has to take over."""
    beside_coming: tuple[str, ...] = ()
    """What else may stand in 让我儿子来跟你说, and nothing more may."""
    faster: tuple[str, ...] = ()
    """快一点: the voice should speak faster."""
    quieter: tuple[str, ...] = ()
    """小声一点: the voice should be less loud."""
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
        alone = self._is_only(text, (*self.waiting, *self.going), self.things, self.going)
        return alone or self._waits_because(text) or self._consults(text) or self._hands_over(text) or self._cannot(text)

    def _cannot(self, text: str) -> bool:
        """我忘了她的号,让我儿子来念: why somebody else takes over, and that they do."""
        said = bare(text)
        ends = (at for at in range(1, min(len(said), LONGEST_REASON + 1)) if said.startswith(self.sending, at))
        return said.startswith(self.unable) and any(self._hands_over(said[at:]) for at in ends)

    def _hands_over(self, text: str) -> bool:
        """让我儿子来办, 我儿子拿手机去了,等他念: somebody else comes and goes on, and nothing else is said. 妈妈来办 says who does it."""
        every = (*self.coming, *self.fetching_them, *self.beside_coming, *self.whom, *self.waiting, *self.around, *self.things)
        said = self._pieces(bare(text), (*every, *self.spoken_of, *self.alone)) or []
        comes = any(word in (*self.coming, *self.fetching_them) and word not in self.doing for word in said)
        does = any(word in self.doing for word in said) and not any(word in self.alone for word in said)
        comes = comes or (does and any(word in self.sending for word in said))
        somebody = any(word in self.whom for word in said) or ("等" in said and any(word in self.spoken_of for word in said))
        return comes and somebody and not any(map(_IS_HERE.fullmatch, map("".join, pairwise(said))))

    def _consults(self, text: str) -> bool:
        """等我问问我女儿再交, 我先跟老伴商量一下: others are asked first, and nothing else is said."""
        every = (*self.consulting, *self.returning, *self.whom, *self.deferring, *self.waiting, *self.around)
        said = self._pieces(bare(text), every) or []
        until = self.returning if any("等" in word for word in said) else ()
        return any(word in (*self.consulting, *until) for word in said) and any(word in self.whom for word in said)

    def _pieces(self, said: str, known: tuple[str, ...]) -> list[str] | None:
        """The words that this is made of, the longest first; None when there is anything else in it."""
        pieces: list[str] = []
        while said:
            begins = max((word for word in known if said.startswith(bare(word))), key=len, default="")
            if not begins:
                return None
            pieces.append(begins)
            said = said[len(bare(begins)) :]
        return pieces

    def _waits_because(self, text: str) -> bool:
        """等一下,有人敲门: a few words of why, which answer nothing."""
        begins = _MARK.search(text)
        if begins is None or not self._is_only(text[: begins.start()], self.waiting):
            return False
        why = bare(text[begins.end() :])
        return 0 < len(why) <= LONGEST_REASON and why.startswith(self.because) and not any(word in why for word in self.no_reason)

    def tone_wanted(self, text: str) -> Literal["faster", "quieter"] | None:
        """How this asks the voice to speak, when it asks for nothing else: 请您快一点; not 能快一点办好吗."""
        if self._is_only(text, self.faster):
            return "faster"
        return "quieter" if self._is_only(text, self.quieter) else None

    def _is_only(self, text: str, phrases: tuple[str, ...], after: tuple[str, ...] = (), opening: tuple[str, ...] = ()) -> bool:
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
    names = [field.name for field in fields(Words)]
    for name in names:
        if not isinstance(lists.get(name), list) or not all(isinstance(word, str) for word in lists[name]):
            raise DataError(f"{file}: `{name}` must be a list of words")
    return Words(**{name: tuple(lists[name]) for name in names})
