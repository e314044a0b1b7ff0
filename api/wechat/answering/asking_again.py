"""The open question once more, after something that did not answer it: nobody is to wonder where they were."""

from __future__ import annotations

from collections.abc import Sequence

from bot.questions import last_question
from bot.turn import Reply


def asked_again(last: Sequence[Reply]) -> tuple[Reply, ...]:
    """The question that the dialogue's last replies (masked) leave open, alone with its choices; nothing where none is open.

    The review and the question for consent come whole: nobody is to say yes to what they do not see.
    """
    newest = last[-1] if last else None
    if newest is None or newest.receipt or not (newest.expects or newest.choices):
        return ()
    if _is_review(newest) or "notice" in newest.facts:
        return (newest,)
    question = last_question(newest.text)
    if question is None and newest.expects is None:
        return ()  # an offer, which nobody has to answer
    speech = newest.speech and (last_question(newest.speech) or _last_line(newest.speech))
    return (Reply(question or _last_line(newest.text), speech, newest.choices, newest.expects),)


def _is_review(reply: Reply) -> bool:
    """Whether it reads back all that would be handed in: the last step, with choices that answer no question of a service."""
    steps = reply.facts.get("steps") or {}
    return reply.expects is None and bool(reply.choices) and steps.get("now") is not None and steps.get("now") == steps.get("of")


def _last_line(text: str) -> str:
    return text.strip().split("\n")[-1]
