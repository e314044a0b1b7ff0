"""Small talk: a human answer to what asks nothing of any office, and then the question that is open."""

from __future__ import annotations

from actions.errand import Outcome
from actions.listening.open_now import open_now
from actions.sitting import Sitting
from actions.wording import choose_service
from bot.say import Said

PARTS = ((5, "night"), (11, "morning"), (13, "noon"), (18, "afternoon"), (24, "evening"))
"""Parts of the day, and the hour at which each is over."""


def chat(sitting: Sitting, topic: str) -> Outcome:
    """What is said to this topic; with nothing open, what can be done."""
    said = _answer(sitting, topic)
    if sitting.talk.stage == "idle" and sitting.draft is None:
        return (choose_service(sitting, sitting.desk.on_offer(), said),)
    return (open_now(sitting, said, hint=topic == "puzzled"),)


def topic_of(sitting: Sitting) -> str | None:
    """Key of the small talk that these words are and nothing else; None where they answered what was asked.

    A service is named by 我是领退休工资的 too, and that is no choice of it.
    """
    if {*sitting.taken} - {"which_service"} or sitting.steered or sitting.problem is not None:
        return None
    return sitting.desk.catalogue.small_talk.topic(sitting.words())


def _answer(sitting: Sitting, topic: str) -> Said:
    now = sitting.desk.local_now()
    values = {
        "year": now.year,
        "month": now.month,
        "day": now.day,
        "weekday": sitting.say(f"small_talk.weekday.{now.isoweekday()}").text,
        "part": sitting.say(f"small_talk.part.{next(name for until, name in PARTS if now.hour < until)}").text,
        "hour": (now.hour - 1) % 12 + 1,
        "minute": f"{now.minute:02}",
        "hotline": sitting.say("hotline.city").text,
    }
    return sitting.say("small_talk.clock_full" if topic == "clock" and not now.minute else f"small_talk.{topic}", **values)
