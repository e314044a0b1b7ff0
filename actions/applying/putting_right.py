"""身份证号错了, 名字写错了, 地址不对, 尾号是8876: back to what was given, wherever that is said, and then on from there."""

from __future__ import annotations

import re

from actions.applying.correcting import reopen
from actions.applying.ends_of_numbers import End, end_said, numbers_given
from actions.applying.for_whom import sign_out
from actions.applying.going_on import advance
from actions.applying.hearing_back import read_back
from actions.applying.not_here import BIRTH, not_here, of_kinds
from actions.applying.reviewing import answered, ask_which, question_put
from actions.errand import Act, Outcome
from actions.informing import progress
from actions.listening.open_now import open_now
from actions.sitting import Sitting
from actions.wording import put
from bot.binding import WHO_TALKS
from bot.catalogue import Asks
from bot.kinds.asking import clauses, is_question
from bot.one_of import one_of

_KINDS = {
    "wrong_name": ("person_name",),
    "wrong_id": ("resident_id",),
    "wrong_number": ("resident_id", "phone", "bank_card"),
    "wrong_address": ("address",),
    "wrong_phone": ("phone",),
    "wrong_card": ("bank_card",),
    "wrong_birth": (BIRTH,),
}
"""Words of data/asks.yml that name what was wrong → kinds of answers that they may name, the likeliest first."""
_ANYWHERE = ("wrong_phone", "wrong_card", "wrong_birth")
"""What can mean nothing else amid an application, whatever is being asked."""
_BORN = re.compile(r"(?:[0-9]{2,4}|[零〇一二三四五六七八九]{2,4})年[^,。;!?]{0,8}?生(?!活|病)|(?:出生|生日)[^,。;!?]{0,6}[0-9]")
_DENIES = re.compile(r"不是[0-9零〇一二三四五六七八九]")
_LONGEST = 24
"""Characters: whoever says more says something else."""
_OWN = {"person_name": "name", "resident_id": "resident_id"}


def or_puts_right(act: Act) -> Act:
    """The act, unless the words say no more than that a name, a number or an address was wrong."""

    def unless_wrong(sitting: Sitting) -> Outcome:
        if "name" in sitting.taken and sitting.draft is not None and (person := sitting.person()) is not None:
            return () if sitting.talk.done else _verified_by(sitting, sitting.talk.identity["name"], person.resident_id_token)
        if (end := end_said(sitting.desk.catalogue.asks, sitting.words())) is not None and _may_be_end(sitting):
            return () if sitting.talk.done else _by_end(sitting, end) or act(sitting)
        if _born_otherwise(sitting) and (told := not_here(sitting, (BIRTH,))) is not None:
            return () if sitting.talk.done else advance(sitting, *read_back(sitting), told)
        kinds = _named_wrong(sitting)
        if not kinds:
            return act(sitting)
        return () if sitting.talk.done else _put_right(sitting, kinds) or act(sitting)

    return unless_wrong


def said_wrong(asks: Asks, text: str, *, named: bool = False) -> str | None:
    """Which of `_KINDS` a sentence calls wrong that says nothing else: 我身份证号报错了, 改名字. `named`: only names it, 姓名."""
    said = [text[start:end] for start, end in clauses(text)]
    words = "".join(said).lower()
    if not words or len(words) > _LONGEST or any(is_question(one) for one in said):
        return None
    small, wrong = one_of(asks.words["beside_wrong"]), one_of(asks.words["wrong"])
    for which in _KINDS:
        thing = one_of(asks.words[which])
        whole = rf"{small}*(?:{thing}{small}*{wrong}|{wrong}{small}*{thing}){small}*"
        if re.fullmatch(whole, words) or (named and re.fullmatch(rf"{small}*{thing}{small}*", words)):
            return which
    return None


def _named_wrong(sitting: Sitting) -> tuple[str, ...]:
    """Kinds of the answer that is called wrong; none when nothing is, or when it was said anew in the same breath."""
    talk = sitting.talk
    told = bool(talk.identity) and talk.stage == "asking"
    there = told or talk.stage == "reviewing" or talk.asking in WHO_TALKS or talk.asking == "which_answer"
    if any(key != "which_answer" for key in sitting.taken):
        return ()
    if not there:
        which = said_wrong(sitting.desk.catalogue.asks, sitting.words()) if sitting.draft is not None else None
        return _KINDS[which] if which in _ANYWHERE else ()
    if told and _denies_name(sitting):
        return _KINDS["wrong_name"]
    which = said_wrong(sitting.desk.catalogue.asks, sitting.utterance.text, named=talk.asking == "which_answer")
    return _KINDS[which] if which is not None else ()


def _denies_name(sitting: Sitting) -> bool:
    """(我)不是谢演清, and no more."""
    token = sitting.talk.identity.get("name")
    if token is None or sitting.person() is not None:
        return False
    name, words = str(sitting.secret(token).value), sitting.words()
    said = "".join(words[start:end] for start, end in clauses(words))
    small = one_of(sitting.desk.catalogue.asks.words["beside_wrong"])
    return len(said) <= _LONGEST and re.fullmatch(rf"{small}*(?:不是|不叫){re.escape(name)}{small}*", said) is not None


def _put_right(sitting: Sitting, kinds: tuple[str, ...]) -> Outcome | None:
    own = next((_OWN[kind] for kind in kinds if kind in _OWN), None)
    if sitting.person() is None and own is not None:
        return _again(sitting, own)
    if sitting.draft is None:
        return None
    others = [question.key for question in answered(sitting) if of_kinds(question, kinds)]
    if len(others) > 1:
        return (ask_which(sitting),)
    if others:
        return reopen(sitting, others[0], "dialogue.changed")
    return _verified_again(sitting, own) if own is not None else _told_not_here(sitting, kinds)


def _told_not_here(sitting: Sitting, kinds: tuple[str, ...]) -> Outcome | None:
    """Nothing of it was given: it will be asked, or comes from somewhere else. None when it is what is being asked."""
    question = question_put(sitting)
    told = not_here(sitting, kinds) if question is None or not of_kinds(question, kinds) else None
    return (open_now(sitting, told),) if told is not None else None


def _may_be_end(sitting: Sitting) -> bool:
    """Whether a few digits may be the end of a number: they have answered nothing."""
    return sitting.draft is not None and not sitting.taken


def _by_end(sitting: Sitting, end: End) -> Outcome | None:
    """That this is its end; else the whole number again, of several that one which was given last."""
    question = question_put(sitting)
    if question is not None and question.kind in end.kinds:
        return (put(sitting, question, sitting.say("identity.tail_only")),)
    if sitting.talk.asking == "code" and "phone" in end.kinds:
        return _told_not_here(sitting, end.kinds)
    given = numbers_given(sitting, end.kinds)
    for key, token in given:
        if str(sitting.secret(token).value).lower().endswith(end.digits):
            label = question.short.in_(sitting.utterance.language) if (question := sitting.question(key)) is not None else ""
            return (open_now(sitting, sitting.say("identity.tail_same", label=label, end=sitting.keep("decided", end.digits, end.digits))),)
    if not given:
        return _told_not_here(sitting, end.kinds)
    key = given[-1][0]
    if key not in _OWN.values():
        return reopen(sitting, key, "dialogue.changed")
    return _again(sitting, key) if sitting.person() is None else _verified_again(sitting, key)


def _born_otherwise(sitting: Sitting) -> bool:
    """我妈是1943年生的，不是44年, and no answer here says when anybody was born."""
    if sitting.draft is None or any((q := sitting.question(key)) is not None and q.kind == "date" for key in sitting.taken):
        return False
    words = sitting.words()
    if not (_DENIES.search(words) or sitting.desk.catalogue.asks.said("correcting", words)):
        return False
    asked = question_put(sitting)
    return _BORN.search(words) is not None and (asked is None or asked.kind != "date")


def _again(sitting: Sitting, key: str) -> Outcome:
    """Asks this one thing again, before a code was compared."""
    talk = sitting.talk
    talk.identity = {known: token for known, token in talk.identity.items() if known not in (key, "code")}
    talk.code_sent, talk.missed = False, 0
    said = sitting.say("dialogue.changed")
    if sitting.draft is None:
        return progress.ask_who(sitting, said)
    amid_others = talk.stage == "asking" and talk.asking not in WHO_TALKS
    return (put(sitting, sitting.ask(key), said),) if amid_others else advance(sitting, said)


def _verified_by(sitting: Sitting, name: str, resident_id: str) -> Outcome:
    """Another name for the one who was verified: by it they are verified anew."""
    sign_out(sitting)
    sitting.talk.identity = {"name": name, "resident_id": resident_id}
    return advance(sitting, *read_back(sitting))


def _verified_again(sitting: Sitting, key: str) -> Outcome:
    """What was verified is wrong: it is forgotten who it was, but for the other half of what was said."""
    person = sitting.person()
    assert person is not None
    sign_out(sitting)
    sitting.talk.identity = {"name": person.name_token, "resident_id": person.resident_id_token}
    return _again(sitting, key)
