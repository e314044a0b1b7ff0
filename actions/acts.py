"""The actions by the names that Rasa's rules call: thin classes over the plain functions of this room."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import reduce
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.applying import beginning, correcting, submitting
from actions.applying.one_by_one import one_by_one
from actions.applying.own_number import or_own_number
from actions.applying.putting_right import or_puts_right
from actions.applying.taking_up import or_takes_up
from actions.desk import Desk
from actions.errand import Act, perform
from actions.informing import manners, progress, repeating
from actions.informing.elsewhere import in_place_of
from actions.informing.standing_in import or_by_another
from actions.listening import answering
from actions.listening.answering import leaving
from actions.listening.at_once import at_once
from actions.listening.early_number import keeping_number
from actions.listening.plainly import plainly
from actions.listening.surely import surely
from actions.utterance import HeardToken, Ranked, Utterance
from bot.turn import reply_as_json

RASA_NAMES = {"step_back": "back"}
"""Rasa keeps the word `back` for itself."""


_ACTS: dict[str, Act] = {
    "action_agree": leaving(beginning.agree),
    "action_alarm": manners.alarm,
    "action_begin": in_place_of(or_by_another(beginning.begin), goes_on=True),
    "action_choose": beginning.choose,
    "action_clarify": leaving(in_place_of(or_by_another(beginning.clarify), goes_on=True)),
    "action_complain": in_place_of(manners.complain),
    "action_consent": surely(answering.consent),
    "action_correct": correcting.correct,
    "action_go_on": leaving(or_by_another(answering.go_on)),
    "action_greet": manners.greet,
    "action_help": manners.help_out,
    "action_human": in_place_of(manners.human),
    "action_not_ours": manners.not_ours,
    "action_pause": leaving(beginning.pause),
    "action_progress": progress.progress,
    "action_refuse": answering.refuse,
    "action_repeat": repeating.repeat,
    "action_step_back": leaving(correcting.step_back),
    "action_submit": surely(submitting.submit),
    "action_tell": in_place_of(answering.tell),
    "action_thanks": manners.thank,
}

UNLESS: tuple[Callable[[Act], Act], ...] = (at_once, one_by_one, keeping_number, plainly, or_takes_up, or_own_number, or_puts_right)
"""What else the words may plainly want, whatever act was understood; the first that finds it is done."""

ACTS: dict[str, Act] = {
    name: act if name == "action_alarm" else reduce(lambda inner, unless: unless(inner), reversed(UNLESS), act)
    for name, act in _ACTS.items()
}
"""By name. Danger comes before anything else."""


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
        also=message.get("also_service"),
        waits=bool(metadata.get("waits")),
        heard=tuple(HeardToken(**heard) for heard in metadata.get("heard", ())),
    )
