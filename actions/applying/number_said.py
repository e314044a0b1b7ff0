"""An ID number that was said before it was asked, and nobody knows whose it is: kept, and asked about when its turn comes."""

from __future__ import annotations

from collections.abc import Iterator

from actions.sitting import IDENTITY, Sitting
from bot.binding import OWN
from bot.catalogue.models import Question, Words
from bot.kinds.name_and_id import whose
from bot.kinds.resident_id import fault, numbers
from bot.named import named
from bot.vault import TOKEN

NUMBER = "resident_id"
ASKED = "said_number"
"""The ask whether that number is the one that is wanted now."""


def proposed_number(sitting: Sitting, question: Question) -> bool:
    """Whether the number said before may be the answer to this question; it is asked about then, in place of the question."""
    talk = sitting.talk
    if question.kind != NUMBER or talk.said_number is None or question.key in talk.not_its_number or _known(sitting, talk.said_number):
        return False
    talk.proposed = {question.key: talk.said_number}
    return True


def said_number(sitting: Sitting) -> Question:
    """The question whether it is the one that is wanted now, with the number and whose it would be in its words."""
    question = sitting.ask(ASKED)
    key, token = next(iter(sitting.talk.proposed.items()), (None, None))
    wanted = sitting.question(key) if key is not None else None
    if wanted is None or token is None:
        return question
    say = sitting.desk.sentences.say
    zh, en = (say("identity.is_it_this", language, number=token, label=_label(sitting, wanted, language)).text for language in ("zh", "en"))
    return question.model_copy(update={"ask": Words(zh=zh, en=en)})


def settle_number(sitting: Sitting, token: str) -> None:
    """Yes, it is that one; or no, and it may still be another one's."""
    talk = sitting.talk
    for key, number in talk.proposed.items():
        question = sitting.question(key)
        if sitting.secret(token).value == "yes" and question is not None and not _somebody_elses(sitting, question):
            talk.said_number = None
            if key in IDENTITY:
                talk.identity[key] = number
            else:
                sitting.answer(key, number)
        else:
            talk.not_its_number.append(key)
    talk.proposed = {}


def note_number(sitting: Sitting) -> str | None:
    """Keeps the one number that answered nothing; the sentence to say of it."""
    draft = sitting.draft
    said = list(_unplaced(sitting))
    if draft is None or len(said) != 1:
        return None
    if fault(said[0], sitting.desk.today()) is not None:
        return "identity.number_wrong"
    question = sitting.ask(NUMBER)
    kind, moment = sitting.desk.kinds[NUMBER], sitting.desk.moment()
    token = sitting.keep(NUMBER, said[0], kind.show(said[0], question, moment), kind.speak(said[0], question, moment))
    if _known(sitting, token):
        return None
    sitting.talk.said_number, sitting.talk.not_its_number = token, []
    return "identity.number_kept"


def _unplaced(sitting: Sitting) -> Iterator[str]:
    """Each whole ID number in what was said that answered no question."""
    heard = {one.token for one in sitting.utterance.heard}
    for token in TOKEN.finditer(sitting.utterance.text):
        if token[1] == NUMBER and token[0] not in heard:
            yield from (number for _, _, number in numbers(str(sitting.secret(token[0]).value)))


def _known(sitting: Sitting, token: str) -> bool:
    """Whether it is somebody's already."""
    person, number = sitting.person(), sitting.secret(token).value
    tokens = [sitting.talk.identity.get(NUMBER), person.resident_id_token if person is not None else None]
    return number in sitting.values().values() or any(sitting.secret(one).value == number for one in tokens if one is not None)


def _somebody_elses(sitting: Sitting, question: Question) -> bool:
    """是我妈的 where one's own is asked for is no yes."""
    return whose(question) == OWN and any(one.key != "self" for one in named(sitting.words())) and not sitting.verifies_holder()


def _label(sitting: Sitting, question: Question, language: str) -> str:
    if question.key == NUMBER and not sitting.verifies_holder():
        return sitting.desk.sentences.say("identity.your_resident_id", language).text
    return question.short.in_(language)
