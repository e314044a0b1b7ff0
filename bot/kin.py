"""Who is whose: what relatives are called, and who is surely somebody else: 我妈 and 老母亲 are one, 我爸 is not."""

from __future__ import annotations

from collections.abc import Iterable
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
    "son": "儿子 崽",
    "elder_son": "大儿子",
    "younger_son": "小儿子",
    "daughter": "女儿 闺女 囡",
    "elder_daughter": "大女儿",
    "younger_daughter": "小女儿",
    "child": "孩子 小孩 娃 娃娃 宝宝",
    "grandson": "孙子 外孙",
    "granddaughter": "孙女 外孙女",
    "daughter_in_law": "儿媳妇 儿媳",
    "son_in_law": "女婿",
    "brother": "哥 哥哥 大哥 弟 弟弟",
    "sister": "姐 姐姐 大姐 妹 妹妹",
    "one_child": "孩子",
    "other_child": "孩子",
    "one_elder": "家老人",
    "other_elder": "家老人",
}
"""What they are called in Chinese: the first is how we would say it."""
_ENGLISH = {"father": "father dad", "mother": "mother mom mum", "husband": "husband", "wife": "wife", "son": "son", "daughter": "daughter"}
_ENGLISH |= {"child": "child baby", "grandfather": "grandfather", "grandmother": "grandmother"}
_SONS, _DAUGHTERS = frozenset({"son", "elder_son", "younger_son"}), frozenset({"daughter", "elder_daughter", "younger_daughter"})
_OLD = frozenset({"father", "mother", "grandfather", "grandmother", "mothers_father", "mothers_mother", "father_in_law", "mother_in_law"})
_MAY_BE: dict[str, frozenset[str]] = {
    "spouse": frozenset({"husband", "wife", "old_man", "old_woman"}),
    "old_man": frozenset({"husband", "father", "grandfather", "mothers_father", "father_in_law", "spouse"}),
    "old_woman": frozenset({"wife", "mother", "grandmother", "mothers_mother", "mother_in_law", "spouse"}),
    "child": _SONS | _DAUGHTERS | {"one_child", "other_child"},
    "son": _SONS,
    "daughter": _DAUGHTERS,
    "one_child": _SONS | _DAUGHTERS,
    "other_child": _SONS | _DAUGHTERS,
    "one_elder": _OLD | {"spouse", "husband", "wife", "old_man", "old_woman"},
    "other_elder": _OLD | {"spouse", "husband", "wife", "old_man", "old_woman"},
}
"""Words that leave open who it is."""
BOTH = {"爸爸妈妈": ("father", "mother"), "爸妈": ("father", "mother"), "父母": ("father", "mother"), "爹妈": ("father", "mother")}
BOTH |= {"爹娘": ("father", "mother"), "公婆": ("father_in_law", "mother_in_law"), "双胞胎": ("one_child", "other_child")}
BOTH |= {
    f"{two}{who}": ("one_child", "other_child") for two in ("两个", "俩") for who in ("儿子", "女儿", "闺女", "孩子", "小孩", "娃", "宝宝")
}
BOTH |= {f"{two}老人": ("one_elder", "other_elder") for two in ("两个", "两位", "俩")}

_GROUPS: dict[Relatives, frozenset[str]] = {
    "parents": frozenset({"father", "mother", "father_in_law", "mother_in_law", "one_elder", "other_elder"}),
    "grandparents": frozenset({"grandfather", "grandmother", "mothers_father", "mothers_mother"}),
    "partner": frozenset({"husband", "wife", "spouse", "old_man", "old_woman"}),
    "children": _SONS | _DAUGHTERS | {"child", "one_child", "other_child"},
    "grandchildren": frozenset({"grandson", "granddaughter"}),
    "siblings": frozenset({"brother", "sister"}),
    "children_in_law": frozenset({"daughter_in_law", "son_in_law"}),
}
KEYS = (SELF, *_WORDS)

KEY_OF = {word: key for key, words in _WORDS.items() for word in words.split() if not key.startswith(("one_", "other_"))}
KEY_OF |= {f"my {word}": key for key, words in _ENGLISH.items() for word in words.split()}


def key_of(word: str) -> str | None:
    """Who this word means; None for words that may mean anybody: 老人, 他."""
    return KEY_OF.get(word.lower())


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
