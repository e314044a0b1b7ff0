"""Two wishes in one sentence: one is taken first, the other is kept and offered when that is done."""

from __future__ import annotations

from actions.choices import offer
from actions.sitting import Sitting
from bot.say import Said
from bot.turn import Choice


def note_also(sitting: Sitting, service: str) -> None:
    """Keeps the second service of this sentence beside the one that is taken now."""
    also = sitting.utterance.also or _named_beside(sitting, service)
    if also is not None and also != service and also in sitting.desk.on_offer() and also not in sitting.talk.wanted:
        sitting.talk.wanted.append(also)


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
    """What waits beside this service, newest last."""
    waiting = [one for one in sitting.talk.wanted if one != service]
    return [sitting.say(sentence, title=_title(sitting, waiting[-1]))] if waiting else []


def offer_wanted(sitting: Sitting, done: str) -> tuple[list[Said], list[Choice]]:
    """When a service is done: the one that waits, asked so that a yes begins it. Empty when none does."""
    talk = sitting.talk
    talk.wanted = [one for one in talk.wanted if one != done and one in sitting.desk.on_offer()]
    if not talk.wanted:
        return [], []
    service = talk.wanted.pop(0)
    talk.stage, talk.guess, talk.guess_act = "guessing", service, "start"
    return [sitting.say("dialogue.wanted_now", title=_title(sitting, service))], [offer(sitting, sitting.desk.on_offer()[service])]


def _title(sitting: Sitting, service: str) -> str:
    return sitting.desk.catalogue.services[service].title.in_(sitting.utterance.language)
