"""What is asked back of what is in doubt, with the real comparing: each doubtful row of tests/voice/heard.yml."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.expecting import Expecting
from tests.voice.pretending import Answers, Comparison, reply, says, talk
from tests.voice.test_settling import EXPECTING, LEXICON, TABLE
from voice.ears import Heard
from voice.ears.settling import settle

DOUBTFUL = [row for row in TABLE["rows"] if not row.get("sure", True) and re.search("[一-鿿]", row["heard"])]


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['heard']}, {row['expecting']}") for row in DOUBTFUL])
def test_a_question_back_can_be_understood_by_ear(row: dict[str, Any]) -> None:
    async def compared(heard: Heard, expecting: Expecting) -> Comparison:
        found = settle(Heard(heard.text, row.get("confidence", 1.0)), expecting, LEXICON)
        return Comparison(found.text, found.recognised, found.sure, found.instead)

    told = talk([says(row["heard"])], Answers(), reply("请问？", EXPECTING[row["expecting"]]), knows=[row["heard"]], settle=compared)  # type: ignore[arg-type]
    answers, question = EXPECTING[row["expecting"]].answers, told.captions[1]
    assert re.search("是是|死", question) is None
    offered = re.fullmatch("您说的是(.*?)(?:，还是(.*?)？|，对吗？)", question)
    assert [one for one in (offered.groups() if offered else ()) if one and len(one) == 1 and one not in answers] == []
