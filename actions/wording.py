"""Replies out of sentences: the shapes that all answers share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from actions.applying.steps import PHASES
from actions.asked_anew import asked_anew
from actions.choices import worded, yes_no
from actions.listening.again import ASIDES, LAST, SAME_WORDS, times_asked, way_out, ways_to_tap
from actions.sitting import Sitting
from bot.catalogue.models import Option, Question
from bot.say import Said
from bot.turn import Choice, Expects, Reply

NAMED_ANEW = frozenset({"choice", "region"})
"""Kinds of questions with answers to choose from: these are named when it is put in other words."""
TOLD_ANEW = NAMED_ANEW | {"yes_no", "text"}
"""Kinds whose other words say how they are answered."""

SHOWN = 3
"""At most so many choices on a screen; a further one shows more."""


def reply(
    *parts: Said | str,
    choices: Sequence[Choice] = (),
    expects: Expects | None = None,
    facts: dict[str, Any] | None = None,
    receipt: str | None = None,
) -> Reply:
    """One reply of several sentences, one below the other; the spoken form differs only where a part's does."""
    said = [Said(part) if isinstance(part, str) else part for part in parts if part]
    text = _lines(part.text for part in said)
    whole = _lines(part.text if part.speech is None else part.speech for part in said)
    first = _lines((part.text if part.speech is None else part.speech) if part.brief is None else part.brief for part in said)
    speech = first if first != text else None
    return Reply(text, speech, tuple(choices), expects, facts or {}, receipt, whole if first != whole else None)


def _lines(sentences: Iterable[str]) -> str:
    return "\n".join(sentence for sentence in sentences if sentence)


def put(
    sitting: Sitting,
    question: Question,
    *before: Said | str,
    phase: str | None = None,
    hint: bool = False,
    after: Said | str = "",
    counts: bool = True,
    person: bool = False,
) -> Reply:
    """Puts a question: what comes before it, its words, a hint if wanted, what comes after, and its choices.

    From the fourth time on in other words and with a way out, from the seventh on not at all: what was
    heard so often and not answered is not understood any better. `counts` False: it was asked for again.
    `person`: what comes before has named one.
    """
    times = times_asked(sitting, question.key) if counts else 1
    if times > LAST:
        return leave_open(sitting, *before, person=person)
    sitting.talk.stage = "choosing" if question.key == "which_service" else "asking"
    sitting.talk.asking = question.key
    choices = choices_of(sitting, question)
    anew = times > SAME_WORDS
    parts: list[Said | str] = [*before, _anew(sitting, question, choices) if anew else _words(sitting, question)]
    if hint or anew:
        parts.append(hint_of(sitting, question, another=times >= SAME_WORDS, anew=anew))
    if not anew or question.kind not in NAMED_ANEW:
        parts.append(after or choices_aloud(sitting, question, choices))
    if times > SAME_WORDS and sitting.utterance.act not in ASIDES:
        parts += way_out(sitting, person=not person)
        choices = choices or ways_to_tap(sitting)
    return reply(*parts, choices=choices, expects=Expects(question.key, question.kind), facts=steps_at(sitting, phase))


def _words(sitting: Sitting, question: Question) -> Said:
    language = sitting.utterance.language
    return Said(question.ask.in_(language), brief=question.brief.in_(language) if question.brief else None)


def _anew(sitting: Sitting, question: Question, choices: Sequence[Choice]) -> Said:
    shown, more = _offered(sitting, question, choices)
    return asked_anew(sitting, question, shown, more=more)


def leave_open(sitting: Sitting, *before: Said | str, person: bool = False) -> Reply:
    """Asks nothing any more: what was filled in is kept, and there are ways on."""
    sitting.talk.stage, sitting.talk.asking, sitting.talk.pending = "idle", None, None
    return reply(*before, *way_out(sitting, person=not person), choices=ways_to_tap(sitting), facts=steps_at(sitting))


def steps_at(sitting: Sitting, phase: str | None = None) -> dict[str, Any]:
    """How far the open application has come, for 第 2 步/共 5 步; `phase` None: no further than before."""
    if phase is not None:
        sitting.talk.phase = PHASES.index(phase) + 1
    return {"steps": {"now": sitting.talk.phase, "of": len(PHASES)}} if sitting.draft is not None else {}


def hint_of(sitting: Sitting, question: Question, *, another: bool = False, anew: bool = False) -> Said | str:
    """How to answer this question: whose name is wanted, else its own hint, else its kind's; `another`: the kind's, with its example.

    `anew`: it has just been put in the words of its kind, which say how it is answered where there is something to choose.
    """
    if anew and question.kind in TOLD_ANEW:
        return question.hint.in_(sitting.utterance.language) if question.hint is not None else ""
    if another:
        return sitting.say(f"kinds.{question.kind}.hint")
    if question.key == "name" and sitting.draft is not None and (applicant := sitting.service().applicant):
        return Said(applicant.in_(sitting.utterance.language))
    if question.hint is not None:
        return Said(question.hint.in_(sitting.utterance.language))
    return sitting.say(f"kinds.{question.kind}.hint")


def choices_of(sitting: Sitting, question: Question) -> tuple[Choice, ...]:
    """What can be tapped for this question, three at a time."""
    match question.kind:
        case "yes_no":
            found = list(yes_no(sitting))
        case "region":
            regions = sitting.desk.catalogue.regions
            found = [Choice(r.title, r.title) for r in regions.children(regions.default or "")]
        case "code":
            found = [worded(sitting, sitting.ask(way).options[0].title) for way in ("resend", "no_phone")]
        case _:
            found = [worded(sitting, o.title) for o in question.options]
    if question.optional:
        return (*_page(sitting, found), worded(sitting, sitting.ask("skip").options[0].title))
    return _page(sitting, found)


def choices_aloud(sitting: Sitting, question: Question, choices: Sequence[Choice]) -> Said | str:
    """The choices for the ear, where the question names none of them; the eye sees them."""
    if question.kind not in NAMED_ANEW or _names_choices(sitting, question):
        return ""
    shown, further = _offered(sitting, question, choices)
    said = sitting.say("dialogue.choices_aloud_more" if further else "dialogue.choices_aloud", options=joined(sitting, shown))
    return Said("", said.text) if shown else ""


def _offered(sitting: Sitting, question: Question, choices: Sequence[Choice]) -> tuple[list[str], bool]:
    """The answers among the choices by name, and whether there are more of them."""
    skips = sitting.ask("skip").options[0].title.zh
    more = sitting.ask("more").options[0].title.zh
    shown = [_short(sitting, question, choice) for choice in choices if choice.value not in {skips, more}]
    return shown, any(choice.value == more for choice in choices)


def _names_choices(sitting: Sitting, question: Question) -> bool:
    """Whether an answer stands in the question itself: 手机刷脸、去社区，还是请人上门."""
    asked = question.ask.zh
    named = (name for option in question.options for name in (option.title.zh, *option.names) if len(name) > 1)
    return sitting.desk.catalogue.asks.said("either_or", asked) or any(name in asked for name in named)


def _short(sitting: Sitting, question: Question, choice: Choice) -> str:
    """A place without the city that all of them are in."""
    city = sitting.desk.catalogue.regions.get(sitting.desk.catalogue.regions.default)
    return choice.title.removeprefix(city.title) if question.kind == "region" and city is not None else choice.title


def _page(sitting: Sitting, found: Sequence[Choice]) -> tuple[Choice, ...]:
    if len(found) <= SHOWN:
        return tuple(found)
    pages = -(-len(found) // SHOWN)
    at = sitting.talk.page % pages
    more = worded(sitting, sitting.ask("more").options[0].title)
    return (*found[at * SHOWN : (at + 1) * SHOWN], more)


def choose_service(sitting: Sitting, services: Iterable[str], *before: Said | str, person: bool = False) -> Reply:
    """Asks which of these services is meant."""
    sitting.talk.offered = list(services)
    if "more" not in sitting.steered:
        sitting.talk.page = 0
    question = which_service(sitting)
    shown = [choice.title for choice in choices_of(sitting, question)]
    sentence = "dialogue.pick"
    if len(question.options) > SHOWN:
        shown, sentence = shown[:-1], "dialogue.pick_more"  # the last one shows more
    pick = sitting.say(sentence, options=joined(sitting, shown))
    return put(sitting, question, *before, after=pick, person=person, counts="more" not in sitting.steered)


def which_service(sitting: Sitting) -> Question:
    """The question which service is meant, with those offered as its options."""
    services = [sitting.desk.catalogue.services[s] for s in sitting.talk.offered if s in sitting.desk.catalogue.services]
    options = tuple(Option(value=s.id, title=s.title, names=s.names) for s in services)
    return sitting.ask("which_service").model_copy(update={"options": options})


def joined(sitting: Sitting, things: Iterable[str]) -> str:
    """甲、乙、丙"""
    return sitting.say("dialogue.comma").text.join(things)


def photos_received(sitting: Sitting, count: int) -> list[Said]:
    """已收到照片3张。 Nothing where there are none."""
    return [sitting.say("dialogue.photos_received", count=count)] if count else []


def on_day(sitting: Sitting, day: date) -> str:
    """2026年3月5日"""
    return sitting.say("dialogue.day", year=day.year, month=day.month, day=day.day).text
