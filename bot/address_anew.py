"""An address that is said anew: the whole of it, or the piece that was wrong. A district in it is no answer of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.binding import of_somebody_else
from bot.catalogue.models import Question
from bot.hearing import Heard, Hearing, hear
from bot.kinds import Moment
from bot.kinds.address import PIECE_BESIDE, WHOLE

_COUNT = r"[0-9一二三四五六七八九十百零](?![个下样起点些直定家])"
_WITH_NUMBER = re.compile(rf"(?:(?:路|街|道|巷|胡同|村|小区|花园|公寓|家园|新村|宿舍|家属院|社区|大院|苑).*|[0-9]弄.*){_COUNT}")
"""What nobody says by the way: a road or an estate, and a number."""
_DENIED = re.compile(
    r"(?:不是|不对)[^,。;!?]*[0-9一二三四五六七八九十](?:号|栋|幢|座|单元|室|楼|层)"
    r"|不是(?:[0-9]{3,4}|[一二三四五六七八九零〇幺两]{3,4})(?![0-9一二三四五六七八九零〇年月块元个])"
)
"""不是59号，是60号; 502不是501"""


def address_anew(
    text: str, questions: Sequence[Question], newest: Question | None, hearing: Hearing, moment: Moment, *, said_so: bool
) -> Hearing:
    """What was heard, with the new address among it. `questions`: those answered before; `said_so`: the words speak of an address."""
    about = _about(text, [question for question in questions if question.kind == "address"], newest)
    heard = next(iter(hear(text, about, [], moment).heard), None) if about is not None else None
    if about is None or heard is None or of_somebody_else(text, about, heard, asked=False) or not _is_told(text, heard, said_so=said_so):
        return hearing
    others = [h for h in hearing.heard if h.question.key not in {heard.question.key, "which_answer", "whole_address"}]
    beside = [h for h in others if h.end <= heard.start or heard.end <= h.start]
    return Hearing(tuple(sorted([*beside, heard], key=lambda h: h.start)), hearing.rest)


def _is_told(text: str, heard: Heard, *, said_so: bool) -> bool:
    if heard.problem is not None:
        return heard.problem.say in (WHOLE, PIECE_BESIDE) and (said_so or _DENIED.search(text) is not None)
    return _WITH_NUMBER.search(text[heard.start : heard.end]) is not None


def _about(text: str, addresses: Sequence[Question], newest: Question | None) -> Question | None:
    """The one address; of several the one that is named, else the one told last."""
    if len(addresses) == 1:
        return addresses[0]
    named = [question for question in addresses if any(word in text for word in (question.short.zh, *question.cues))]
    if len(named) == 1:
        return named[0]
    return newest if newest in addresses else None
