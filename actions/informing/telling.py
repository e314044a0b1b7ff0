"""What a resident wants to know about a service: materials, conditions, time, fee, counter, amount, who may stand in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from actions.applying.hearing_opening import said_now
from actions.applying.steps import decision_says, holds, undecided
from actions.applying.wanting import note_also, say_wanted
from actions.choices import offer
from actions.informing.in_short import Part, Sourced, first_of, in_short, is_cut, whole
from actions.informing.told_before import told_before
from actions.listening.asked_for import asked_for
from actions.sitting import Sitting
from actions.wording import choose_service, joined, on_day, put, reply
from bot.catalogue.models import How, Material, Service, Told
from bot.say import Said
from bot.turn import Reply

Parts = list[Part]
TOLD_IN = {
    "eligibility": ("who", "eligibility", "decisions", "settings"),
    "fee": ("fee",),
    "amount": ("amount", "decisions", "settings"),
    "proxy": ("proxy",),
}
"""Act → what a region may tell otherwise (bot/catalogue/models.py, Override). What to bring, how long and where may always differ."""
ALOUD = 3
"""Things to bring that a voice names; the others are seen, and heard by whoever asks for all of it."""
TO_BRING: tuple[How, ...] = ("original", "photo")
REGIONAL = frozenset({"materials", "eligibility", "time", "fee", "where", "amount", "proxy"})


def tell(sitting: Sitting, act: str, service_id: str | None, also: Sequence[str] = ()) -> tuple[Reply, ...]:
    """Answers an act about a service, and what was asked with it; asks which service, or where, when that is not known.

    `also`: what an earlier sentence had asked for beside this act.
    """
    catalogue = sitting.desk.catalogue
    if service_id is None or service_id not in catalogue.services:
        sitting.talk.pending, sitting.talk.pending_service = act, None
        sitting.talk.pending_also = [*asked_for(sitting, act, pays=False)]
        return (choose_service(sitting, sitting.desk.on_offer(), sitting.say("dialogue.which_topic")),)
    if service_id not in sitting.desk.on_offer():
        return (tell_not_now(sitting, catalogue.services[service_id]),)
    sitting.topic = service_id
    note_also(sitting, service_id, {})
    acts = also or _acts(sitting, act, catalogue.in_region(service_id, sitting.talk.region))
    if sitting.talk.region is None and any(one in REGIONAL and differs(catalogue.services[service_id], one) for one in acts):
        sitting.talk.pending, sitting.talk.pending_service, sitting.talk.pending_also = act, service_id, [*acts]
        named = [one for one in acts if one != "amount" or "fee" not in acts]
        about = joined(sitting, (sitting.say(f"dialogue.about.{one}").text for one in named))
        return (put(sitting, sitting.ask("region"), *condole(sitting), sitting.say("dialogue.will_tell", about=about)),)
    sitting.talk.told = act
    return (_told(sitting, acts, catalogue.in_region(service_id, sitting.talk.region)),)


def differs(service: Service, act: str) -> bool:
    """Whether the answer to this act is another one in some region."""
    if act not in TOLD_IN:
        return service.needs_region
    return service.needs_region and any(getattr(one, field) for one in service.regions.values() for field in TOLD_IN[act])


def condole(sitting: Sitting) -> list[Said]:
    """A word for the bereaved, once in a talk: before anything else about a service of that tone."""
    if sitting.talk.condoled or not sitting.in_grief():
        return []
    sitting.talk.condoled = True
    return [sitting.say("dialogue.condolence")]


def tell_not_now(sitting: Sitting, service: Service) -> Reply:
    """It cannot be applied for yet, or no longer: since when, and whom to ask."""
    title = service.title.in_(sitting.utterance.language)
    if service.valid_from is not None and sitting.desk.today() < service.valid_from:
        return reply(sitting.say("dialogue.not_yet_valid", title=title, date=on_day(sitting, service.valid_from), hotline=service.hotline))
    return reply(sitting.say("dialogue.no_longer_valid", title=title, hotline=service.hotline))


def tell_not_here(sitting: Sitting, region: str, *before: Said | str) -> Reply:
    """The region is known but its cases are handed in elsewhere: what holds there, and the way."""
    assert sitting.draft is not None
    service = sitting.service()
    title = sitting.desk.catalogue.regions.regions[region].title if region in sitting.desk.catalogue.regions.regions else region
    routes = _routes(sitting, service, with_address=True)
    said = sitting.say("dialogue.not_here", region=title)
    values = sitting.values()
    told = [*_eligibility(sitting, service, values), *_materials(sitting, service, values, filling=False), routes]
    return reply(*before, said, *_shortly(sitting, [told]))


def _told(sitting: Sitting, acts: Sequence[str], service: Service) -> Reply:
    values = _values(sitting, service)
    answers = ANSWERS if len(acts) == 1 else ANSWERS | SHORTER
    each = [answers[act](sitting, service, values) for act in acts]
    for act, parts in zip(acts, each, strict=True):
        if act == "where":
            parts.append(_routes(sitting, service, with_address=True))
    if told_before(sitting, each):
        return _once_more(sitting, service, dict(zip(acts, each, strict=True)), values)
    if len(acts) == 1 and acts[0] not in {"where", "proxy"} and service.id not in sitting.talk.routed:
        each[0].append(replace(_routes(sitting, service, with_address=False), brief=""))  # told once: else answers are twice as long
    if len(acts) == 1 or "where" in acts:
        sitting.talk.routed.append(service.id)
    wanted = [] if sitting.draft else say_wanted(sitting, service.id, "dialogue.wanted_told")
    return _about(sitting, service, *condole(sitting), *_shortly(sitting, each), *wanted)


def _once_more(sitting: Sitting, service: Service, answers: Mapping[str, Parts], values: Mapping[str, Any]) -> Reply:
    """The very same asked again: its first sentence, of a list what has to be brought, and a person."""
    told = first_of([parts for act, parts in answers.items() if act != "materials"])
    if "materials" in answers:
        told += in_short([_materials(sitting, service, values, hows=TO_BRING, filling=False, pitfall=False)])
    return _about(sitting, service, *told, sitting.say("dialogue.way_to_person"))


def _about(sitting: Sitting, service: Service, *told: Said | str) -> Reply:
    facts = {"service": service.id, "region": sitting.talk.region, "as_of": service.as_of.isoformat()}
    return reply(*told, choices=[] if sitting.draft else [offer(sitting, service)], facts=facts)


def _shortly(sitting: Sitting, answers: Sequence[Parts]) -> list[Said]:
    """The answers, each source once; where a voice leaves something out it says how to hear it."""
    told = in_short(answers)
    return [*told, sitting.say("dialogue.rest")] if is_cut(told) else told


def _acts(sitting: Sitting, act: str, service: Service) -> tuple[str, ...]:
    """What was asked about this service."""
    if act == "proxy":
        return (act,)
    values = _values(sitting, service)
    return asked_for(sitting, act, pays=service.amount is not None or bool(_decided(sitting, service, values)))


def _values(sitting: Sitting, service: Service) -> Mapping[str, Any]:
    """What is known of the resident: the open application's answers, else what this very sentence says."""
    return sitting.values() if sitting.draft and sitting.draft.service == service.id else said_now(sitting, service)


def _materials(
    sitting: Sitting,
    service: Service,
    values: Mapping[str, Any],
    *,
    hows: Sequence[How] = ("original", "photo", "none"),
    filling: bool = True,
    pitfall: bool = True,
) -> Parts:
    """Three groups, what must be carried first: original, photo, nothing to do; `filling`: more is known once questions are answered."""
    wanted = [m for m in service.materials if undecided(m.only_if, values)]
    parts: Parts = []
    if all(m.how == "none" for m in wanted):
        parts.append(whole(sitting.say("tell.materials_nothing").text))
    aloud = ALOUD
    for how in hows:
        group = [m for m in wanted if m.how == how]
        said = min(aloud, len(group)) if how != "none" else 0
        aloud -= said
        if group:
            here = how == "photo" and sitting.takes_photos()
            heading = sitting.say("tell.materials_photo_here" if here else f"tell.materials_{how}")
            parts.append(replace(heading, brief=heading.text if said else ""))
            parts += [_material(sitting, m, aloud=at < said) for at, m in enumerate(group)]
    if filling and any(m.only_if and not m.only_if.keys() <= values.keys() for m in wanted):
        parts.append(replace(sitting.say("tell.materials_some"), brief=""))
    for worst in service.pitfalls[:1] if pitfall else ():  # the file names it first; more would not be remembered
        parts.append(whole(sitting.say("tell.pitfall", pitfall=worst.in_(sitting.utterance.language)).text))
    return parts


def _material(sitting: Sitting, material: Material, *, aloud: bool) -> Said:
    """One thing; its note is for the eye, and for whoever wants to hear it all."""
    language = sitting.utterance.language
    title = material.title.in_(language)
    plain = sitting.say("tell.material", title=title)
    if material.note is None:
        return replace(plain, brief=plain.speech if aloud else "")
    return replace(
        sitting.say("tell.material_with_note", title=title, note=material.note.in_(language)), brief=plain.speech if aloud else ""
    )


def _eligibility(sitting: Sitting, service: Service, values: Mapping[str, Any]) -> Parts:
    return [_with_source(sitting, service, service.who, values, cut=False), *map(whole, _decided(sitting, service, values))]


def _time(sitting: Sitting, service: Service, values: Mapping[str, Any]) -> Parts:
    return [_with_source(sitting, service, service.time, values), _with_source(sitting, service, service.result, values)]


def _fee(sitting: Sitting, service: Service, values: Mapping[str, Any]) -> Parts:
    return [_with_source(sitting, service, service.fee, values, cut=False)]


def _where(sitting: Sitting, service: Service, values: Mapping[str, Any]) -> Parts:
    return [sitting.say("tell.no_office", hotline=service.hotline)] if sitting.talk.region is None else []


def _decided(sitting: Sitting, service: Service, values: Mapping[str, Any]) -> list[str]:
    return [sitting.told(one) for one in decision_says(service, values, sitting.desk.today(), sitting.utterance.language)]


def _amount(sitting: Sitting, service: Service, values: Mapping[str, Any]) -> Parts:
    told = _decided(sitting, service, values)
    if service.amount is None and not told:
        return [sitting.say("tell.amount_none", hotline=service.hotline)]
    return [*([_with_source(sitting, service, service.amount, values)] if service.amount else []), *map(whole, told)]


def _proxy(sitting: Sitting, service: Service, values: Mapping[str, Any]) -> Parts:
    if service.proxy is None:
        return [sitting.say("tell.proxy_unknown", hotline=service.hotline)]
    return [_with_source(sitting, service, service.proxy, values, cut=False)]


ANSWERS: dict[str, Callable[[Sitting, Service, Mapping[str, Any]], Parts]] = {
    "materials": _materials,
    "eligibility": _eligibility,
    "time": _time,
    "fee": _fee,
    "where": _where,
    "amount": _amount,
    "proxy": _proxy,
}


SHORTER: dict[str, Callable[[Sitting, Service, Mapping[str, Any]], Parts]] = {
    "materials": partial(_materials, pitfall=False),
    "time": lambda sitting, service, values: _time(sitting, service, values)[:1],
}
"""Where several things were asked at once: each its own answer, and nothing beside it."""


def _routes(sitting: Sitting, service: Service, *, with_address: bool) -> Said:
    """Online and at the counter, a line each; the nearest office's address and hours only where they were asked for."""
    language = sitting.utterance.language
    counter = service.counter.say.in_(language)
    if with_address and sitting.talk.region:
        office = sitting.desk.catalogue.regions.office(service.counter.office, sitting.talk.region)
        if office is not None:
            at = sitting.say("tell.office", title=office.title, address=office.address, hours=office.hours, phone=office.phone).text
            told = sitting.say("tell.routes_where", online=service.online.say.in_(language), counter=counter, office=at)
            return replace(told, brief=at)
    return sitting.say("tell.routes", online=service.online.say.in_(language), counter=counter)


def _with_source(sitting: Sitting, service: Service, told: Told, values: Mapping[str, Any], *, cut: bool = True) -> Part:
    """The words, and where and since when they hold; a demonstration region says that it borrows."""
    say = next((case.say for case in told.cases if holds(case.only_if, values)), told.say)
    words = say.in_(sitting.utterance.language)
    source = service.sources.get(told.source or "")
    if source is None:
        return Sourced(words, cut=cut)
    region = sitting.desk.catalogue.regions.get(sitting.talk.region)
    borrowed = region is not None and region.demo and source.region != sitting.say("tell.nationwide").text
    day = sitting.say("tell.month", year=source.as_of.year, month=source.as_of.month).text
    return Sourced(words, sitting.say("tell.source_demo" if borrowed else "tell.source", region=source.region, date=day).text, cut)
