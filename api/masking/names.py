"""Names of people in free text, as well as can be without knowing who exists.

A name counts only where something says that it is one: a word before it (我叫,
姓名, 我儿子叫), a word behind it (先生, 的儿子), an ID number beside it, or nothing
else in the clause. How much this finds is measured in docs/privacy.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from api.masking.name_words import FAMILIAR, GIVEN, NOT_FIRST, NOT_IN, WORDS
from api.masking.personal import Personal
from bot.kinds.person_name import looks_like_name
from bot.kinds.surnames import COMPOUND, SINGLE

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_KIN = (
    "爸爸|爸|妈妈|妈|父亲|母亲|爹|娘|老公|老婆|丈夫|妻子|爱人|对象|老伴|老头子|老头|老太婆|老太太|媳妇|儿媳妇|儿媳|女婿|"
    "儿子|女儿|闺女|丫头|孙子|孙女|外孙女|外孙|孩子|小孩|娃娃|娃|宝宝|宝贝|"
    "爷爷|奶奶|外公|外婆|姥姥|姥爷|公公|婆婆|岳父|岳母|丈母娘|老丈人|哥哥|哥|弟弟|弟|姐姐|姐|妹妹|妹|叔叔|叔|伯伯|舅舅|姑姑|姨妈|侄子|侄女|外甥女|外甥|大儿子|小儿子|大女儿|小女儿|邻居|本人|老人|家属|病人|死者|逝者"
)
_CALLED = re.compile(
    rf"(?:(?<![{_HAN}])|我|俺|本人|姓名|名字|名儿|大名|全名|小名|原名|曾用名|他|她|人|名|(?:{_KIN})(?:的)?(?:名字)?|孩子名字|宝宝名字)(?:就)?(?:是)?"
    r"(?:叫做|叫作|叫|名叫|取名叫|取名|起名叫|起名)(?:个)?[ :,]?"
)
_NAME_IS = re.compile(
    r"(?:姓名|名字|名儿|大名|全名|曾用名|户主|户主名字|户主姓名|联系人|申请人|经办人|代办人|收件人|"
    r"持卡人|参保人|监护人|"
    r"委托人|受托人|被委托人|法人|开户人|户名|收款人|当事人|逝者|死者|配偶|新郎|新娘|男方|女方|产妇|父亲姓名|母亲姓名)"
    r"(?:的)?(?:名字|姓名)?(?:登记的|写的|填的)?(?:就)?(?:是|为|叫|写|填)?[ :,]{0,2}"
)
_I_AM = re.compile(
    rf"(?:(?<![{_HAN}])|我|这里|这边|你好|您好)(?:就)?是[ ]?|"
    rf"(?<![{_HAN}])(?:我|俺)(?:这边)?是[ ]?|(?:{_KIN})(?:就)?是|本人(?:是)?"
)
_FROM_THERE = re.compile(rf"(?<![{_HAN}])(?:我|俺)(?:就)?是[{_HAN}]{{2,12}}?(?:区|县|市|镇|乡|村|街道|社区|那边|这边)的")
_BESIDE = re.compile(rf"(?:给|帮|替|代|为)我?(?:{_KIN})?|(?:{_KIN})")
_AFTER_BESIDE = re.compile("$|[办交领查开申代取问缴补报的,。 ]")
_SURNAME_THEN_GIVEN = re.compile(
    rf"姓(?P<family>[{_HAN}]{{1,2}}?)[, ]?(?:名|叫|名字叫|单名一个|名叫)"
    rf"(?P<given>(?P=family)?[{_HAN}]{{1,2}})"
)
_TITLE = r"(?:先生|女士|同志|大爷|大妈|大娘|阿姨|奶奶|爷爷|师傅|老师|小姐|医生|大夫)"
_BEHIND = re.compile(
    rf"[ ]?(?:{_TITLE}|的(?:{_KIN}|事|事情|名字|身份证|户口|社保卡|社保|医保|卡|养老金|材料|申请|手机|电话|账户)|"
    rf",?[ ]?(?:男|女)(?![{_HAN}])|,?[ ]?(?:身份证|手机号|电话|联系电话|公民身份号码|身份号码))"
)
_BARE_CLAUSE = re.compile(rf"(?:^|(?<=[,。;:!? 、\n]))(?P<name>[{_HAN}]{{2,4}})(?=$|[,。;:!? 、\n\d⟦])")
_MINORITY = re.compile(rf"[{_HAN}]{{2,8}}(?:[·•・][{_HAN}]{{2,8}}){{1,3}}")
_LATIN = re.compile(
    r"(?:(?:[Mm]y|[Hh]is|[Hh]er) (?:full )?name(?: is|'s)|[Nn]ame:|(?:I am|I'm) called|[Cc]all me|我叫|名字是|名字叫|英文名(?:是|叫)?)[ ]?"
    r"(?P<called>[A-Za-z][A-Za-z'-]{1,20}(?: [A-Z][A-Za-z'-]{1,20}){0,3})"
    r"|(?:I am|I'm|[Tt]his is) (?P<am>(?!(?:Chinese|From|The|Not|Han)\b)[A-Z][a-z'-]{1,20}(?: [A-Z][A-Za-z'-]{1,20}){1,3})"
)
_END = rf"(?=$|[^{_HAN}])"
_ENDS = re.compile(_END)
_AFTER_I_AM = re.compile(rf"$|[^{_HAN}]|[呀啊哦呢吧]|想|要|来|今年|家|身份证|电话|手机|住|的(?:{_KIN})|{_TITLE}")
_NOT_A_PERSON = re.compile(r"[ ]?(?:人(?!$)|族|省|市|县|镇|乡|村|路|街|区|医院|银行|公司|学校|单位|社区|小区|大学|派出所|中心|厂)")
_NICKNAME = re.compile(rf"(?:小|阿|老|大)[{_HAN}](?=$|[^{_HAN}]|[呀啊想要来今住家])")


def find_names(text: str) -> Iterator[Personal]:
    """Names and where each of them stands, also where it is said again. Spans may overlap."""
    found = list(dict.fromkeys([*_after_words(text), *_by_form(text), *_before_words(text), *_alone(text)]))
    for start, end in found:
        yield Personal(start, end, "person_name", text[start:end])
    for name in {text[start:end] for start, end in found}:
        if len(name) > 1:
            yield from (Personal(match.start(), match.end(), "person_name", name) for match in re.finditer(re.escape(name), text))


def name_at(text: str, start: int, *, strict: bool) -> int | None:
    """Where the name that begins here ends; None when these are other words.

    `strict` asks for usual given names, for places where much else may stand.
    """
    rest = text[start : start + 4]
    family = 2 if rest[:2] in COMPOUND else 1 if rest[:1] in SINGLE else 0
    if not family or any(rest.startswith(word) for word in _WORDS_OF.get(rest[0], ())):
        return None
    given = rest[family : family + 2]
    if (
        not given
        or given[0] in NOT_FIRST
        or not _is_han(given[0])
        or _begins_a_word(text, start + family)
        or (strict and given[0] not in GIVEN)
    ):
        return None
    second = given[1:]
    ends = not second or not _is_han(second) or second in NOT_IN or _begins_a_word(text, start + family + 1)
    short = ends or (strict and second not in GIVEN)
    end = start + family + (1 if short else 2)
    return end if _is_name(text[start:end]) and (family == 2 or _is_name(text[start : start + 2])) else None


def _is_name(words: str) -> bool:
    """谢 and 费 stand in thanks and in fees, but in front they are surnames."""
    if len(words) > 2 and len(set(words)) == 1:
        return False
    return looks_like_name("王" + words[1:] if words[0] in "谢费" else words)


def _after_words(text: str) -> Iterator[tuple[int, int]]:
    for cue in (_CALLED, _NAME_IS):
        for match in cue.finditer(text):
            yield from _named(text, match.end(), strict=False)
            if cue is _CALLED and (nickname := _NICKNAME.match(text, match.end())) and nickname[0] not in FAMILIAR:
                yield match.end(), nickname.end()
    for match in _I_AM.finditer(text):
        for start, end in _named(text, match.end(), strict=True):
            if _AFTER_I_AM.match(text, end):
                yield start, end
    for match in _FROM_THERE.finditer(text):
        yield from ((start, end) for start, end in _named(text, match.end(), strict=False) if _ENDS.match(text, end))
    for match in _BESIDE.finditer(text):
        for start, end in _named(text, match.end(), strict=True):
            if end - start > 2 or _AFTER_BESIDE.match(text, end):
                yield start, end
    for match in _SURNAME_THEN_GIVEN.finditer(text):
        if match["family"] in SINGLE or match["family"] in COMPOUND:
            yield match.start("family"), match.end("given")


def _by_form(text: str) -> Iterator[tuple[int, int]]:
    for match in _MINORITY.finditer(text):
        yield _without_cue(match[0], match.start()), match.end()
    for match in _LATIN.finditer(text):
        group = "called" if match["called"] else "am"
        yield match.span(group)


def _before_words(text: str) -> Iterator[tuple[int, int]]:
    """张建国先生, 张建国的儿子, 张建国,身份证…"""
    for behind in _BEHIND.finditer(text):
        for length in (4, 3, 2):
            start = behind.start() - length
            opens = start == 0 or (start > 0 and (not _is_han(text[start - 1]) or text[start - 1] in "是叫给帮替找和跟"))
            if start >= 0 and (length > 2 or opens) and name_at(text, start, strict=True) == behind.start():
                yield start, behind.start()
                break


def _alone(text: str) -> Iterator[tuple[int, int]]:
    """A clause that is nothing but a name of three characters or more, or of two at the very start."""
    for match in _BARE_CLAUSE.finditer(text):
        start, end = match.span("name")
        if (end - start > 2 or text[end : end + 1].isdecimal() or match[0] == text) and name_at(text, start, strict=True) == end:
            yield start, end


def _named(text: str, start: int, *, strict: bool) -> Iterator[tuple[int, int]]:
    end = name_at(text, start, strict=strict)
    if end is not None and not _NOT_A_PERSON.match(text, end):
        yield start, end


def _without_cue(name: str, start: int) -> int:
    cue = re.match(r".*(?:我叫|我是|名字叫|名字是|叫做|姓名是|名叫|叫|是)(?=.{2})", name.partition("·")[0])
    return start + (cue.end() if cue else 0)


def _begins_a_word(text: str, at: int) -> bool:
    return text.startswith(_NEXT_WORDS, at)


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


_NEXT_WORDS = tuple(
    """
    家住 家在 家里 今年 电话 手机 身份 生于 出生 先生 女士 同志 户口 明天 现在 昨天 今天 已经 年龄 年纪 一直 一个 一家 以前 大爷
    大妈 大娘 阿姨 师傅 老师 小姐 奶奶 爷爷 两个 两口 三岁 四岁 五岁 六岁 七岁 八岁 九岁 十 联系 地址 六十 七十 八十 五十 四十 马上
    需要 可以 应该 属于 原来 刚刚 刚好 中午 下午 上午 去年 前年 来办 来问 来的 出来 成年 有点 有个 生了 生的 满了 满月 满六 满七
    满八 金额 卡号 社保 医保 工作 上班 农村 城镇 云南 江西 湖南 湖北 汉族 苗族 回族 时候 平时 男 女 也
    """.split()  # noqa: SIM905 - a list of words, not of code
)
"""What begins with a character of names and goes on otherwise: 李明|今年."""

_WORDS_OF = {first: tuple(word for word in WORDS | FAMILIAR if word[0] == first) for first in {word[0] for word in WORDS | FAMILIAR}}
