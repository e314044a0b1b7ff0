"""A question in other words than its own, for whoever has heard those three times: what is missing, and then what is wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.sitting import Sitting
from bot.catalogue.models import Question
from bot.questions import last_question
from bot.say import Said

_ENDING = re.compile(r"(?:，?对吗|吗|呢)?[？?]$")
_EITHER = re.compile(r"(?P<yes>有|要|是|能|会)(?P<not>没|不)(?P=yes)")
"""要不要一起报销 is answered 要 or 不要."""


def asked_anew(sitting: Sitting, question: Question, shown: Sequence[str], *, more: bool) -> Said:
    """The question in the words of its kind. `shown`: the answers that are offered now, by name; `more`: there are others."""
    label = question.short.in_(sitting.utterance.language)
    match question.kind:
        case "yes_no":
            return _yes_or_no(sitting, question)
        case "choice" if not shown:
            return sitting.say("anew.text", label=label)
        case "choice" if not more and len(shown) == 1:
            return sitting.say("anew.choice_one", label=label, last=shown[0])
        case "choice" if not more:
            return sitting.say("anew.choice", label=label, options=_listed(sitting, shown[:-1]), last=shown[-1])
        case "choice":
            return sitting.say("anew.choice_more", label=label, options=_listed(sitting, shown))
        case "region":
            return sitting.say("anew.region", label=label, options=_listed(sitting, shown))
        case "date" if question.settings.get("precision") == "month":
            return sitting.say("anew.date_month", label=label)
        case kind:
            return sitting.say(f"anew.{kind}", label=label)


def _yes_or_no(sitting: Sitting, question: Question) -> Said:
    ask = question.ask.in_(sitting.utterance.language)
    if sitting.utterance.language != "zh":
        return sitting.say("anew.yes_no", ask=ask)
    bare = _ENDING.sub("", last_question(ask) or ask)
    either = _EITHER.search(bare)
    if either is None:
        return sitting.say("anew.yes_no", ask=bare)
    no = "没有" if either["not"] == "没" else f"不{either['yes']}"
    return sitting.say("anew.yes_no_either", ask=bare, yes=either["yes"], no=no)


def _listed(sitting: Sitting, names: Sequence[str]) -> str:
    return sitting.say("dialogue.comma").text.join(names)
