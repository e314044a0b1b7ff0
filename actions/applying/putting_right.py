"""身份证号错了, 名字写错了, 地址不对: back to what was given, wherever that is said, and then on from there."""

from __future__ import annotations

import re

from actions.applying.for_whom import sign_out
from actions.applying.going_on import advance
from actions.applying.hearing_back import read_back
from actions.applying.reviewing import answered, ask_which
from actions.errand import Act, Outcome
from actions.informing import progress
from actions.sitting import Sitting
from actions.wording import put
from bot.binding import WHO_TALKS
from bot.catalogue import Asks
from bot.kinds.asking import clauses, is_question

_KINDS = {
    "wrong_name": ("person_name",),
    "wrong_id": ("resident_id",),
    "wrong_number": ("resident_id", "phone", "bank_card"),
    "wrong_address": ("address",),
}
"""Words of data/asks.yml that name what was wrong → kinds of answers that they may name, the likeliest first."""
_LONGEST = 24
"""Characters: whoever says more says something else."""
_OWN = {"person_name": "name", "resident_id": "resident_id"}


def or_puts_right(act: Act) -> Act:
    """The act, unless the words say no more than that a name, a number or an address was wrong."""

    def unless_wrong(sitting: Sitting) -> Outcome:
        if "name" in sitting.taken and sitting.draft is not None and (person := sitting.person()) is not None:
            return () if sitting.talk.done else _verified_by(sitting, sitting.talk.identity["name"], person.resident_id_token)
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
    small, wrong = _pattern(asks.words["beside_wrong"]), _pattern(asks.words["wrong"])
    for which in _KINDS:
        thing = _pattern(asks.words[which])
        whole = rf"{small}*(?:{thing}{small}*{wrong}|{wrong}{small}*{thing}){small}*"
        if re.fullmatch(whole, words) or (named and re.fullmatch(rf"{small}*{thing}{small}*", words)):
            return which
    return None


def _pattern(words: tuple[str, ...]) -> str:
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})"


def _named_wrong(sitting: Sitting) -> tuple[str, ...]:
    """Kinds of the answer that is called wrong; none when nothing is, or when it was said anew in the same breath."""
    talk = sitting.talk
    told = bool(talk.identity) and talk.stage == "asking"
    there = told or talk.stage == "reviewing" or talk.asking in WHO_TALKS or talk.asking == "which_answer"
    if not there or any(key != "which_answer" for key in sitting.taken):
        return ()
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
    small = _pattern(sitting.desk.catalogue.asks.words["beside_wrong"])
    return re.fullmatch(rf"{small}*(?:不是|不叫){re.escape(name)}{small}*", said) is not None


def _put_right(sitting: Sitting, kinds: tuple[str, ...]) -> Outcome | None:
    own = next((_OWN[kind] for kind in kinds if kind in _OWN), None)
    if sitting.person() is None:
        return _again(sitting, own) if own is not None else None
    if sitting.draft is None:
        return None
    others = [question.key for question in answered(sitting) if question.kind in kinds]
    if len(others) > 1:
        return (ask_which(sitting),)
    if others:
        sitting.draft.answers.pop(others[0])
        return advance(sitting, sitting.say("dialogue.changed"))
    return _verified_again(sitting, own) if own is not None else None


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
