"""Two wishes in one sentence: one is taken first, the other is kept and offered when that is done."""

from __future__ import annotations

from collections.abc import Mapping

from actions.applying.for_whom import title, titles
from actions.choices import offer
from actions.sitting import Sitting
from bot.say import Said
from bot.turn import Choice


def note_also(sitting: Sitting, service: str, people: Mapping[str, list[str]]) -> None:
    """Keeps the second service of this sentence beside the one that is taken now. `people`: for whom each is, where that was said."""
    also = next((one for one in people if one != service), None) or also_wanted(sitting, service)
    if also is None:
        return
    if also not in sitting.talk.wanted:
        sitting.talk.wanted.append(also)
    if also in people:
        sitting.talk.wanted_for[also] = people[also]


def also_wanted(sitting: Sitting, service: str) -> str | None:
    """The second service of this sentence beside this one."""
    also = sitting.utterance.also or _named_beside(sitting, service)
    return also if also != service and also in sitting.desk.on_offer() else None


def _named_beside(sitting: Sitting, service: str) -> str | None:
    """A second service that is called by a name beside this one's: 残疾证，低保也想申请."""
    services = sitting.desk.catalogue.services
    text, named = sitting.utterance.text, []
    if sitting.utterance.act != "start":
        return None
    for name, key in sorted(((name, key) for key, one in services.items() for name in one.names), key=lambda one: -len(one[0])):
        if name in text:
            text = text.replace(name, "")  # 社保卡 in 宝宝社保卡 is no second wish
            named.append(key)
    return next((key for key in named if key != service), None) if service in named else None


def say_wanted(sitting: Sitting, service: str, sentence: str) -> list[Said]:
    """What waits beside this service, newest last, and for whom."""
    waiting = [one for one in sitting.talk.wanted if one != service]
    if not waiting:
        return []
    people, draft = sitting.talk.wanted_for.get(waiting[-1]), sitting.draft
    if not people or draft is None or draft.relative is None:
        return [sitting.say(sentence, title=_title(sitting, waiting[-1]))]
    this, who = title(sitting, draft.relative), titles(sitting, people)
    return [sitting.say("dialogue.wanted_noted_for", this=this, who=who, title=_title(sitting, waiting[-1]))]


def offer_wanted(sitting: Sitting, done: str) -> tuple[list[Said], list[Choice]]:
    """When a service is done: the one that waits, asked so that a yes begins it. Empty when none does."""
    talk = sitting.talk
    talk.wanted = [one for one in talk.wanted if one != done and one in sitting.desk.on_offer()]
    if not talk.wanted:
        return [], []
    service = talk.wanted.pop(0)
    talk.stage, talk.guess, talk.guess_act = "guessing", service, "start"
    talk.heard, talk.people = {}, talk.wanted_for.pop(service, [])
    named = _title(sitting, service)
    said = sitting.say("dialogue.wanted_now", title=named)
    if talk.people:
        said = sitting.say("dialogue.next_for", who=title(sitting, talk.people[0]), title=named)
    return [said], [offer(sitting, sitting.desk.on_offer()[service])]


def _title(sitting: Sitting, service: str) -> str:
    return sitting.desk.catalogue.services[service].title.in_(sitting.utterance.language)
