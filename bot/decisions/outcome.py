"""What a decision is, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """What a decision came to."""

    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    """Ready to be put into a sentence: dates, ages and amounts already written out in Chinese."""


DecisionKind = Callable[[Mapping[str, Any], Mapping[str, Any], date], Outcome | None]
"""(answers by parameter name, settings, today) → Outcome; None while an answer is still missing."""
