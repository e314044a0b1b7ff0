"""What a delivery is answered with."""

from __future__ import annotations

from dataclasses import dataclass

from bot.turn import Reply


@dataclass(frozen=True)
class Answer:
    """The replies to one delivery."""

    conversation: str | None
    """The talk whose tokens stand in the replies."""
    replies: tuple[Reply, ...] = ()
    """Masked. Empty: nothing is shown (a person has the talk, or only what waits was asked for)."""
    aloud: tuple[Reply, ...] = ()
    """What is read aloud in place of these."""
    moved: bool = False
    """Whether the talk was begun elsewhere and goes on here from now on."""
