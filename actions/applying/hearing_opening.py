"""What the sentence that opens a service has answered already: 我妈满八十了，社保卡丢了."""

from __future__ import annotations

from actions.applying.acting_for import said_of_another
from actions.applying.for_whom import about_them
from actions.sitting import IDENTITY, Sitting
from bot.binding import of_anybody
from bot.catalogue.models import Service
from bot.hearing import hear
from bot.kinds import Value


def said_now(sitting: Sitting, service: Service) -> dict[str, Value]:
    """Question → value of what this very sentence says of the service: 身份证过期了，要带什么."""
    found = hear(sitting.words(), None, [*service.eligibility, *service.questions], sitting.desk.moment())
    return {one.question.key: one.value for one in found.heard if one.problem is None}


def hear_opening(sitting: Sitting, service: Service, words: str | None = None) -> dict[str, str]:
    """Key → token of each question of this service that the sentence answers.

    Name and number of the resident were heard already; they are here so that nobody else's are made of them, and because
    who is verified may be the one for whom it is done. `words`: those of the sentence that are about this service.
    """
    moment, text = sitting.desk.moment(), words if words is not None else sitting.words()
    own = [sitting.desk.catalogue.asks[key] for key in IDENTITY]
    own = [of_anybody(question) for question in own] if service.verified == "holder" else own
    relative = sitting.draft.relative if sitting.draft is not None and sitting.draft.service == service.id else None
    asked = [about_them(service, relative, q) for q in (sitting.ask("region"), *own, *service.eligibility, *service.questions)]
    found = hear(text, None, asked, moment)
    opened: dict[str, str] = {}
    for heard in found.heard:
        holders = service.verified == "holder" and said_of_another(text, heard.start, heard.end)
        if heard.problem is not None or (heard.question.key in IDENTITY and not holders):
            continue
        kind = sitting.desk.kinds[heard.question.kind]
        shown = kind.show(heard.value, heard.question, moment)
        opened[heard.question.key] = sitting.keep(heard.question.key, heard.value, shown, kind.speak(heard.value, heard.question, moment))
    return opened
