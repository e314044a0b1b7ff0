"""What is plain from the whole sentence, however it was understood: please wait, small talk, the number of a receipt."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from actions import identity
from actions.applying.going_on import ANSWERING, advance
from actions.applying.reviewing import question_put
from actions.applying.whole_address import ask_whole, piece_said
from actions.errand import Act, Outcome
from actions.informing import small_talk
from actions.informing.progress import note_receipt, progress
from actions.listening.open_now import open_now
from actions.sitting import Sitting
from actions.wording import put, reply
from bot.chinese import normalise
from bot.died import died
from bot.named import named
from bot.one_of import one_of
from bot.receipt import lone_number, parse_receipt

ABOUT_A_CASE = ANSWERING | {"out_of_scope", "progress", "time", "where"}
"""Acts that a number of a receipt amid other words may be taken for."""
WAITS = "waits"
"""Among a reply's facts: its resident has asked for patience."""
_AROUND_BACK = " ,.。!?~啊呀啦哈吧"
_BACK_LONGEST = 24
"""Characters: whoever says more than that they are back says something else."""
AMOUNTS = frozenset({"money", "number", "text", "address"})
"""Kinds of questions whose answer may be any number."""


def at_once(act: Act) -> Act:
    """The act, unless the words say plainly what they want; then that is done, once in a turn."""

    def unless_plain(sitting: Sitting) -> Outcome:
        meant = _meant(sitting)
        if meant is None:
            return act(sitting)
        return () if sitting.talk.done else meant(sitting)

    return unless_plain


def _meant(sitting: Sitting) -> Act | None:
    if _is_back(sitting):
        return back_again
    if sitting.utterance.waits:
        return wait
    if _is_someone_else(sitting):
        return change_person
    if _is_for_later(sitting):
        return this_first
    if _is_alive(sitting):
        return go_on_alive
    if _is_of_long_ago(sitting):
        return sorry_and_on
    if piece_said(sitting):
        return ask_whole
    if (topic := small_talk.topic_of(sitting)) is not None:
        return partial(small_talk.chat, topic=topic)
    if sitting.taken or sitting.steered or _awaits_amount(sitting):
        return None
    words = sitting.words()
    alone = lone_number(words, sitting.desk.catalogue.asks.words["around_receipt"])
    receipt = parse_receipt(words)
    if receipt is not None and (alone or sitting.utterance.act in ABOUT_A_CASE):
        return _with_number_noted if sitting.problem is not None else progress
    return _wrong_receipt if alone and sitting.problem is None else None


def wait(sitting: Sitting) -> Outcome:
    """There is no hurry; what was asked stays open, and stands there once more for who comes back to it."""
    told = open_now(sitting, sitting.say("call.wait"))
    return (replace(told, facts={**told.facts, WAITS: True}),)


def back_again(sitting: Sitting) -> Outcome:
    """Whoever went to fetch something says that they are back: 好了, 找到了. That is no yes to anything."""
    return (open_now(sitting, sitting.say("dialogue.here_again")),)


def this_first(sitting: Sitting) -> Outcome:
    """我弟的后面再说: what is open goes on."""
    return (open_now(sitting, sitting.say("dialogue.this_first")),)


def go_on_alive(sitting: Sitting) -> Outcome:
    """我老伴活得好好的: what is open goes on, and it was our mistake if another service was thought of."""
    talk = sitting.talk
    mistaken = talk.stage == "guessing"
    talk.guess, talk.asked_last = None, None
    return advance(sitting, sitting.say("dialogue.nobody_died" if mistaken else "dialogue.here_again"))


def sorry_and_on(sitting: Sitting) -> Outcome:
    """我老伴前年走了，我一个人: whoever tells so of long ago wants nothing done about it; what is open goes on."""
    return (open_now(sitting, sitting.say("dialogue.died_before")),)


def _is_of_long_ago(sitting: Sitting) -> bool:
    if sitting.draft is None or sitting.taken or sitting.in_grief() or sitting.utterance.act == "start":
        return False
    words = sitting.words()
    return sitting.desk.catalogue.asks.said("long_ago", words) and any(died(words, one.end) for one in named(words))


def _is_alive(sitting: Sitting) -> bool:
    draft = sitting.draft
    if draft is None or sitting.taken or sitting.in_grief():
        return False
    return sitting.desk.catalogue.asks.said("alive", sitting.utterance.text)


def _is_for_later(sitting: Sitting) -> bool:
    """Amid an application 我弟的后面再说 sounds like 后事, and nobody has died."""
    asks, text = sitting.desk.catalogue.asks, sitting.utterance.text
    service = sitting.desk.catalogue.services.get(sitting.utterance.service or "")
    if sitting.draft is None or sitting.taken or service is None or service.tone != "condolence":
        return False
    return asks.said("later_on", text) and not asks.said("bereaved", text)


def _is_back(sitting: Sitting) -> bool:
    """好了, 我儿子来了 or 喂，我是他儿子，您说, once patience was asked for."""
    last = sitting.talk.last[-1] if sitting.talk.last else {}
    if sitting.taken or not last.get("facts", {}).get(WAITS):
        return False
    said = "".join(one for one in normalise(sitting.utterance.text).casefold() if one not in _AROUND_BACK)
    words = sitting.desk.catalogue.asks.words
    here, beside = (
        one_of(word.replace(" ", "") for word in some) for some in (words["back_again"], (*words["speaking_on"], *words["somebody"]))
    )
    return len(said) <= _BACK_LONGEST and re.search(here, said) is not None and re.fullmatch(f"(?:{here}|{beside})+", said) is not None


def change_person(sitting: Sitting) -> Outcome:
    """Somebody else goes on: whoever was verified is verified no more, and what they began waits for them."""
    sitting.put_aside()
    sitting.talk.identity, sitting.talk.code_sent, sitting.talk.paused = {}, False, []
    sitting.talk.stage, sitting.talk.asking, sitting.talk.pending, sitting.talk.said_number = "idle", None, None, None
    identity.sign_out(sitting.session, sitting.utterance.conversation)
    return (reply(sitting.say("dialogue.someone_else")),)


def _is_someone_else(sitting: Sitting) -> bool:
    person = sitting.person()
    if person is None:
        return False
    if sitting.desk.catalogue.asks.said("someone_else", sitting.utterance.text):
        return True
    return f"我不是{sitting.secret(person.name_token).value}" in sitting.words()


def _with_number_noted(sitting: Sitting) -> Outcome:
    """The receipt's number where another one was asked for: kept while it is found out who asks."""
    note_receipt(sitting)
    question = question_put(sitting)
    assert question is not None
    return (put(sitting, question, sitting.say("dialogue.receipt_noted")),)


def _wrong_receipt(sitting: Sitting) -> Outcome:
    """Shaped like the number of a receipt, and none of ours."""
    said = sitting.say("dialogue.receipt_wrong", hotline=sitting.say("hotline.city").text)
    question = question_put(sitting)
    return (put(sitting, question, said),) if question is not None and sitting.talk.stage == "asking" else (reply(said),)


def _awaits_amount(sitting: Sitting) -> bool:
    question = question_put(sitting)
    return question is not None and question.kind in AMOUNTS
