"""What an utterance can do, apart from the service that it is about."""

from __future__ import annotations

ACTS: tuple[str, ...] = (
    "start",
    "materials",
    "eligibility",
    "time",
    "fee",
    "where",
    "amount",
    "progress",
    "complain",
    "human",
    "repeat",
    "slower",
    "louder",
    "affirm",
    "deny",
    "back",
    "stop",
    "greet",
    "thanks",
    "help",
    "inform",
    "out_of_scope",
    "danger",
    "crisis",
    "fraud",
)
"""The outside contract's acts, and the three that are answered at once with a telephone number."""

URGENT = frozenset({"danger", "crisis", "fraud"})
"""What is answered at once, whatever was asked."""

LONE_ACTS: tuple[str, ...] = tuple(act for act in ACTS if act != "inform" and act not in URGENT)
"""What a sentence without a talk around it can be, by the outside contract."""
