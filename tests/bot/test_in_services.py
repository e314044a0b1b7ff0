"""What strangers said to the real services, with everything open that could be. Today is Sunday, 22 November 2026."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.catalogue import load_catalogue
from bot.chinese import normalise
from bot.hearing import hear
from bot.kinds import Moment
from tests.bot.kinds.tables import TODAY

CATALOGUE = load_catalogue(Path(__file__).parents[2] / "data")
ROWS = yaml.safe_load((Path(__file__).parent / "in_services.yml").read_text(encoding="utf-8"))["rows"]


@pytest.mark.parametrize("row", [pytest.param(row, id=row["said"][:40]) for row in ROWS])
def test_a_stranger_is_heard(row: dict[str, Any]) -> None:
    service = CATALOGUE.services.get(row.get("service", ""))
    own = [*service.eligibility, *service.questions] if service else []
    questions = [*own, *(CATALOGUE.asks[key] for key in ("region", "name", "resident_id"))]
    asked = next((q for q in questions if q.key == row.get("asked")), None)
    at = replace(Moment(TODAY, CATALOGUE.regions), before=row.get("before", {}))
    said = {
        h.question.key: f"!{h.problem.say.rpartition('.')[2]}" if h.problem else h.value
        for h in hear(normalise(row["said"]), asked, questions, at).heard
    }
    assert said == row["heard"]
