"""Relatives in a sentence: who is named, for whom something is done, who is surely somebody else: 我妈 and 老母亲 are one, 我爸 is not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

SELF = "self"
Relatives = Literal["parents", "grandparents", "partner", "children", "grandchildren", "siblings", "children_in_law"]
"""Those who are much the same to a service."""

_WORDS: dict[str, str] = {
    "father": "爸爸 爸 父亲 老爸 老父亲 爹 老爹",
    "mother": "妈妈 妈 母亲 老妈 老母亲 娘 老娘",
    "grandfather": "爷爷",
    "grandmother": "奶奶",
    "mothers_father": "外公 姥爷",
    "mothers_mother": "外婆 姥姥",
    "father_in_law": "岳父 公公 老丈人",
    "mother_in_law": "岳母 婆婆 丈母娘",
    "husband": "老公 丈夫 孩子他爸 孩子爸 孩子他爹",
    "wife": "老婆 妻子 媳妇 孩子他妈 孩子妈 孩子他娘",
    "spouse": "爱人 老伴 老伴儿 对象",
    "old_man": "老头子 老头 老头儿",
    "old_woman": "老太婆 老太太 老婆子",
    "son": "儿子 崽 大儿子 小儿子",
    "daughter": "女儿 闺女 囡 大女儿 小女儿",
    "child": "孩子 小孩 娃 娃娃 宝宝",
    "grandson": "孙子 外孙",
    "granddaughter": "孙女 外孙女",
    "daughter_in_law": "儿媳妇 儿媳",
    "son_in_law": "女婿",
    "brother": "哥 哥哥 大哥 弟 弟弟",
    "sister": "姐 姐姐 大姐 妹 妹妹",
}
"""What they are called in Chinese: the first is how we would say it."""
_ENGLISH = {"father": "father dad", "mother": "mother mom mum", "husband": "husband", "wife": "wife", "son": "son", "daughter": "daughter"}
_ENGLISH |= {"child": "child baby", "grandfather": "grandfather", "grandmother": "grandmother"}
_MAY_BE: dict[str, frozenset[str]] = {
    "spouse": frozenset({"husband", "wife", "old_man", "old_woman"}),
    "old_man": frozenset({"husband", "father", "grandfather", "mothers_father", "father_in_law", "spouse"}),
    "old_woman": frozenset({"wife", "mother", "grandmother", "mothers_mother", "mother_in_law", "spouse"}),
    "child": frozenset({"son", "daughter"}),
}
"""Words that leave open who it is."""
_BOTH = {"爸爸妈妈": ("father", "mother"), "爸妈": ("father", "mother"), "父母": ("father", "mother"), "爹妈": ("father", "mother")}
_BOTH |= {"爹娘": ("father", "mother"), "公婆": ("father_in_law", "mother_in_law")}

_GROUPS: dict[Relatives, frozenset[str]] = {
    "parents": frozenset({"father", "mother", "father_in_law", "mother_in_law"}),
    "grandparents": frozenset({"grandfather", "grandmother", "mothers_father", "mothers_mother"}),
    "partner": frozenset({"husband", "wife", "spouse", "old_man", "old_woman"}),
    "children": frozenset({"son", "daughter", "child"}),
    "grandchildren": frozenset({"grandson", "granddaughter"}),
    "siblings": frozenset({"brother", "sister"}),
    "children_in_law": frozenset({"daughter_in_law", "son_in_law"}),
}
KEYS = (SELF, *_WORDS)

_KEY_OF = {word: key for key, words in _WORDS.items() for word in words.split()}
_KEY_OF |= {f"my {word}": key for key, words in _ENGLISH.items() for word in words.split()}
_ANYWHERE = sorted({*_KEY_OF, *_BOTH}, key=len, reverse=True)
_MINE = r"(?:我|俺|咱|阿拉)们?(?:家|屋里|屋头)?的?(?:那个?|这个?)?"
_PERSON = re.compile(rf"(?P<mine>{_MINE})?(?P<word>{'|'.join(map(re.escape, _ANYWHERE))})(?![姓]|公积金)", re.IGNORECASE)
_ONESELF = re.compile(
    r"(?:我|俺)(?:自己|本人|个人|自个儿)|(?:我|俺)(?=[和跟与、](?:我|俺)?[爸妈爹娘老爱媳丈妻儿女孩])|(?<=[和跟与、])(?:我|俺)(?=都|也|的)"
)
_GIVEN = re.compile(r"(?:给|帮|替|代|和|跟|与|及|、|for |and )$", re.IGNORECASE)
_OF_ANOTHER = ("他", "她", "他的", "她的", "他们", "人家", "别人")
_FOR = re.compile(r"(?<![打寄发留送交转还])(?:给|帮|替|代|for )$", re.IGNORECASE)
_NOT_FOR = re.compile(r"(?:打电?话|打个|打了|留个|发个|发短信|说一|看|带|做饭|帮忙|送|治)")
_BESIDE_EACH_OTHER = re.compile(r"(?:(?:和|跟|与|同|及|还有|以及|、|,|加上| |and )+(?:给|帮|替|for )?)?", re.IGNORECASE)
_TOGETHER = re.compile(r"(?:两个|俩|两口子|他们)?人?(?:的|[都也]?(?:要|想|办|满|到了|丢|掉|停|[六七八九0-9]|没认|没办|没领)|,|。|$)")
_ALIKE = re.compile(r"(?:的)?(?:一样|似的|那样|同样)")
_TOO = re.compile(r"(?:的[\u4e00-\u9fff]{0,6})?(?:也|都)")
_MORE = re.compile(r"(?:还有|再|另外|接着|然后|顺便)(?:给|帮|替)?$")
_DOES = re.compile(r"办|做|弄|搞|补|换|领|申请|报|认证|来一|要")
_STOPS = re.compile(r"[,。;!?]")


@dataclass(frozen=True)
class Named:
    """Somebody of the family, or the speaker, at this place of a sentence."""

    key: str
    start: int
    end: int


def key_of(word: str) -> str | None:
    """Who this word means; None for words that may mean anybody: 老人, 他."""
    return _KEY_OF.get(word.lower())


def spoken(key: str) -> str:
    """How a resident would say it: 我爸爸."""
    return "我自己" if key == SELF else f"我{_WORDS[key].split()[0]}"


def is_of(key: str, relatives: Iterable[Relatives]) -> bool:
    """Whether it is one of these relatives."""
    return any(key in _GROUPS[one] for one in relatives)


def surely_two(one: str | None, other: str | None) -> bool:
    """Whether they cannot be the same person; where either is not known, they can."""
    if one is None or other is None or one == other:
        return False
    return other not in _MAY_BE.get(one, frozenset()) and one not in _MAY_BE.get(other, frozenset())


def named(text: str) -> tuple[Named, ...]:
    """Everybody of the family who is named, in order."""
    found: list[Named] = []
    for match in _PERSON.finditer(text):
        word = match["word"].lower()
        before = text[: match.start()]
        if not match["mine"] and (before.endswith(_OF_ANOTHER) or (len(word) == 1 and not _GIVEN.search(before))):
            continue
        found += [Named(key, match.start(), match.end()) for key in _BOTH.get(word) or (_KEY_OF[word],)]
    return tuple(found)


def served(text: str) -> tuple[Named, ...]:
    """For whom something is to be done, each once: 给我爸和我妈办, 我爸我妈的都要办, 我爸的也要办(,跟我妈一样); else the only one named."""
    people = _people(text)
    chosen = _expressly(text, people)
    if not chosen and len({one.key for one in people if one.key != SELF}) == 1:
        chosen = [one for one in people if one.key != SELF]
    return tuple(_each_once(chosen))


def expressly(text: str, things: Iterable[str] = ()) -> tuple[Named, ...]:
    """For whom it is said in so many words to be done: 再给我爸办一个, 我爸的也要办; with `things` whose they are, too: 我老婆的社保卡."""
    people = _people(text)
    chosen = _expressly(text, people)
    return tuple(_each_once(chosen or [one for one in people if _owns(text, one, things)]))


def _people(text: str) -> list[Named]:
    oneself = [Named(SELF, m.start(), m.end()) for m in _ONESELF.finditer(text)]
    people = sorted([*named(text), *oneself], key=lambda one: one.start)
    return [one for one in people if not _ALIKE.match(text, one.end)]


def _expressly(text: str, people: list[Named]) -> list[Named]:
    groups = list(_groups(text, people))
    asked_for = [group for group in groups if _FOR.search(text[: group[0].start]) and not _NOT_FOR.match(text, group[-1].end)]
    if not asked_for:
        asked_for = [group for group in groups if len({one.key for one in group}) > 1 and _TOGETHER.match(text, group[-1].end)]
    return [one for group in groups if group in asked_for or _wanted_too(text, group) for one in group]


def _owns(text: str, one: Named, things: Iterable[str]) -> bool:
    """我老婆(高示红)的社保卡, 我老头子住院; 我老婆说我的社保卡 is mine."""
    return any(re.match(rf"[^,。;!?我俺咱说讲]{{0,6}}?{re.escape(thing)}", text[one.end :]) for thing in things)


def _groups(text: str, people: Iterable[Named]) -> Iterator[list[Named]]:
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


def _wanted_too(text: str, group: list[Named]) -> bool:
    """我妈的也要办, 再给我爸办一个; 我妈也走不动 wants nothing."""
    end = next((m.start() for m in _STOPS.finditer(text, group[-1].end)), len(text))
    clause = text[group[-1].end : end]
    beside = _TOO.match(clause) or _MORE.search(text[: group[0].start])
    return beside is not None and _DOES.search(clause) is not None and not re.search(r"[不没]", clause)


def _each_once(people: Iterable[Named]) -> Iterator[Named]:
    told: list[Named] = []
    for one in people:
        if all(surely_two(one.key, other.key) for other in told):
            told.append(one)
            yield one
