"""Bank card numbers: 16 to 19 digits, the last one a Luhn check digit (ISO/IEC 7812-1)."""

from __future__ import annotations

from collections.abc import Iterable

from stdnum import luhn

from bot.catalogue.models import Question
from bot.chinese import digit_groups, digits_of
from bot.kinds import Found, Moment, Problem, Unasked, Value
from bot.kinds.resident_id import fault
from bot.kinds.spoken import digit_by_digit, grouped


class BankCard:
    """A card's number, value: digits only."""

    name = "bank_card"
    unasked: Unasked = "clear"
    cues: tuple[str, ...] = ("卡号", "银行卡", "存折")

    def find(self, text: str, question: Question, at: Moment, *, asked: bool) -> Iterable[Found]:
        """The longest stretch of 16 to 19 digits that passes the check; when asked also one that does not."""
        stretches = list(digit_groups(text, range(16, 20)))
        stretches = [d for d in stretches if len(d.digits) != 18 or fault(d.digits, at.today) is not None]  # the other is an ID number
        good = [Found(d.start, d.end, d.digits) for d in stretches if luhn.is_valid(d.digits)]
        if good or not asked:
            return good[:1]
        if stretches:
            first = stretches[0]
            return [Found(first.start, first.end, first.digits, Problem("kinds.bank_card.luhn"))]
        longest = max(digits_of(text), key=lambda d: len(d.digits), default=None)
        if longest is None or len(longest.digits) < 6:
            return []
        return [Found(longest.start, longest.end, longest.digits, Problem("kinds.bank_card.length", {"count": len(longest.digits)}))]

    def show(self, value: Value, question: Question, at: Moment) -> str:
        """6222 0212 3456 7890 128."""
        return " ".join(grouped(str(value), (4,)))

    def speak(self, value: Value, question: Question, at: Moment) -> str:
        """Four digits at a time."""
        return digit_by_digit(str(value), (4,))
