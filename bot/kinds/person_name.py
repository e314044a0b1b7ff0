"""Names of persons: Chinese with a surname, minority names with ·, names in Latin letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from bot.catalogue.models import Question
from bot.kinds import Found, Moment, Problem, Unasked, Value
from bot.kinds.asking import clauses, core, is_interruption, is_no_answer, is_question, is_skipped
from bot.kinds.not_names import NOT_NAMES
from bot.kinds.surnames import COMPOUND, SINGLE, WORDLIKE

_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff〇]"
_DOTTED = re.compile(rf"{_HAN}{{1,12}}(?:[·•・‧∙]{_HAN}{{1,12}}){{1,4}}")
_LATIN = re.compile(r"(?<![A-Za-z])[A-Za-z][A-Za-z'.-]*(?: [A-Za-z][A-Za-z'.-]*){1,4}(?![A-Za-z])")
_LATIN_ONE = re.compile(r"[A-Za-z][A-Za-z'-]{2,30}")
_ENGLISH = frozenset(
    {"yes", "no", "ok", "okay", "hello", "hi", "help", "stop", "back", "human", "agent", "thanks", "thank", "you", "the", "what", "how"}
    | {"i", "want", "to", "my", "is", "it", "do", "need", "please", "bye"}
)

_CALLED = re.compile(
    r"(?:大名|小名|学名|全名|真名|名字|姓名|名儿|名)(?:就)?(?:是|叫做?|:)?|(?:取名|起名)字?(?:叫|为|是)?"
    r"|叫做|叫(?!人[来去到帮上])|^我喊|^(?:我|他|她|俺|就|这)是|^是"
)
_BY_SURNAME = re.compile(rf"姓(?P<surname>{_HAN}{{1,2}})[,、 ]?(?:名字?|单名(?:一个)?|叫|名叫)(?P<given>{_HAN}{{1,3}})")
_THERE = rf"{_HAN}{{2,12}}?(?:区|县|市|镇|乡|村|街道|社区|那边|这边)"
_FROM = re.compile(rf"(?:^|(?<=[,。;!? ]))(?:我|俺)(?:就)?是{_THERE}的(?P<name>{_HAN}{{2,4}})(?=$|[,。;!? ])")
"""我是青禾区的刘演芳."""
_AS_KIN = re.compile(
    rf"(?:^|(?<=[,。;!? ]))(?:我|俺)(?:就)?是(?:他|她|老人家?|(?:我|俺)?[爸妈爹娘])的?[大小]?"
    r"(?:儿子|女儿|闺女|孙子|孙女|外孙|外孙女|儿媳妇|儿媳|媳妇|女婿|老伴|老公|老婆|爱人|侄子|侄女|外甥|外甥女)"
    rf"(?P<name>{_HAN}{{2,4}})(?=$|[,。;!? ])"
)
"""我是她儿子刘演安."""
_TITLE = re.compile(r"(?:先生|女士|同志|师傅|老师|医生|大夫|大爷|大妈|大娘|阿姨|主任|书记|经理|主管|干部|奶奶|爷爷)$")
_NOT_CALLED = re.compile(r"(?:不是|不|没|别|哪是)$")
"""我不叫…: what follows is the name that was wrong."""
_AFTER_NAME = re.compile(
    r"$|[,。;!?、 (:\d]|的|了|吧|啊|呀|哈|嘛|呢|是|今年|男|女|他|她|我|身份|电话|手机|住|在|属|生|出生|老|先生|女士"
    r"|同志|同学|有|和|跟|现在|已经|就|这个"
    r"|弓长|木子|耳东|立早|古月"
)
_NEVER_IN_NAMES = frozenset(
    "的了吗呢么什怎哪谁是不没我你您他她它们这吧啊啥办带请问就还很要给把被让又再着说呀哦嗯哈喂哎唉呃咋嘛啦点证卡号块岁次退休险贴补"
)
_NEVER_FIRST = (
    "那个",
    "时间",
    "马上就",
    "马上办",
    "从头",
    "重新",
    "都可",
    "别再",
    "关于",
    "由于",
    "于是",
    "查一",
    "应该",
    "经常",
    "通过",
    "水电",
    "和我",
    "有一",
    "有几",
    "万一",
)
_OFTEN = frozenset(
    "王李张刘陈杨赵黄吴徐孙胡朱林郭罗梁宋郑韩唐冯董萧曹袁邓傅沈彭吕苏卢蒋蔡贾魏薛阎潘杜戴姜范姚谭廖邹熊陆郝孔崔邱秦史侯邵孟段尹黎武乔赖龚"
)
"""Surnames that begin few other words."""
_OF_THINGS = frozenset("房租厂店校省县区街费税债账")
"""Characters that stand in things and places rather than in given names."""
_KIN = re.compile(r"[爸妈爹娘爷奶公婆伴姥娃儿女父母子妹弟哥姐]$")
_LEADING = re.compile(r"^(?:那|就|嗯|喔|哦|啊|呃|哎|唉|我|他|她|俺|宝宝|孩子|娃|老伴|老人|爸爸|妈妈|儿子|女儿|:|,|、| )+")


class PersonName:
    """A name, value: the name."""

    name = "person_name"
    unasked: Unasked = "cue"
    cues: tuple[str, ...] = ()

    def find(self, text: str, question: Question, at: Moment, *, asked: bool) -> Iterable[Found]:
        """我叫…, 姓王名建国, a name with dots; when asked also a bare name. Ordinary words are never names."""
        told = list({(f.start, f.end): f for f in (*_told(text), *_after_cue(text, question))}.values())
        if told or not asked:
            return told
        if is_interruption(text) or is_no_answer(text) or is_skipped(text):
            return []
        bare = list(_bare(text))
        if bare:
            return bare[:1]
        return list(_unlikely(text))

    def show(self, value: Value, question: Question, at: Moment) -> str:
        """The name."""
        return str(value)

    def speak(self, value: Value, question: Question, at: Moment) -> str:
        """The name."""
        return str(value)


def looks_like_name(words: str) -> bool:
    """Whether two to four characters begin with a surname and hold nothing that names do not have."""
    if words in NOT_NAMES or any(c in _NEVER_IN_NAMES for c in words):
        return False
    if words.startswith(_NEVER_FIRST) or words[-1] in "人下":
        return False
    if words[:2] in COMPOUND:
        return 3 <= len(words) <= 4
    if words[0] not in SINGLE:
        return False
    return 2 <= len(words) <= 3 or (len(words) == 4 and words[1] in SINGLE)


def _told(text: str) -> Iterator[Found]:
    """Names after words that announce one."""
    for dotted in _DOTTED.finditer(text):
        start = dotted.start() + _lead_in(dotted[0].split("·")[0])
        yield Found(start, dotted.end(), re.sub(r"[•・‧∙]", "·", text[start : dotted.end()]))
    for said in _BY_SURNAME.finditer(text):
        surname, given = said["surname"], said["given"]
        name = given if given.startswith(surname) and len(given) > len(surname) else surname + given
        if (surname in SINGLE or surname in COMPOUND) and not any(c in _NEVER_IN_NAMES for c in name):
            yield Found(said.start("surname"), said.end(), name)
    for said in (*_FROM.finditer(text), *_AS_KIN.finditer(text)):
        if looks_like_name(said["name"]) and not _TITLE.search(said["name"]):
            yield Found(said.start("name"), said.end("name"), said["name"])
    for said in islice(_CALLED.finditer(text), 20):
        if _NOT_CALLED.search(text[: said.start()]) or is_question(_clause(text, said.start())):
            continue
        found = _name_at(text, said.end(), sure=said[0].endswith(("叫", "叫做", "名字是", "姓名", "姓名是", "取名", "起名")))
        if found:
            yield found


def _after_cue(text: str, question: Question) -> Iterator[Found]:
    """Names after the question's own cues: 打给王建国."""
    for cue in question.cues:
        at = text.find(cue)
        found = _name_at(text, at + len(cue), sure=False) if at >= 0 and not is_question(_clause(text, at)) else None
        if found and (not _KIN.search(cue) or _is_all(text, found)):
            yield found


def _is_all(text: str, found: Found) -> bool:
    """Whether nothing follows a name that can be little else: 我妈吴示梅, but 我妈满八十了 and 我妈常生病."""
    name = str(found.value)
    return len(name) == 3 and name[0] in _OFTEN and re.match(r"[哈啊呀嘛哦]?(?:$|[,。;! 、])", text[found.end :]) is not None


def _lead_in(words: str) -> int:
    """How much of what stands before a dotted name is 我叫 and the like."""
    ends = [m.end() for m in _CALLED.finditer(words)]
    return max(ends, default=0)


def _clause(text: str, at: int) -> str:
    return next((text[s:e] for s, e in clauses(text) if s <= at < e), "")


def _name_at(text: str, start: int, *, sure: bool) -> Found | None:
    """The name that begins here: the shortest that is followed by something that ends names, else three characters."""
    while start < len(text) and text[start] in " ,:、":
        start += 1
    latin = _LATIN.match(text, start) or (_LATIN_ONE.match(text, start) if sure else None)
    if latin and not _is_english(latin[0]):
        return Found(start, latin.end(), latin[0].strip(" ."))
    run = re.match(rf"{_HAN}+", text[start:])
    if run is None:
        return None
    fits = [n for n in (3, 2, 4) if n <= len(run[0]) and looks_like_name(run[0][:n])]
    ended = [n for n in sorted(fits) if _AFTER_NAME.match(text, start + n)]
    if ended:
        whole = [n for n in ended if re.match(r"$|[,。;!?、 (:]", text[start + n :])]
        longest = max(whole, default=ended[0])
        return Found(start, start + longest, text[start : start + longest])
    if fits and sure:
        return Found(start, start + fits[0], text[start : start + fits[0]])
    last = start + len(run[0]) == len(text.rstrip(" 。,!"))
    possible = run[0] not in NOT_NAMES and not any(c in _NEVER_IN_NAMES for c in run[0])
    if sure and last and possible and 2 <= len(run[0]) <= 6:
        return Found(start, start + len(run[0]), run[0])
    return None


def _bare(text: str) -> Iterator[Found]:
    """A sentence, or one of its clauses, that is a name and nothing else."""
    for s, e in clauses(text):
        for left, right in _parts(text, s, e):
            words = text[left:right]
            if 2 <= len(words) <= 4 and re.fullmatch(rf"{_HAN}+", words) and looks_like_name(words) and not _thing(words):
                yield Found(left, right, words)
                break
            if words == text.strip(" .。,!") and _LATIN.fullmatch(words) and not _is_english(words):
                yield Found(left, right, words)
                break


def _thing(words: str) -> bool:
    """公租房, 公司单位, 广东深圳: words that begin like a surname, with nobody saying that they are a name."""
    if words[:2] in COMPOUND:
        return False
    if any(c in _OF_THINGS for c in words[1:]):
        return True
    if len(words) == 4:
        return not (words[0] in _OFTEN and words[1] in SINGLE)
    return words[0] in WORDLIKE and (words[:2] in NOT_NAMES or words[-2:] in NOT_NAMES)


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The clause as it is, and without fillers around it. The clause comes first: 安好 is a name, 啊 is not."""
    yield start, end
    left, right = core(text[start:end])
    yield start + left, start + right
    lead = _LEADING.match(text[start + left : start + right])
    if lead:
        yield start + left + lead.end(), start + right


def _is_english(words: str) -> bool:
    return bool(set(re.findall(r"[a-z]+", words.lower())) & _ENGLISH)


def _unlikely(text: str) -> Iterator[Found]:
    """Digits in place of a name: said back as a problem rather than passed over."""
    if re.fullmatch(r"[0-9 -]{2,}", text.strip(" 。,")):
        yield Found(0, len(text), None, Problem("kinds.person_name.name"))
