"""How far what was handed in has come, told to its applicant alone."""

from __future__ import annotations

from actions import cases
from actions.applying.checking import check_identity
from actions.applying.going_on import advance
from actions.cases.working_days import day_in_china
from actions.choices import offer, said
from actions.errand import Outcome, after
from actions.listening.guessing import guesses
from actions.sitting import IDENTITY, Sitting
from actions.wording import on_day, photos_received, reply
from bot.catalogue.models import Service
from bot.receipt import parse_receipt, show_receipt
from bot.say import Said
from bot.turn import Reply

SURE = 0.65
"""Below this, act and service together, it is asked whether progress is what is wanted."""


def progress(sitting: Sitting) -> Outcome:
    """The state of what was handed in, for the applicant only: verified in this talk, or known to the talk's channel."""
    note_receipt(sitting)
    verified = sitting.person()
    person = verified.person if verified else sitting.desk.known(sitting.session, sitting.utterance.conversation)
    if person is None and (service := _perhaps_wanted(sitting)):
        return (_ask_what(sitting, service),)
    if person is None:
        sitting.talk.pending = "progress"
        return ask_who(sitting, sitting.say("identity.need"))
    receipt, sitting.talk.pending, sitting.talk.receipt = _asked_about(sitting), None, None
    views = cases.progress(sitting.session, person, sitting.desk.clock.now())
    sitting.talk.stage, sitting.talk.asking = "idle", None
    hotline = sitting.say("hotline.city").text
    parts: list[Said | str] = [sitting.say("dialogue.progress_intro", count=len(views))]
    if not views:
        parts = [sitting.say("dialogue.progress_none"), sitting.say("dialogue.progress_phone", hotline=hotline)]
    if receipt is not None:
        named = cases.case_of(sitting.session, receipt, person, sitting.desk.clock.now())
        parts = [] if named else [sitting.say("dialogue.progress_not_yours"), *parts]
        views = (named,) if named else views
    photos = cases.photo_counts(sitting.session, [view.receipt for view in views]) if views else {}
    for view in views:
        parts += [*_case_lines(sitting, view), *photos_received(sitting, photos.get(view.receipt, 0))]
    if any(item.late for view in views for item in view.items):
        parts.append(sitting.say("dialogue.progress_late_call", hotline=hotline))
    told = (reply(*parts),)
    return told if sitting.draft is None else after(told, advance(sitting))


def _perhaps_wanted(sitting: Sitting) -> Service | None:
    """The service that a long story names which may or may not ask how a case stands: nobody is asked for their name on a guess."""
    talk, utterance = sitting.talk, sitting.utterance
    meant = guesses(sitting)
    if utterance.act != "progress" or sitting.draft is not None or talk.pending is not None or talk.receipt is not None or not meant:
        return None
    sure = utterance.acts[0].confidence * utterance.services[0].confidence
    return sitting.desk.on_offer().get(meant[0]) if sure < SURE else None


def _ask_what(sitting: Sitting, service: Service) -> Reply:
    """Begin this service, or how far what was handed in has come; or a person."""
    sitting.topic = service.id
    sitting.talk.stage, sitting.talk.asking = "idle", None
    choices = [
        offer(sitting, service),
        said(sitting, "dialogue.choice.my_cases", "dialogue.choice.my_cases"),
        said(sitting, "dialogue.choice.person", "dialogue.choice.person"),
    ]
    return reply(sitting.say("dialogue.progress_or_begin", title=service.title.in_(sitting.utterance.language)), choices=choices)


def note_receipt(sitting: Sitting) -> None:
    """Keeps the number of the case that is asked about while it is being found out who asks."""
    if receipt := parse_receipt(sitting.words()):
        sitting.talk.receipt = sitting.keep("receipt", receipt, show_receipt(receipt))


def _asked_about(sitting: Sitting) -> str | None:
    return str(sitting.secret(sitting.talk.receipt).value) if sitting.talk.receipt else None


def ask_who(sitting: Sitting, *before: Said | str) -> Outcome:
    """The next question about who is talking, outside any application."""
    missing = next((key for key in IDENTITY if key not in sitting.talk.identity), "code")
    return check_identity(sitting, sitting.ask(missing), before, then=_known_now)


def _known_now(sitting: Sitting, *before: Said | str) -> Outcome:
    return after((reply(*before),), progress(sitting))


def _case_lines(sitting: Sitting, view: cases.CaseView) -> list[Said | str]:
    language = sitting.utterance.language
    service = sitting.desk.catalogue.in_region(view.service, view.region)
    titles = {item.key: item.title.in_(language) for item in service.items}
    state = sitting.say(f"dialogue.state.{view.state}").text
    lines: list[Said | str] = [
        sitting.say(
            "dialogue.progress_case",
            title=service.title.in_(language),
            receipt=show_receipt(view.receipt),
            date=on_day(sitting, day_in_china(view.submitted_at)),
            state=state,
        )
    ]
    for item in view.items:
        state = sitting.say(f"dialogue.state.{item.state}").text
        lines.append(
            sitting.say(
                "dialogue.progress_item",
                title=titles.get(item.key, item.key),
                department=item.department,
                state=state,
                due=_due(sitting, item),
            )
        )
    return lines


def _due(sitting: Sitting, item: cases.ItemView) -> str:
    """Until when it is promised, or was; nothing where nobody works on it any more."""
    if item.due is None or item.state in {"done", "returned"}:
        return ""
    return sitting.say("dialogue.progress_late" if item.late else "dialogue.progress_due", date=on_day(sitting, item.due)).text
