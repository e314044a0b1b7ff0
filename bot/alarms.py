"""Plain words that cannot wait, from the `regex` blocks of data/nlu: known even when Rasa is not there to understand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from bot.catalogue.load import read_yaml


def load_alarms(data: Path) -> Mapping[str, tuple[re.Pattern[str], ...]]:
    """Act (danger, crisis, fraud) → patterns of words that mean it."""
    blocks = [block for file in sorted((data / "nlu").glob("*.yml")) for block in read_yaml(file)["nlu"] if "regex" in block]
    return {
        block["regex"]: tuple(re.compile(line.removeprefix("- ")) for line in block["examples"].splitlines() if line) for block in blocks
    }


def alarm_in(text: str, alarms: Mapping[str, tuple[re.Pattern[str], ...]]) -> str | None:
    """The act whose plain words are in the text."""
    return next((act for act, patterns in alarms.items() if any(pattern.search(text) for pattern in patterns)), None)
