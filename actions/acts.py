"""The actions by the names that Rasa's rules call: thin classes over the plain functions of this room."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import beginning, correcting, fetching, going_on, manners, submitting, telling
from actions.desk import Desk
from actions.errand import Act, Outcome, perform
from actions.going_on import advance
from actions.missing import miss, wrong
from actions.sitting import HeardToken, Ranked, Sitting, Utterance
from actions.wording import choose_service
from bot.turn import reply_as_json

SWITCHING = 0.4
"""Below this confidence a start amid an application is not even asked back about."""
RASA_NAMES = {"step_back": "back"}
"""Rasa keeps the word `back` for itself."""


def tell(sitting: Sitting) -> Outcome:
    """Answers a question about a service: the one named, else the one that the talk is about."""
    utterance = sitting.utterance
    topic = utterance.service or (sitting.draft.service if sitting.draft else utterance.topic)
    return telling.tell(sitting, utterance.act, topic)


def go_on(sitting: Sitting) -> Outcome:
    """Goes on with the open application, or with finding out who asks for progress."""
    if "which_answer" in sitting.taken:
        return correcting.correct(sitting)
    if "more" in sitting.steered and sitting.draft is None and sitting.talk.stage == "idle":
        sitting.talk.page = 1  # the greeting has shown the first ones
        return (choose_service(sitting, sitting.desk.catalogue.services),)
    said_where = sitting.taken == ["region"] and sitting.utterance.act in going_on.ANSWERING
    if said_where and sitting.draft is None and sitting.talk.pending is None:
        return _elsewhere(sitting)
    if sitting.talk.pending == "progress" and sitting.talk.stage == "asking" and sitting.talk.asking in correcting.IDENTITY:
        if sitting.problem is None and not sitting.taken and not sitting.steered:
            return miss(sitting)
        return wrong(sitting, sitting.problem) if sitting.problem else manners.ask_who(sitting)
    if (
        sitting.talk.pending
        and sitting.talk.stage != "idle"
        and "region" not in sitting.taken
        and sitting.utterance.act not in going_on.ANSWERING
    ):
        return ()  # the aside itself has just asked where, or which service
    return going_on.go_on(sitting)


def _elsewhere(sitting: Sitting) -> Outcome:
    """A region, and nothing was asked: what was told last holds otherwise there, or something can be begun there."""
    topic, told = sitting.utterance.topic, sitting.talk.told
    return telling.tell(sitting, told, topic) if told is not None and topic is not None else beginning.agree(sitting)


def consent(sitting: Sitting) -> Outcome:
    """A yes to reading records."""
    return fetching.fetch(sitting, advance) if sitting.draft is not None else miss(sitting)


def refuse(sitting: Sitting) -> Outcome:
    """A no to reading records: the questions are asked instead."""
    if sitting.draft is None:
        return miss(sitting)
    sitting.draft.consent = False
    return advance(sitting, sitting.say("dialogue.consent_no"))


def pause(sitting: Sitting) -> Outcome:
    """Leaves it; 不办这个了，办那个 leaves it for something else."""
    return beginning.begin(sitting) if _names_another(sitting) else manners.pause(sitting)


def clarify(sitting: Sitting) -> Outcome:
    """In doubt, or a no to nothing; what names another service may want that."""
    best = sitting.utterance.acts[0] if sitting.utterance.acts else None
    wanted = sitting.utterance.act == "deny" or (best is not None and best.name == "start" and best.confidence >= SWITCHING)
    switching = wanted and not sitting.taken and _names_another(sitting)
    return beginning.begin(sitting) if switching else beginning.clarify(sitting)


def _names_another(sitting: Sitting) -> bool:
    draft, named = sitting.draft, sitting.utterance.service
    return draft is not None and named is not None and named != draft.service


ACTS: dict[str, Act] = {
    "action_agree": beginning.agree,
    "action_alarm": manners.alarm,
    "action_begin": beginning.begin,
    "action_choose": beginning.choose,
    "action_clarify": clarify,
    "action_complain": manners.complain,
    "action_consent": consent,
    "action_correct": correcting.correct,
    "action_go_on": go_on,
    "action_greet": manners.greet,
    "action_help": manners.help_out,
    "action_human": manners.human,
    "action_not_ours": manners.not_ours,
    "action_pause": pause,
    "action_progress": manners.progress,
    "action_refuse": refuse,
    "action_repeat": manners.repeat,
    "action_step_back": correcting.step_back,
    "action_submit": submitting.submit,
    "action_tell": tell,
    "action_thanks": manners.thank,
}


class NuanbanAction(Action):  # type: ignore[misc]  # rasa_sdk is untyped
    """One of ACTS under its name. Blocking work is done in a thread, never in the loop."""

    def __init__(self, name: str, act: Act, desk: Desk) -> None:
        self._name = name
        self._act = act
        self._desk = desk

    def name(self) -> str:
        """The name that the rules call."""
        return self._name

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Performs the act; its replies go as the contract's JSON, with what was understood."""
        utterance = utterance_of(tracker)
        replies, topic = await asyncio.to_thread(perform, self._desk, utterance, self._name, self._act)
        understood = {"act": utterance.act, "service": utterance.service, "confidence": confidence_of(utterance), "action": self._name}
        for one in replies:
            dispatcher.utter_message(json_message=reply_as_json(one) | {"understanding": understood})
        return [SlotSet("service", topic)] if topic is not None and topic != utterance.topic else []


def actions(desk: Desk) -> list[NuanbanAction]:
    """Every action, at work on this desk."""
    return [NuanbanAction(name, act, desk) for name, act in ACTS.items()]


def confidence_of(utterance: Utterance) -> dict[str, float]:
    """How sure understanding was of service and act, 0–1."""
    return {
        "service": utterance.services[0].confidence if utterance.services else 0.0,
        "act": utterance.acts[0].confidence if utterance.acts else 0.0,
    }


def utterance_of(tracker: Tracker) -> Utterance:
    """What Rasa knows of the turn, in our words."""
    message = tracker.latest_message
    metadata = message.get("metadata") or {}
    act = str(message["intent"].get("name"))
    ranked: Callable[[str], tuple[Ranked, ...]] = lambda key: tuple(  # noqa: E731
        Ranked(RASA_NAMES.get(one["name"], one["name"]), float(one["confidence"])) for one in message.get(key) or ()
    )
    return Utterance(
        conversation=tracker.sender_id,
        turn=str(metadata.get("turn", "")),
        text=message.get("text") or "",
        act=RASA_NAMES.get(act, act),
        language=metadata.get("language", "zh"),
        channel=metadata.get("channel", "web"),
        service=next((e["value"] for e in message.get("entities") or () if e["entity"] == "service"), None),
        topic=tracker.get_slot("service"),
        acts=ranked("intent_ranking"),
        services=ranked("service_ranking"),
        heard=tuple(HeardToken(**heard) for heard in metadata.get("heard", ())),
    )
