"""A name and an identity number in one breath: 胡演勇999002199107220275, 老公陈示宏 身份证号999…"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.catalogue.models import Question
from bot.kinds.person_name import looks_like_name
from bot.kinds.resident_id import numbers
from bot.kinds.said_of import SaidOf, people_in

_BETWEEN = re.compile(
    r"(?:公民)?身份(?:证件?)?(?:的)?(?:号码?)?$|证件号码?$|号码?$|[,、 ][是为叫]$|(?<=[号码证IDid])[是为]$|的$"
    r"|[哈啊呀嘛哦]$|[A-Za-z]+$|[ ,、:。]+$"
)
"""What may stand between a name and its number, taken away piece by piece."""
_LEAD = re.compile(r"^.*?(?:叫做?|喊|是|姓名:?|名字:?|和|跟)(?=..)")
_OWN = re.compile(r"^(?:我|俺|我叫|我是|我喊|俺叫|叫|是|本人|本人是|名字|姓名|名字叫|我的名字叫?|我姓名)?$")
_WIDEST = 40
"""Characters before a number in which its owner's name is looked for."""


@dataclass(frozen=True)
class Person:
    """A name and a number that were said together."""

    name_span: tuple[int, int]
    id_span: tuple[int, int]
    lead: str
    """What stands before the name in its clause: 老公, 我叫, or nothing."""


def people(text: str) -> Iterator[Person]:
    """Everybody who is named right before an identity number."""
    for start, end, _ in numbers(text):
        at = _name_end(text, start)
        run = re.search(r"[\u3400-\u4dbf\u4e00-\u9fff〇]+$", text[max(0, at - _WIDEST) : at])
        if run is None:
            continue
        name = _name_in(run[0])
        if name:
            yield Person((at - len(name), at), (start, end), run[0][: -len(name)])


def whose(question: Question) -> str:
    """Whom a question of a name or number is about: elder_name and elder_id are one person's, name and resident_id the resident's."""
    return re.sub(r"_?(?:name|resident_id|id)$", "", question.key)


def pair_meant(person: Person, asked: Question | None, questions: Sequence[Question], of: SaidOf) -> str | None:
    """Whose name and number it is, as `whose` tells it; None when that was not said. `of`: of whom the name is said."""
    if of.who == "self":
        return ""
    said = next((whose(q) for q in questions if any(cue and person.lead.endswith(cue) for cue in _relations(q))), None)
    if said is not None:
        return said
    about = whose(asked) if asked is not None and asked.kind in ("person_name", "resident_id") else None
    if of.who == "other" and (named := {whose(q) for q in questions if of.is_called(people_in(q.cues))}):
        return about if about in named else named.pop() if len(named) == 1 else None
    if of.who != "nobody":
        return about or None
    if about is not None:
        return about
    return "" if _OWN.match(person.lead) else None


def _relations(question: Question) -> set[str]:
    """老公叫 and 老公的身份证 both begin with whom it is about."""
    cut = {re.sub(r"(?:叫|的身份证)$", "", cue) for cue in question.cues}
    return {w for cue in cut if len(cue) >= 2 for w in (cue, f"{cue}叫", f"{cue}是")}


def _name_end(text: str, end: int) -> int:
    """Where what stands before the number ends, without 身份证号 and the like."""
    low = max(0, end - _WIDEST)
    while end > low and (m := _BETWEEN.search(text[low:end])):
        end = low + m.start()
    return end


def _name_in(run: str) -> str | None:
    """The name at the end of these characters: all of them, else what follows 叫, else the last three or two."""
    for words in (run, _LEAD.sub("", run)):
        if 2 <= len(words) <= 4 and looks_like_name(words):
            return words
    for length in (3, 2):
        words, before = run[-length:], run[:-length]
        if len(run) > length and looks_like_name(words) and before[-1] not in "办报补领查给帮让":
            return words
    return None
