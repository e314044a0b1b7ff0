"""尾号是8876: the end of a number changes nothing by itself, so the whole is asked for, or it is said that it is right."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.applying.reviewing import answered
from actions.sitting import IDENTITY, Sitting
from bot.catalogue import Asks
from bot.chinese import digits_of, normalise
from bot.one_of import one_of

ENDS = range(2, 7)
"""Digits that make the end of a number."""
LONGEST = 24
"""Characters: whoever says more says something else."""
NUMBERS = ("phone", "bank_card", "resident_id")
_OF = {"wrong_phone": ("phone",), "wrong_card": ("bank_card",), "wrong_id": ("resident_id",)}
"""Words of data/asks.yml that name a number → kinds of answers that they may name."""


@dataclass(frozen=True)
class End:
    """The end of a number as it was said, and of which kinds that number may be."""

    digits: str
    kinds: tuple[str, ...]


def end_said(asks: Asks, text: str) -> End | None:
    """The end of a number, where nothing else is said: 手机尾号是8876, 后四位应该是331X."""
    said = normalise(text).lower()
    runs = [one for one in digits_of(said) if len(one.digits) in ENDS]
    if len(runs) != 1 or len(said) > LONGEST:
        return None
    x = "x" if said[runs[0].end :].startswith("x") else ""
    around = said[: runs[0].start] + said[runs[0].end + len(x) :]
    small, tail = one_of((*asks.words["beside_wrong"], *asks.words["wrong"])), one_of(asks.words["number_end"])
    for which, kinds in _OF.items():
        if re.fullmatch(rf"{small}*{one_of(asks.words[which])}{small}*{tail}{small}*", around):
            return End(runs[0].digits + x, kinds)
    return End(runs[0].digits + x, NUMBERS) if re.fullmatch(rf"{small}*{tail}{small}*", around) else None


def numbers_given(sitting: Sitting, kinds: tuple[str, ...]) -> list[tuple[str, str]]:
    """Key and token of every number of these kinds that was given, one's own first, then in the order in which they came."""
    own = sitting.talk.identity.get(IDENTITY[1])
    person = sitting.person()
    token = person.resident_id_token if person is not None else own
    found = [(IDENTITY[1], token)] if "resident_id" in kinds and token is not None else []
    if sitting.draft is None:
        return found
    ours = {q.key for q in answered(sitting) if q.kind in kinds}
    return [*found, *((key, one.token) for key, one in sitting.draft.answers.items() if key in ours and one.token is not None)]
