"""Amounts of money in yuan."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from bot.catalogue.models import Question
from bot.chinese import NUMBER, number_of
from bot.kinds import Found, Moment, Problem, Unasked, Value

_N = NUMBER
_AMOUNT = re.compile(
    rf"(?<![0-9.第])[¥¥]? ?(?P<yuan>{_N})(?P<odd>多|来|几)?(?:元|块钱|块|圆)(?:整|人民币)?"
    rf"(?:(?P<jiao>[0-9一二两三四五六七八九])(?:角|毛)|(?P<bare>[0-9一二三四五六七八九])(?![0-9年月号个岁]))?(?:(?P<fen>[0-9一二两三四五六七八九])分)?钱?"
)
_SMALL = re.compile(r"(?<![0-9第])(?:(?P<jiao>[0-9一二两三四五六七八九])(?:角|毛))(?:(?P<fen>[0-9一二两三四五六七八九])分)?钱?")


class Money:
    """An amount, value: fen. Settings: `min` and `max`, yuan; `after`, words right before a bare number that make it an amount (一个月)."""

    name = "money"
    unasked: Unasked = "clear"
    cues: tuple[str, ...] = ("钱", "工资", "收入", "金额", "费用")

    def find(self, text: str, question: Question, at: Moment, *, asked: bool) -> Iterable[Found]:
        """Amounts with 元 or 块; when asked also bare numbers."""
        found = [f for said in _AMOUNT.finditer(text) if (f := _amount(said, question))]
        found = found or [_found(said, Decimal(0), question) for said in _SMALL.finditer(text)]
        if found or asked:
            return found or list(_bare(text, question))
        after = "|".join(re.escape(words) for words in question.settings.get("after", ()))
        return [one for one in _bare(text, question) if after and re.search(rf"(?:{after})[就才也大概能有挣赚拿到个]*$", text[: one.start])]

    def show(self, value: Value, question: Question, at: Moment) -> str:
        """3500元, 1200.5元."""
        yuan, fen = divmod(int(value or 0), 100)
        return f"{yuan}元" if fen == 0 else f"{yuan}.{fen:02d}元"

    def speak(self, value: Value, question: Question, at: Moment) -> str:
        """As for the eye: every synthesiser reads 3500元 as an amount."""
        return self.show(value, question, at)


def _amount(said: re.Match[str], question: Question) -> Found | None:
    yuan = number_of(said["yuan"])
    return None if yuan is None else _found(said, yuan, question)


def _found(said: re.Match[str], yuan: Decimal, question: Question) -> Found:
    parts = said.groupdict()
    jiao = number_of(parts.get("jiao") or parts.get("bare") or "零") or Decimal(0)
    fen = number_of(parts.get("fen") or "零") or Decimal(0)
    return _checked(said.start(), said.end(), int(yuan * 100 + jiao * 10 + fen), question)


def _bare(text: str, question: Question) -> Iterable[Found]:
    for said in re.finditer(rf"(?<![0-9.第])[¥¥]? ?(?P<number>{_N})(?![0-9年月号日岁个次口人])(?<!零(?=[工活钱食花]))", text):
        yuan = number_of(said["number"])
        if yuan is None or (said["number"] == "一" and re.match(r"[下些点直起样会边定]", text[said.end() :])):
            continue
        yield _checked(said.start(), said.end(), int(yuan * 100), question)


def _checked(start: int, end: int, fen: int, question: Question) -> Found:
    low, high = question.settings.get("min"), question.settings.get("max")
    if low is not None and fen < int(Decimal(str(low)) * 100):
        return Found(start, end, fen, Problem("kinds.money.small", {"min": low}))
    if high is not None and fen > int(Decimal(str(high)) * 100):
        return Found(start, end, fen, Problem("kinds.money.large", {"max": high}))
    return Found(start, end, fen)
