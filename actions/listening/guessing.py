"""Which service is meant, when the words leave it in doubt: one question back."""

from __future__ import annotations

from actions.applying.for_whom import wanted_for
from actions.applying.hearing_opening import hear_opening
from actions.applying.paired_wishes import wishes_of
from actions.choices import yes_no
from actions.errand import Outcome
from actions.informing.telling import REGIONAL
from actions.sitting import Sitting
from actions.wording import choose_service, reply
from bot.vault import TOKEN

CLOSE = 0.25
"""Two services this near to each other in confidence both fit."""
WORTH_ASKING = 0.3
"""Below this confidence a service is not even offered as a guess."""

STORY = 25
"""So many characters, names and numbers left out, are a story, in which a service may be named by the way."""
SURE_OF_STORY = 0.8
IN_STORY = 0.1
"""Above this confidence a service may be what a story is about."""
MOST = 3


def guesses(sitting: Sitting) -> list[str]:
    """Services that these words may mean, best first."""
    known = sitting.desk.catalogue.services
    return [s.name for s in sitting.utterance.services if s.confidence >= WORTH_ASKING and s.name in known]


def rivals(sitting: Sitting) -> list[str]:
    """Services that fit about equally well; none when one fits best."""
    known = [s for s in sitting.utterance.services if s.name in sitting.desk.on_offer()]
    near = [s.name for s in known if s.name in guesses(sitting) and known[0].confidence - s.confidence < CLOSE]
    return near if len(near) > 1 else []


def in_story(sitting: Sitting) -> list[str]:
    """Services, best first, that a long story may be about when none is sure; empty when one is, or it is no story."""
    best = sitting.utterance.services[:1]
    if len(TOKEN.sub("", sitting.utterance.text)) < STORY or not best or best[0].confidence >= SURE_OF_STORY:
        return []
    return [s.name for s in sitting.utterance.services if s.confidence >= IN_STORY and s.name in sitting.desk.on_offer()][:MOST]


def two_fit(sitting: Sitting, rivals: list[str], act: str) -> Outcome:
    """Asks which of these is meant."""
    sitting.talk.guess_act = act
    return (choose_service(sitting, rivals, sitting.say("dialogue.two_fit")),)


def guess(sitting: Sitting, service: str, act: str, sentence: str) -> Outcome:
    """Asks whether this service, and this act, is meant."""
    language = sitting.utterance.language
    titles = sitting.desk.catalogue.services
    sitting.talk.stage, sitting.talk.guess, sitting.talk.guess_act = "guessing", service, act
    sitting.talk.asking = None
    sitting.talk.heard = hear_opening(sitting, titles[service]) if act == "start" else {}
    wishes = wishes_of(sitting, service)
    people = wishes[service] if wishes else wanted_for(titles[service], sitting.words())
    sitting.talk.people = people if act == "start" else []
    now = titles[sitting.draft.service].title.in_(language) if sitting.draft else ""
    about = sitting.say(f"dialogue.about.{act}").text if act in REGIONAL else ""
    said = sitting.say(sentence, title=titles[service].title.in_(language), now=now, about=about)
    return (reply(said, choices=yes_no(sitting)),)
