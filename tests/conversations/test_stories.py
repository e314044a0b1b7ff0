"""Every story beside this file, told to the real Rasa, the real actions and a real database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conversations.telling import Story, tell
from tests.living import Living

HERE = Path(__file__).parent


def stories() -> list[Any]:
    """Each story of each file, under its own name."""
    found = []
    for file in sorted(HERE.glob("*.yml")):
        for told in yaml.safe_load(file.read_text(encoding="utf-8")):
            found.append(pytest.param(Story.of(file, told), id=f"{file.stem}: {told['story']}"))
    return found


@pytest.mark.parametrize("story", stories())
def test_story(story: Story, alive: Living) -> None:
    """What is said is answered as told."""
    tell(story, alive)


def test_every_service_has_stories(alive: Living) -> None:
    """Six for each service, thirty for talk."""
    counts = {file.stem: len(yaml.safe_load(file.read_text(encoding="utf-8"))) for file in HERE.glob("*.yml")}
    short = {s: counts.get(s, 0) for s in alive.house.desk.catalogue.services if counts.get(s, 0) < 6}
    assert short == {}
    assert counts["talk"] >= 30
