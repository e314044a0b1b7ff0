"""An ID number said where a date of birth was asked for: the date stands in it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.catalogue.models import Question
from bot.id_number import birth_date_of, sex_of
from bot.kin import SELF
from bot.kinds import Found, Moment
from bot.kinds.registry import KINDS
from bot.kinds.said_of import said_of

NUMBER = "number"
"""Setting of a question for a date of birth: key of the question for the same person's ID number."""
YOUNGEST = "youngest"
"""Setting of the same: a bare number of somebody younger than so many years may be the helper's, and answers nothing."""


def birth_by_number(text: str, asked: Question, at: Moment) -> Found | None:
    """The one number in the text as an answer to `asked`; None where no birth is asked, or it of another sex, or perhaps the helper's."""
    if asked.kind != "date" or (asked.from_id != "birth_date" and "birth" not in asked.settings):
        return None
    numbers = [found for found in KINDS["resident_id"].find(text, asked, at, asked=False) if found.problem is None]
    if len(numbers) != 1:
        return None
    number = str(numbers[0].value)
    if asked.settings.get("birth") not in (None, True, sex_of(number)):
        return None
    if _may_be_the_helpers(text, numbers[0], asked, at):
        return None
    return Found(numbers[0].start, numbers[0].end, born(number, asked))


def _may_be_the_helpers(text: str, number: Found, asked: Question, at: Moment) -> bool:
    """Whether somebody so young is hardly the old one for whom it is done, and nobody has said that they are."""
    if YOUNGEST not in asked.settings or asked.settings.get("relative") in (None, SELF):
        return False
    young = at.today.year - birth_date_of(str(number.value)).year < int(asked.settings[YOUNGEST])
    return young and said_of(text, number.start, number.end).who != "other"


def born(number: str, question: Question) -> str:
    """The date of birth in a number as this question's answer: a day, or of a month its first."""
    day = birth_date_of(number)
    return (day.replace(day=1) if question.settings.get("precision") == "month" else day).isoformat()


def number_question(asked: Question, others: Sequence[Question]) -> Question | None:
    """The open question for the ID number of the one whose birth is asked for."""
    return next((question for question in others if question.key == asked.settings.get(NUMBER)), None)
