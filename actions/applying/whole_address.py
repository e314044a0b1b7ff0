"""门牌号错了，是12号: a piece puts no address right by itself, so the whole one is asked about, or for."""

from __future__ import annotations

from actions.errand import Outcome
from actions.sitting import Sitting
from actions.wording import put
from bot.catalogue.models import Question, Words
from bot.kinds.address import PIECE_BESIDE, WHOLE


def piece_said(sitting: Sitting) -> bool:
    """Whether this turn said a piece of an address that was given before."""
    return sitting.draft is not None and sitting.problem is not None and sitting.problem.problem in (WHOLE, PIECE_BESIDE)


def ask_whole(sitting: Sitting) -> Outcome:
    """The address given before counts no more: is it this one now, where the piece tells, else which one is it."""
    problem = sitting.problem
    assert problem is not None
    assert sitting.draft is not None
    question = sitting.question(problem.key)
    assert question is not None
    sitting.draft.answers.pop(problem.key, None)
    if problem.problem == WHOLE:
        sitting.talk.proposed = {problem.key: problem.problem_values["address"]}
        return (put(sitting, whole_address(sitting)),)
    return (put(sitting, question, sitting.say(PIECE_BESIDE, **problem.problem_values)),)


def whole_address(sitting: Sitting) -> Question:
    """The question whether this is the whole address, with the address in its words."""
    question = sitting.ask("whole_address")
    address = next(iter(sitting.talk.proposed.values()), None)
    if address is None:
        return question
    zh, en = (sitting.desk.sentences.say(WHOLE, language, address=address).text for language in ("zh", "en"))
    return question.model_copy(update={"ask": Words(zh=zh, en=en)})
