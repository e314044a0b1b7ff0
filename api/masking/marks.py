"""Identifiers with letters, and numbers that only the word before them gives away."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from api.masking.numbers import is_public
from api.masking.personal import Personal
from api.masking.runs import Group, Run, joined, runs, tight

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
_PLATE = "[A-HJ-NP-Za-hj-np-z]"
_PLATE_OR_DIGIT = "[A-HJ-NP-Za-hj-np-z0-9]"
"""Plates have neither I nor O."""
_IS = r"(?:号码|号|账号|帐号|id|ID)?(?:就|应该)?(?:是|为|叫)?[ :,]{0,3}"

_SHAPES = (
    ("email", re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")),
    (
        "plate",
        re.compile(
            rf"[{_PROVINCES}][ ]?{_PLATE}[ ·•.-]?(?=[A-Za-z0-9]{{0,5}}\d)"
            rf"{_PLATE_OR_DIGIT}{{4,5}}(?:{_PLATE_OR_DIGIT}|[挂学警港澳])(?![A-Za-z0-9])"
        ),
    ),
    ("passport", re.compile(r"(?<![A-Za-z0-9])(?:[EGDSPHMKTCegdsphmktc][A-Za-z]?[ -]?\d{7,10}|[A-Z]{3}\d{12})(?![0-9A-Za-z])")),
)
"""What shows by its form. Passports and permits: one or two letters and 7 to 10 digits."""

_WECHAT_NAME = "(?:微信|薇信|威信|[Ww]e[Cc]hat|[Vv][Xx]|[Ww][Xx])"
_WECHAT = re.compile(rf"{_WECHAT_NAME}(?: is )?{_IS}(?P<value>[A-Za-z][A-Za-z0-9_-]{{5,19}}(?![A-Za-z0-9_-]))")
_ACCOUNT = re.compile(
    r"(?:社保卡|社会保障卡|社保|医保卡|医保|保障卡|工资卡|存折|卡|证件|证|户口|户号|档案|编|账|帐|残疾证|护照|学籍)(?:号码|号|编号)"
    r"(?:就|应该)?(?:是|为)?[ :,]{0,3}"
    r"(?P<value>(?=[A-Za-z0-9-]{0,19}\d[A-Za-z0-9-]{0,19}\d)[A-Za-z0-9][A-Za-z0-9-]{4,19}(?![A-Za-z0-9]))"
)

_BEFORE_DIGITS = (
    ("wechat", range(5, 13), re.compile(rf"{_WECHAT_NAME}{_IS}$")),
    ("qq", range(5, 13), re.compile(rf"(?:[Qq][Qq]|扣扣|企鹅){_IS}$")),
    ("code", range(4, 9), re.compile(r"(?:验证码|校验码|短信码|动态码)(?:就)?(?:是|为)?[ :,]{0,3}$")),
    (
        "account",
        range(6, 31),
        re.compile(r"(?:社保卡|社会保障|社保|医保卡|医保|保障卡|卡|存折|账|帐|档案)(?:号码|号|编号)(?:就)?(?:是|为)?[ :,]{0,3}$"),
    ),
    ("phone", range(7, 9), re.compile(r"(?:电话|座机|固话|手机|号码)(?:号码|号)?(?:就)?(?:是|为|打)?[ :,]{0,3}$")),
)
"""Kind, how many digits it may have, and the words that stand before them."""
_CUE = 24


def find_marks(text: str, public: Collection[str]) -> Iterator[Personal]:
    """E-mail addresses, plates, passports, accounts, and short numbers behind words like 微信, QQ, 验证码, 电话."""
    for kind, shape in _SHAPES:
        yield from (Personal(match.start(), match.end(), kind, match[0].replace(" ", "")) for match in shape.finditer(text))
    for kind, shape in (("wechat", _WECHAT), ("account", _ACCOUNT)):
        yield from (Personal(match.start("value"), match.end("value"), kind, match["value"]) for match in shape.finditer(text))
    for run in runs(text):
        head = _head(text, run)
        before = text[max(0, head[0].start - _CUE) : head[0].start]
        digits = joined(head)
        for kind, lengths, cue in _BEFORE_DIGITS:
            if len(digits) in lengths and cue.search(before) and not is_public(digits, public):
                yield Personal(head[0].start, head[-1].end, kind, digits)
                break


def _head(text: str, run: Run) -> list[Group]:
    """The run's first groups, as far as only spaces and hyphens part them."""
    head = [run.groups[0]]
    for group in run.groups[1:]:
        if not tight(text, head[-1], group):
            break
        head.append(group)
    return head
