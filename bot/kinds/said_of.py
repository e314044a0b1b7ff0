"""Of whom a name or a number is said: 他叫王演福,身份证… is his, 我叫王演敏 is the speaker's own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from bot.kinds import Problem

Who = Literal["self", "other", "unclear", "nobody"]
"""The speaker; somebody whom they name; somebody is named, but whose it is was not said; nobody is named."""

OF_ANOTHER = {"person_name": Problem("kinds.person_name.own"), "resident_id": Problem("kinds.resident_id.own")}
"""What is told to somebody who gives another one's name or number for their own, by kind."""

_KIN = (
    "爸爸?|妈妈?|父亲|母亲|老爸|老妈|爹|娘|爷爷|奶奶|外公|外婆|姥姥|姥爷|公公|婆婆|岳父|岳母|丈母娘|老丈人"
    "|老公|老婆|丈夫|妻子|爱人|老伴|老头子?|老太太|老太婆|媳妇|对象|未婚[夫妻]|男朋友|女朋友"
    "|哥哥?|姐姐?|弟弟?|妹妹?|叔叔?|伯伯|舅舅|姑姑|阿?姨|侄[子女]|外甥女?"
    "|大?小?儿子|大?小?女儿|闺女|崽|囡|孙[子女]|外孙女?|儿媳妇?|女婿|孩子他?她?[爸妈]?|小孩|娃娃?|宝宝|家里人|家人|邻居|朋友"
)
_ALONE = (
    "爸爸|妈妈|父亲|母亲|老爸|老妈|爷爷|奶奶|外公|外婆|姥姥|姥爷|公公|婆婆|岳父|岳母|老公|老婆|丈夫|妻子|爱人|老伴|老头子|老头"
    "|媳妇|未婚[夫妻]|男朋友|女朋友|[大小]?儿子|[大小]?女儿|闺女|孙子|孙女|孩子|小孩|娃|宝宝|病人|老人家?(?!证|卡|津贴|补贴|优待|机|院|认证)"
)
"""Who is somebody else without a word before it."""
_MINE = r"(?:[我俺咱]们?|他|她)(?:家|屋里|屋头)?的?(?:那个?|这个?)?"
_ENGLISH = r"my (?:father|mother|dad|mom|mum|son|daughter|wife|husband|child|baby|grandfather|grandmother|parents?)|\b(?:his|her|he|she)\b"
_PERSON = re.compile(
    rf"(?P<own>(?:我|俺)就?是(?:他|她|老人家?|{_MINE}(?:{_KIN})|(?:(?![给帮替我代为来])[\u4e00-\u9fff]){{2,4}})?的?(?:{_KIN}))"
    rf"|(?P<third>{_MINE}(?:{_KIN})|{_ALONE}|(?<![其吉])[他她]|{_ENGLISH})"
    r"|(?P<me>[我俺]|(?<![他她人爸妈公婆])本人|\b(?:my|I am|I'm)\b)",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"(?:自己|本人)?(?:的)?(?:名字|大名|姓名|身份证|证件|证号|号码)|的就?是|(?:名字?)?叫(?!我|俺|你|他|她|咱|做|上|人)|姓|喊(?!我|俺|你)"
    r"|就?是(?!给|帮|替|来|想|要|代|为|在|从|办|说|他|她|本人|不)|'?s? (?:name|ID|id|number|resident)| is ",
)
_DESCRIBED = re.compile(
    r"[^。;!?我俺]{1,24}?[,、 ](?:名字?|姓名|大名)?(?:叫(?!我|俺|你|您|他|她|咱|做|上|人)|是(?=[\u4e00-\u9fff]{2,3}[,。]))"
    r"|[^,。;!?我俺]{0,12}(?:生的?|出生的?|生人|岁了?)[,、 ](?:她|他)?的?(?:身份证|证件|名字|姓名)"
)
"""(她)44年3月生的,叫…: who was described is who is called so."""
_FOR_THEM = re.compile(r"(?:给|帮|替|代|为|跟|和)$")
_HELPED = re.compile(
    r"(?:刚才|刚刚|以前|之前|前面|上次|昨天|今天|早上|已经|就|也|都|会|要|能)*(?:帮|替|给|教|陪)(?:我|俺|咱)(?!们?的?(?:爸|妈|爹|娘|老|爷|奶|外|岳|公|婆))"
)
"""我女儿帮我弄的(号码) is not hers."""
_BESIDE = re.compile(r"(?:名字?)?(?:叫|是)?[,、: ]{0,2}(?:叫|是)?")
"""What may stand between somebody and what is said of them: 我爸(,)徐演福."""
_BEHIND = re.compile(
    rf"的(?P<whose>{_KIN})|[,、 ]?(?:这个?|那个?)?是(?:(?P<theirs>{_MINE}(?:{_KIN})|他|她|老人)|(?P<mine>我|俺)(?:自己|本人)?的)"
)
_BORN = re.compile(r"(?:生|怀|添|养|有)(?:了|下|过)?(?:一?个|两个|的)?$")
"""我生了个孩子,… goes on about the speaker."""
_ONE_NAME = {"爸爸": "爸", "父亲": "爸", "老爸": "爸", "爹": "爸", "妈妈": "妈", "母亲": "妈", "老妈": "妈", "娘": "妈", "她": "他"}
_ONE_NAME |= {"his": "他", "her": "他", "he": "他", "she": "他", "my father": "爸", "my dad": "爸"}
_ONE_NAME |= {"my mother": "妈", "my mom": "妈", "my mum": "妈"}
_ONE_NAME |= {"my child": "孩子", "my baby": "宝宝", "my son": "儿子", "my daughter": "女儿"}
_PREFIX = re.compile(r"^(?:[我俺咱]们?|他|她)(?:家|屋里|屋头)?的?(?:那个?|这个?)?(?=.)")


@dataclass(frozen=True)
class SaidOf:
    """Whose it is, as far as the words tell."""

    who: Who
    word: str = ""
    """With `other`: how they were called, as `called` makes it."""

    def is_called(self, words: Collection[str]) -> bool:
        """Whether it is one of these: 大儿子 is a 儿子."""
        return self.word in words or self.word.lstrip("大小") in words


def said_of(text: str, start: int, end: int) -> SaidOf:
    """Of whom the characters `start` to `end` are said: the one who was spoken of last before them, or is named right behind them."""
    behind = _BEHIND.match(text, end)
    if behind:
        return SaidOf("self") if behind["mine"] else SaidOf("other", called(behind["theirs"] or ""))
    now = SaidOf("nobody")
    for person in _PERSON.finditer(text, 0, start):
        now = _next(text, person, start, now)
    return now


def called(person: str) -> str:
    """One word for those who are called many: 我爸爸, 我父亲 and 爸 are 爸; 他 and 她 are 他."""
    bare = _PREFIX.sub("", person.strip().lower())
    return _ONE_NAME.get(bare, bare)


def people_in(cues: Iterable[str]) -> frozenset[str]:
    """Everybody else who stands in a question's cues: 我爸叫, 他的身份证. None for a question that is about the resident."""
    return frozenset(called(found["third"]) for cue in cues for found in _PERSON.finditer(cue) if found["third"])


def _next(text: str, person: re.Match[str], start: int, before: SaidOf) -> SaidOf:
    """Who is spoken of after one more person was named."""
    telling = _TELLS.match(text, person.end(), start) or _BESIDE.fullmatch(text, person.end(), start) or _is_described(text, person, start)
    if person["own"]:
        return SaidOf("self")
    if person["me"]:
        if telling:
            return SaidOf("self")
        return SaidOf("unclear") if before.who == "other" else before
    if telling:
        return SaidOf("other", called(person["third"]))
    if _HELPED.match(text, person.end(), start):
        return before
    if before.who == "other" or _BORN.search(text, 0, person.start()):
        return before
    return SaidOf("unclear")


def _is_described(text: str, person: re.Match[str], start: int) -> bool:
    """Whether their name follows what is told of them, and nobody else comes between: they are no more than wished for in 给我妈办,叫…"""
    if person["third"] is None or _FOR_THEM.search(text, 0, person.start()):
        return False
    described = _DESCRIBED.match(text, person.end(), start)
    return described is not None and _PERSON.search(text, person.end(), described.end()) is None
