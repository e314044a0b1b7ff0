"""Everybody of the family whom a sentence names, and who stands side by side: 我爸, 老伴, 我爸和我妈."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.kin import BOTH, KEY_OF, SELF, surely_two
from bot.one_of import one_of

_MINE = r"(?:我|俺|咱|阿拉)们?(?:家|屋里|屋头)?的?(?:那个?|这个?)?"
_PERSON = re.compile(
    rf"(?P<mine>{_MINE})?(?P<word>{one_of({*KEY_OF, *BOTH})})(?![姓]|公积金)",
    re.IGNORECASE,
)
_ONESELF = re.compile(
    r"(?:我|俺)(?:自己|本人|个人|自个儿)|(?:我|俺)(?=[和跟与、](?:我|俺)?[爸妈爹娘老爱媳丈妻儿女孩])|(?<=[和跟与、])(?:我|俺)(?=都|也|的)"
)
_GIVEN = re.compile(r"(?:给|帮|替|代|和|跟|与|及|、|for |and )$", re.IGNORECASE)
_OF_ANOTHER = ("他", "她", "他的", "她的", "他们", "人家", "别人")
_BESIDE_EACH_OTHER = re.compile(r"(?:和|跟|与|同|及|还有|以及|、|,|加上| |and )*", re.IGNORECASE)
_ALIKE = re.compile(r"(?:的)?(?:一样|似的|那样|同样)")
_INTRODUCES = re.compile(r"叫(?!我|你|您|他|她)|姓|的?(?:名字|姓名|身份证|证件|号码)")


@dataclass(frozen=True)
class Named:
    """Somebody of the family, or the speaker, at this place of a sentence."""

    key: str
    start: int
    end: int


@lru_cache(maxsize=256)  # every open question asks it of the same sentence
def named(text: str) -> tuple[Named, ...]:
    """Everybody of the family who is named, in order."""
    found: list[Named] = []
    for match in _PERSON.finditer(text):
        word = match["word"].lower()
        before = text[: match.start()]
        if not match["mine"] and (before.endswith(_OF_ANOTHER) or (len(word) == 1 and not _GIVEN.search(before))):
            continue
        found += [Named(key, match.start(), match.end()) for key in BOTH.get(word) or (KEY_OF[word],)]
    return tuple(found)


def introduced(text: str) -> tuple[Named, ...]:
    """Relatives whose name or number is about to be told: 小儿子叫…, 我爸的身份证…."""
    return tuple(one for one in named(text) if _INTRODUCES.match(text, one.end))


def everybody(text: str) -> list[Named]:
    """All who are named, the speaker among them; not those whom somebody else is only like: 跟我妈一样."""
    oneself = [Named(SELF, m.start(), m.end()) for m in _ONESELF.finditer(text)]
    people = sorted([*named(text), *oneself], key=lambda one: one.start)
    return [one for one in people if not _ALIKE.match(text, one.end)]


def groups(text: str, people: Iterable[Named]) -> Iterator[list[Named]]:
    """People named side by side: 我爸和我妈, 我爸我妈."""
    group: list[Named] = []
    for one in people:
        if group and (one.start == group[-1].start or _BESIDE_EACH_OTHER.fullmatch(text, group[-1].end, one.start)):
            group.append(one)
            continue
        if group:
            yield group
        group = [one]
    if group:
        yield group


def each_once(people: Iterable[Named]) -> Iterator[Named]:
    """Without those who may be one of the others."""
    told: list[Named] = []
    for one in people:
        if all(surely_two(one.key, other.key) for other in told):
            told.append(one)
            yield one
