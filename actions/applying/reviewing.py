"""Reading an application back, and changing any answer of it."""

from __future__ import annotations

from datetime import date

from actions import cases
from actions.applying.acting_for import for_another
from actions.applying.number_said import said_number
from actions.applying.whole_address import whole_address
from actions.cases.working_days import day_in_china
from actions.choices import said
from actions.listening.again import LAST, SAME_WORDS, times_asked
from actions.sitting import Sitting
from actions.wording import leave_open, on_day, put, reply, steps_at, which_service
from bot.catalogue.models import Option, Question
from bot.receipt import show_receipt
from bot.say import Said
from bot.turn import Reply


def review(sitting: Sitting, *before: Said | str) -> Reply:
    """Everything that will be handed in, with the source of what came from records."""
    assert sitting.draft is not None
    if sitting.taken:
        sitting.talk.asked_last = None  # it is another one now
    times = times_asked(sitting, "reviewing")
    if times > LAST:
        return leave_open(sitting, *before)
    person = sitting.person()
    lines: list[Said | str] = []
    if person is not None:
        name = sitting.ask("name").short.in_(sitting.utterance.language)
        label = sitting.say("identity.your_name").text if for_another(sitting) else name
        lines.append(sitting.say("dialogue.review_line", label=label, value=person.name_token))
    lines.append(_region_line(sitting))
    lines += [_line(sitting, question) for question in answered(sitting)]
    sitting.talk.stage, sitting.talk.asking = "reviewing", None
    choices = [
        said(sitting, "dialogue.choice.hand_in", "dialogue.choice.yes"),
        said(sitting, "dialogue.choice.change", "dialogue.choice.no"),
    ]
    return reply(
        *before,
        sitting.say("dialogue.review" if times <= SAME_WORDS else "dialogue.review_still"),
        *lines,
        *_already_open(sitting),
        sitting.say("dialogue.review_ask" if times <= SAME_WORDS else "dialogue.yes_or_no_still.reviewing"),
        choices=choices,
        facts=steps_at(sitting, "review"),
    )


def answered(sitting: Sitting) -> list[Question]:
    """The questions of the open application that have an answer which counts, in the file's order."""
    service, values = sitting.service(), sitting.values()
    return [q for q in (*service.eligibility, *service.questions) if q.key in values]


def ask_which(sitting: Sitting) -> Reply:
    """Asks which answer is to be changed."""
    return put(sitting, which_answer(sitting), phase="review")


def which_answer(sitting: Sitting) -> Question:
    """The question which answer is to be changed, with the answers' labels as its options."""
    region = [sitting.ask("region")] if sitting.draft is not None and sitting.draft.region else []
    options = tuple(Option(value=q.key, title=q.short, names=q.cues) for q in (*region, *answered(sitting)))
    cues = sitting.desk.catalogue.asks.words["correcting"]
    return sitting.ask("which_answer").model_copy(update={"options": options, "cues": cues})


def question_put(sitting: Sitting) -> Question | None:
    """The question that is open now, with the options that it has in this talk."""
    match sitting.talk.asking:
        case None:
            return None
        case "which_service":
            return which_service(sitting)
        case "which_answer" if sitting.draft is not None:
            return which_answer(sitting)
        case "whole_address":
            return whole_address(sitting)
        case "said_number":
            return said_number(sitting)
        case key:
            return sitting.question(key)


def _region_line(sitting: Sitting) -> Said:
    assert sitting.draft is not None
    region = sitting.desk.catalogue.regions.get(sitting.draft.region)
    label = sitting.ask("region").short.in_(sitting.utterance.language)
    return sitting.say("dialogue.review_line", label=label, value=region.title if region is not None else "")


def _already_open(sitting: Sitting) -> list[Said]:
    """What the resident has handed in of this service and is not done: told, but no bar, for it may be for somebody else."""
    person = sitting.person()
    if person is None or (sitting.draft is not None and sitting.draft.another):
        return []
    service = sitting.service()
    views = cases.progress(sitting.session, person.person, sitting.desk.clock.now())
    return [
        sitting.say(
            "identity.already_open",
            date=on_day(sitting, day_in_china(view.submitted_at)),
            title=service.title.in_(sitting.utterance.language),
            receipt=show_receipt(view.receipt),
        )
        for view in views
        if view.service == service.id and view.state != "done"
    ][:1]


def _line(sitting: Sitting, question: Question) -> Said:
    assert sitting.draft is not None
    answer = sitting.draft.answers[question.key]
    label = question.short.in_(sitting.utterance.language)
    value = answer.token or sitting.say("dialogue.skipped").text
    if answer.card:
        return sitting.say("identity.review_card", label=label, value=value)
    if answer.department and answer.as_of:
        return sitting.say(
            "dialogue.review_from",
            label=label,
            value=value,
            department=answer.department,
            date=on_day(sitting, date.fromisoformat(answer.as_of)),
        )
    return sitting.say("dialogue.review_line", label=label, value=value)
