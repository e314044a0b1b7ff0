"""What a talk begins with."""

from __future__ import annotations

from actions.desk import Desk
from bot.turn import Choice, Reply

GREETED_WITH = 3
"""Services offered in the greeting."""


def greeting(desk: Desk, language: str) -> Reply:
    """Who we are, and a few services to tap."""
    say = desk.sentences.say
    offers = [
        Choice(
            say("dialogue.offer_begin", language, title=service.title.in_(language)).text,
            say("dialogue.offer_begin", "zh", title=service.title.zh).text,
        )
        for service in list(desk.on_offer().values())[:GREETED_WITH]
    ]
    return Reply(say("dialogue.greeting", language).text, choices=tuple(offers))
