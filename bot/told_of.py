"""Of whom each part of a sentence tells: 我爸身体好,我妈要人照顾. 我照顾我爸,走不动 tells of whoever talks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.helping import helps
from bot.kin import KEY_OF, SELF
from bot.named import everybody, groups, named

People = frozenset[str]
"""Keys of `bot.kin`; empty is whoever talks, or nobody in particular."""
NOBODY: People = frozenset()
_OBJECT = re.compile(
    r"(?:给|帮|替|代|为|像|比|陪|带|照顾|伺候|护理|叫|让|请|喊|问|找|打|(?<![想说提])到|寄|送|住|(?<![现实正])在|(?<!过)去|随|从|把|被|向|交|告诉"
    r"|用|靠|由|\b(?:for|with|to|by|at|on|of|ask|call|like|than) )$",
    re.IGNORECASE,
)
"""Before somebody with whom something is done: that tells nothing of them."""
_NO_MORE = re.compile(
    r"[。;!?]|(?:^|[,、 ])(?:那|就|所以|还是|您|你|请|麻烦)|(?:我|俺|咱)|老人|\b(?:I|we)\b|[^,。;!?]*吧(?:$|[,。;!?])",
    re.IGNORECASE,
)
"""Words from which on it is no more about whoever was spoken of: a new sentence, a wish, the one who talks."""
_MYSELF_TOO = re.compile(
    r"(?:我|俺)(?:自己|本人)?(?:的(?=[^,。;!?]{0,6}?也)|也(?!不知|不清|觉得|同意|想|要|是|选|认为|希望|没))|(?:我|俺)(?:自己|本人)的"
)
_BARE = re.compile(r"(?:^|(?<=[,。;!? 、]))(?P<word>[爸妈])(?=[\u4e00-\u9fff])(?![呀的啊哟妈爸])")
"""妈走不动."""
_IS = re.compile(r"的(?:人|那个|那位)?就?是$")


def told_of(text: str, start: int, end: int) -> People:
    """Of whom the characters from `start` to `end` tell: the one who was spoken of last before them, else (走不动)的是我爸."""
    behind = next((people for at, people in _spoken_of(text, objects=True) if at >= end and _IS.fullmatch(text, end, at)), None)
    if behind is not None:
        return behind
    now = NOBODY
    for at, people in _spoken_of(text):
        if at < start or (at == start and not people):
            now = people
    return now


def _spoken_of(text: str, *, objects: bool = False) -> Iterator[tuple[int, People]]:
    """From which character on it is about whom, in order."""
    relatives = {one.start for one in named(text)}
    marks: dict[int, People] = {m.start(): NOBODY for m in _NO_MORE.finditer(text) if m.start() not in relatives}
    marks |= {m.start(): frozenset({KEY_OF[m["word"]]}) for m in _BARE.finditer(text)}
    marks |= {m.start(): frozenset({SELF}) for m in _MYSELF_TOO.finditer(text)}
    for group in groups(text, everybody(text)):
        at = group[0].start
        told = frozenset(one.key for one in group)
        if objects or not _OBJECT.search(text[:at]):
            marks[at] = NOBODY if helps(text, group[-1].end) else marks.get(at, NOBODY) if told == {SELF} else told
    yield from sorted(marks.items())
