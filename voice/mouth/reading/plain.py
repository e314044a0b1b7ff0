"""Text as it is written, made plain: one width, no quotes, brackets as pauses, nothing that cannot be heard."""

from __future__ import annotations

import re
import unicodedata

from voice.mouth.reading.table import table

HAN = "\u3400-\u4dbf\u4e00-\u9fff〇\U00020000-\U0003ffff"
_WIDE_MARKS = str.maketrans({",": "，", ";": "；", "!": "！", "?": "？", "。": "。", "、": "、"})
_CIRCLED = {chr(0x2460 + n): f"，{n + 1}，" for n in range(20)}
_ROMAN = dict(zip("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ", ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], strict=True))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–−﹣－", "-") | dict.fromkeys("—―", "—") | dict.fromkeys("～〜∼", "~"))
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Mn", "Me"}
_KEPT = frozenset("，。、；：？！（）…")
_QUOTES = re.compile("[《》〈〉“”‘’\"'「」『』＂＇`´]")
_SPACED = re.compile(f"(?<=[{HAN}]) (?=[A-Za-z0-9])|(?<=[A-Za-z0-9]) (?=[{HAN}])")
_NAME_DOT = re.compile(f"(?<=[{HAN}])[·•・‧](?=[{HAN}])")
_OPENING, _CLOSING = r"[(（\[【〔{｛⟦<＜]", r"[)）\]】〕}｝⟧>＞]"
_LIST_MARK = re.compile(r"(^|[。；;，,：:\n])\s*[(（]?(\d{1,2})(?:[、)）]|[.．](?!\d))\s*")
_MARKS = "，。、；：？！"


def plain(text: str) -> str:
    """One width, dashes and circled digits as usual ones, signs in words, quotes and invisible characters gone."""
    for written, said in (_CIRCLED | _ROMAN | table().signs).items():
        text = text.replace(written, said)
    text = "".join(c if c in _KEPT else unicodedata.normalize("NFKC", c) for c in text.translate(_DASHES)).translate(_DASHES)
    text = re.sub(r"(?<=\d)：(?=\d)", ":", text)
    text = "".join(c if c == "\n" or unicodedata.category(c) not in _UNSEEN else " " if c.isspace() else "" for c in text)
    text = _NAME_DOT.sub("", _QUOTES.sub("", text))
    text = _LIST_MARK.sub(r"\1\2，", text)
    text = re.sub(r"[^\S\n]+", " ", text)
    return _SPACED.sub("", text).strip()


def brackets_as_pauses(text: str) -> str:
    """（原件） → ，原件，; what is left doubled is tidied at the end."""
    return re.sub(f"{_OPENING}|{_CLOSING}", "，", text)


def tidy(text: str) -> str:
    """Chinese marks only, none doubled, none first, no space; what has no sound is gone."""
    text = re.sub(r"[—…⋯]+|-{2,}", "，", text.replace("...", "，"))
    text = re.sub(f"(?<=[{HAN}]) +(?=[{HAN}])", "，", text)
    text = re.sub(r"(?<=[^\d])\.(?=\s|$)", "。", text).translate(_WIDE_MARKS).replace(":", "：")
    text = re.sub(f"[^{HAN}{_MARKS}]", "", text)
    text = re.sub("[，、；：]*([。？！])[，、；：。？！]*", r"\1", text)
    text = re.sub("([，、；：])[，、；：]+", r"\1", text)
    return text.lstrip(_MARKS).rstrip("，、；：")
