"""Receipt numbers: twelve digits to say over a telephone and to key in.

Eleven digits are random, so that nobody can guess a neighbour's; the twelfth is
a Damm check digit, which notices every single wrong digit and every swap of two
neighbours. The first is no 0, and no digit stands three times in a row, which
is hard to count when heard.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Collection
from itertools import groupby

from stdnum import damm

LENGTH = 12
_SPOKEN = str.maketrans("零〇一二三四五六七八九幺两洞", "00123456789120")
_RUN = re.compile(r"(?<!\d)\d(?:[ \-、,.·]*\d)*(?!\d)")

_LONE = re.compile(r"(?P<letters>(?:[a-z]{2,3})?)[ \-]*(?P<digits>\d(?:[ \-、,.·]*\d)*)")
_EDGE = " ,.。，、!！?？:：;；#"


def new_receipt() -> str:
    """A fresh number; that no case has it yet is for the database to say."""
    while True:
        digits = str(secrets.choice(range(1, 10))) + "".join(secrets.choice("0123456789") for _ in range(LENGTH - 2))
        receipt = digits + str(damm.calc_check_digit(digits))
        if max(len(list(run)) for _, run in groupby(receipt)) < 3:
            return receipt


def is_receipt(digits: str) -> bool:
    """Whether these are twelve digits with the right check digit."""
    return re.fullmatch(r"[1-9][0-9]{11}", digits) is not None and bool(damm.is_valid(digits))


def parse_receipt(text: str) -> str | None:
    """The first receipt number in a sentence: in groups, with hyphens or pauses, full-width, or spoken (幺三八 …).

    None when there is none, and when the only candidate has a wrong check digit.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_SPOKEN)
    runs = (re.sub(r"\D", "", match[0]) for match in _RUN.finditer(plain))
    return next((digits for digits in runs if is_receipt(digits)), None)


def lone_number(text: str, around: Collection[str]) -> bool:
    """Whether nothing is said but a number that may be meant for a receipt's: 我的编号是 9023 7366 7267, CB2026112200017.

    `around`: what may stand beside it. With letters before them nearly as many digits will do.
    """
    said = unicodedata.normalize("NFKC", text).casefold().strip(_EDGE)
    for word in sorted(around, key=len, reverse=True):
        said = said.replace(word, " ")
    found = _LONE.fullmatch(said.strip(_EDGE).translate(_SPOKEN))
    if found is None:
        return False
    count = len(re.sub(r"\D", "", found["digits"]))
    return count == LENGTH or (count >= LENGTH - 4 and bool(found["letters"]))


def show_receipt(receipt: str) -> str:
    """In groups of four, for the eye."""
    return " ".join(receipt[i : i + 4] for i in range(0, LENGTH, 4))
