"""Numbers in Chinese words: 1304 as a quantity, and digit by digit."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_MYRIADS = ("", "万", "亿", "万亿")
_ONE_BY_ONE = str.maketrans("0123456789", _DIGITS)
_LARGEST = 4 * len(_MYRIADS)


def one_by_one(digits: str, one: str = "一") -> str:
    """1304 → 一三零四; with `one="幺"` as on the telephone."""
    return digits.translate(_ONE_BY_ONE).replace("一", one)


def quantity(number: str) -> str:
    """A number written in digits, as people count: 1,200 → 一千二百, 200 → 两百, 0.5 → 零点五, -3 → 负三.

    What is no quantity (007, more than sixteen digits) is read digit by digit.
    """
    sign, plain = ("负", number[1:]) if number.startswith("-") else ("", number)
    whole, point, part = plain.replace(",", "").partition(".")
    return sign + _whole(whole) + (f"点{one_by_one(part)}" if point else "")


def _whole(digits: str) -> str:
    if len(digits) > _LARGEST or (len(digits) > 1 and digits.startswith("0")):
        return one_by_one(digits)
    if not digits.strip("0"):
        return "零"
    fours = [digits[max(0, end - 4) : end] for end in range(len(digits), 0, -4)]
    said, skipped = "", False
    for myriad, four in reversed(list(zip(_MYRIADS, fours, strict=False))):
        if not int(four):
            skipped = True
            continue
        gap = "零" if said and (skipped or four.startswith("0")) else ""
        said += gap + _four(four.lstrip("0"), first=not said, last=not myriad) + myriad
        skipped = False
    return said


def _four(digits: str, first: bool, last: bool) -> str:
    """Up to four digits without leading zeros; `first` of the number, `last` when no 万 or 亿 follows."""
    if digits == "2" and not last:
        return "两" if first else "二"
    said, gap = "", False
    for at, digit in enumerate(digits):
        place = _PLACES[len(digits) - 1 - at]
        if digit == "0":
            gap = True
            continue
        two = digit == "2" and (place == "千" or (place == "百" and first and not said))
        if not (first and not said and digit == "1" and place == "十"):
            said += ("零" if gap else "") + ("两" if two else _DIGITS[int(digit)])
        said += place
        gap = False
    return said
