"""One action at work in one turn: a transaction around it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from actions.desk import Desk
from actions.drafts import load_draft
from actions.keeping_answers import take_in
from actions.listening.named_in_english import named_in_english
from actions.listening.nobody_died import nobody_died
from actions.sitting import Sitting
from actions.talk import load_talk
from actions.utterance import Utterance
from bot.locking import one_at_a_time


class Overtaken(Exception):
    """The resident has gone on while an errand was under way: what it brought is of yesterday."""


@contextmanager
def sit(desk: Desk, utterance: Utterance, *, again: bool = False) -> Iterator[Sitting]:
    """Opens a sitting as one transaction; what goes wrong inside leaves no trace.

    `again` goes on with a turn after an errand. Raises Overtaken when another turn has been taken in since.
    """
    with desk.sessions.begin() as session:
        one_at_a_time(session, utterance.conversation)
        talk = load_talk(session, utterance.conversation)
        if again and talk.turn != utterance.turn:
            raise Overtaken(utterance.turn)
        draft = load_draft(session, talk.draft) if talk.draft else None
        heard = nobody_died(desk.catalogue, named_in_english(desk.catalogue, utterance), draft.service if draft else None)
        sitting = Sitting(desk, session, heard, talk, draft)
        take_in(sitting)
        yield sitting
        sitting.close()
