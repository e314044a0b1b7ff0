"""Numbers that name something: read digit by digit in groups, 1 as 幺. Quantities are none of this file's business."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.kinds.spoken import digit_by_digit
from voice.mouth.reading.latin import letter_by_letter
from voice.mouth.reading.plain import HAN

_START, _END = r"(?<![\dA-Za-z.])", r"(?![\dA-Za-z]|\.\d)"
_FOURS = (4,)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_CALLED = r"(?:打|拨|拨打|致电|拨通|热线|电话|客服|移动|联通|电信)[:：是为]?"
_COUNTED = (
    r"(?! ?(?:元|块|万|亿|个|人(?!工)|件|份|名|户|次|天|年|月|日|米|公里|平米|平方|步|分|条|张|只|辆|岁|斤|吨|%|％|[a-zA-Z.,:\-~]\d))"
)
_NAMED = (
    "(?:验证码|校验码|编号|编码|号码|密码|单号|证号|卡号|账号|案号|户号|尾号|邮编|取件码|取号|工号|学号|代码|号是|回执|流水号|识别码"
    "|QQ号|微信号)"
)

_RULES: list[tuple[str, Callable[[re.Match[str]], str]]] = []


def identifiers(text: str) -> str:
    """The text with every identifier in words; other numbers stay as they are."""
    for pattern, said in _RULES:
        text = re.sub(pattern, said, text)
    return text


def _rule(pattern: str) -> Callable[[Callable[[re.Match[str]], str]], Callable[[re.Match[str]], str]]:
    def keep(said: Callable[[re.Match[str]], str]) -> Callable[[re.Match[str]], str]:
        _RULES.append((pattern, said))
        return said

    return keep


@_rule(r"(?<![\d*])(\d*)([*xX×]{2,})(\d*[Xx]?)(?![\d*])(?=[^A-Za-z]|$)")
def _masked(match: re.Match[str]) -> str:
    """138****8000 → 幺三八，中间不读，八零零零; ****8000 → 尾号八零零零."""
    first, _, last = match.groups()
    if first and last:
        return f"{_fours(first)}，中间不读，{_fours(last)}"
    if last:
        return f"尾号{_fours(last)}"
    return f"{_fours(first)}，后面不读" if first else match[0]


@_rule(rf"(?<=[{HAN}])\*+(?=[{HAN}])|(?<=[{HAN}])\*+(?![\d*])")
def _masked_name(match: re.Match[str]) -> str:
    """王*福 → 王某福."""
    return "某" * len(match[0])


@_rule(rf"{_START}(\d{{6}})[ -]?(\d{{4}})[ -]?(\d{{4}})[ -]?(\d{{3}}[\dXx]){_END}")
def _resident_id(match: re.Match[str]) -> str:
    return digit_by_digit("".join(match.groups()).upper(), (6, 4, 4, 4))


@_rule(rf"(?:{_START}|(?<=[^\d]))(?:\+?86[ -]?)?(?<!\d)(1[3-9]\d)[ -]?(\d{{4}})[ -]?(\d{{4}}){_END}")
def _mobile(match: re.Match[str]) -> str:
    return digit_by_digit("".join(match.groups()), (3, 4, 4))


@_rule(rf"{_START}[(（]?(0\d{{2,3}})[)）]?[ -]?(\d{{3,4}})[ -]?(\d{{4}}){_END}")
def _landline(match: re.Match[str]) -> str:
    return "，".join(digit_by_digit(group, (len(group),)) for group in match.groups())


@_rule(rf"{_START}([48]00)[ -]?(\d{{3,4}})[ -]?(\d{{3,4}}){_END}")
def _free_call(match: re.Match[str]) -> str:
    return "，".join(digit_by_digit(group, (len(group),)) for group in match.groups())


@_rule(rf"{_START}(\d{{4}}(?:[ -]\d{{4}}){{2,3}}(?:[ -]\d{{1,4}})?){_END}")
def _card_in_fours(match: re.Match[str]) -> str:
    return _fours(re.sub(r"\D", "", match[0]))


@_rule(rf"[{_PROVINCES}][A-Z][·• ]?(?=[A-Z\d]{{5,6}}(?![A-Za-z\d]))(?=[A-Z]*\d)[A-Z\d]{{5,6}}")
def _plate(match: re.Match[str]) -> str:
    return match[0][0] + _spelt(re.sub("[·• ]", "", match[0][1:]))


@_rule(rf"(?<![A-Za-z\d])(?=[A-Z\d-]*\d{{3}})(?=\d*[A-Z])([A-Z\d-]{{8,}}){_END}")
def _mixed(match: re.Match[str]) -> str:
    """NB2026001739 → 恩必，二零二六，零零幺七，三九; also the code of a company."""
    rest = match[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    letters = match[0].removesuffix(rest)
    groups = (letter_by_letter(letters), *map(_spelt, re.findall(r"\d{1,4}|[A-Z]+", rest)))
    return "，".join(group for group in groups if group)


@_rule(rf"(?<![A-Za-z\d])([A-Z]{{1,3}})-?(\d{{3,7}}){_END}")
def _short_code(match: re.Match[str]) -> str:
    """G1234 → 机幺二三四."""
    return letter_by_letter(match[1]) + digit_by_digit(match[2], (4,))


@_rule(r"(?<=[〕\]])(\d{4,})(?=号)")
def _document(match: re.Match[str]) -> str:
    return _fours(match[1])


@_rule(rf"({_NAMED}(?:后[一二三四五六]位)?[是为]?[:：]? ?)([A-Z]{{0,4}})(\d{{3,}})(?![\d.%年月日元个位])")
def _named(match: re.Match[str]) -> str:
    """What stands right after 验证码, 编号, 尾号 …; six digits are easier to keep as three and three."""
    digits = match[3]
    groups = (3,) if len(digits) in (6, 9) else _FOURS
    letters = f"{letter_by_letter(match[2])}，" if match[2] else ""
    return match[1] + letters + digit_by_digit(digits, groups)


@_rule(rf"{_START}(\d{{6}})(?=[,，]? ?(?:是|为)?(?:您的|本次)?(?:短信)?(?:验证码|校验码))")
def _code_before(match: re.Match[str]) -> str:
    return digit_by_digit(match[1], (3,))


@_rule(rf"({_CALLED})(\d{{3,8}}){_END}{_COUNTED}")
def _called(match: re.Match[str]) -> str:
    digits = match[2]
    groups = {7: (3, 4), 8: (4, 4)}.get(len(digits), (len(digits),))
    return match[1] + digit_by_digit(digits, groups)


@_rule(rf"{_START}(1(?:10|19|20|22)|12[0-9]{{3}}|9[56]\d{{3,4}}|1008[56]|10010){_END}{_COUNTED}")
def _hotline(match: re.Match[str]) -> str:
    return digit_by_digit(match[1], (len(match[1]),))


@_rule(rf"{_START}(\d{{2,}})(?= ?(?:开头|打头|结尾))")
def _beginning(match: re.Match[str]) -> str:
    """138开头 → 幺三八开头."""
    return digit_by_digit(match[1], (len(match[1]),))


@_rule(rf"{_START}\d{{12,}}{_END}")
def _long(match: re.Match[str]) -> str:
    """A bank card, an old ID number, an account: in fours."""
    return digit_by_digit(match[0], (6, 6, 3)) if len(match[0]) == 15 else _fours(match[0])


def _fours(digits: str) -> str:
    return digit_by_digit(digits.upper(), _FOURS)


def _spelt(code: str) -> str:
    """Letters by name, digits one by one, no pause."""
    return "".join(digit_by_digit(c, (1,)) if c.isdecimal() else letter_by_letter(c) for c in code)
