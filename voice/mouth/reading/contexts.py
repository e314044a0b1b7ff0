"""Characters whose reading hangs on their neighbours rather than on a word: 您得带, 慢慢地说, 单先生."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from voice.mouth.reading.plain import HAN
from voice.mouth.reading.table import any_of, table

Read = list[tuple[str, tuple[str, ...]]]


def in_context(clause: str, read: Read, before: str = "") -> Read:
    """The words of a clause with what the context changes; `before` is what was said right before its pause."""
    changes = dict(_changes(clause, [syllable for _, syllables in read for syllable in syllables], _CALLED.search(before) is not None))
    if not changes:
        return read
    changed, at = [], 0
    for word, syllables in read:
        changed.append((word, tuple(changes.get(at + n, syllable) for n, syllable in enumerate(syllables))))
        at += len(word)
    return changed


_MUST = re.compile(
    "(?:^|[您你我他她它们人谁都也还就才总只非可又便将仍先后者本么]|必|一定|否则|不然|自己|子女|家里)(得)"
    "(?!到|了|知|出|以|意|分|益|当$|体$|很|起|住|着|过|手|个|病|奖|不(?!停|少))(?=.)"
    "|(?<![记觉懂认晓舍懒免省显值])(得)(?=等|去|找|带|先|问|本人|自己|重新|赶|尽快|让|把)"
)
_ADVERB = re.compile(
    f"(?:([{HAN}])\\1|(?:[{HAN}])(?:([{HAN}])\\2)|一[{HAN}]一[{HAN}]|详细|清楚|仔细|认真|放心|安心|顺利|及时|主动|直接|完整|如实|准确|平安"
    "|耐心|尽快|方便|自动|随便|大声|小声|大概|好好|免费|合理|适当|积极|轻松|快速|逐步)(地)(?!址|方|点|区|段|图|里|上|下)"
)
_NAMED = "叫做?|姓名是?|姓|名字[叫是]?|联系人[是叫]?|我是|您是"
_CALLED = re.compile("(?:姓名|名字|联系人|持卡人|申请人|户主|监护人|本人)$")
_AGAIN = re.compile(r"([看想说试等听问聊歇查找写走坐谈讲念算瞧])\1(?!看|想|说)")
_TITLES = "先生|女士|小姐|老师|大爷|大妈|大姐|大哥|大叔|师傅|医生|大夫|主任|局长|科长|同志|阿姨|叔叔|爷爷|奶奶|某"


def _changes(clause: str, syllables: list[str], named: bool) -> Iterator[tuple[int, str]]:
    for match in _AGAIN.finditer(clause):  # 想想 is xiang2 xiang5
        syllable = syllables[match.start()]
        yield match.start(), syllable.replace("3", "2")
        yield match.start() + 1, f"{syllable[:-1]}5"
    for match in _MUST.finditer(clause):
        yield match.end() - 1, "dei3"
    for match in _ADVERB.finditer(clause):
        yield match.start(3), "de5"
    for match in _surnames(named).finditer(clause):
        for n, syllable in enumerate(table().surnames[match[1]].pinyin.split()):
            yield match.start(1) + n, syllable


@lru_cache(maxsize=2)
def _surnames(named: bool) -> re.Pattern[str]:
    """Where a surname stands: after 叫 or 姓, before 先生; with `named` also at the very start."""
    start = "^" if named else f"^(?=[{HAN}]{{1,4}}(?:{_TITLES}))"
    return re.compile(f"(?:(?:{_NAMED})|{start})({any_of(table().surnames)})")
