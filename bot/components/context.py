"""What the gateway knows about a turn, brought into Rasa's view of it.

The gateway sends, as metadata and never personal: `stage` (where the talk
stands), `amid` (whether an application is open) and `heard` (which questions the sentence answered). The stage becomes
an entity and so a slot that rules can ask for; a sentence that answered a
question is an `inform`, unless it is unmistakably something else too.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

from bot.components.features import TOKEN, plain

ASIDES = frozenset({"materials", "eligibility", "time", "fee", "where", "amount"})
"""Questions that may stand beside an answer in one sentence."""
URGENT = frozenset({"danger", "crisis", "fraud", "human"})
ONLY_WHEN_SURE = frozenset({"start", "greet", "thanks", "help", "progress", "complain", "stop", "step_back", "out_of_scope", "inform"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class TurnContext(GraphComponent):
    """Turns doubtful acts into `unsure`, answers into `inform`, and adds the stage."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Least confidences; below `sure` we ask back.

        While a question is open: `interrupting` for an aside or a switch, `elsewhere` for what is not ours.
        `urgent`: danger, or a person wanted. `certain`: of a service, that it is begun though the act is in doubt.
        """
        return {"certain": 0.9, "sure": 0.35, "interrupting": 0.6, "elsewhere": 0.85, "urgent": 0.5, "urgent_while_asking": 0.6}

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> TurnContext:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds stage and decides the act, for turns that come from the gateway."""
        for message in messages:
            context = message.get("metadata") or {}
            if "stage" in context:
                self._decide(message, context)
        return messages

    def _decide(self, message: Message, context: dict[str, Any]) -> None:
        if context.get("waits"):
            message.set("entities", [])  # 等一下我去拿身份证 is about no ID card
        said = self._asides_together(message.get("intent_ranking") or [message.get("intent")])
        said = self._not_elsewhere(message, said, context)
        act = self._act(said["name"], said["confidence"], message.get("text") or "", context)
        if act in {"inform", "unsure"} and context["stage"] == "idle" and self._surely_wanted(message):
            act = "start"
        if act in {"inform", "unsure"} and context["stage"] == "idle" and said["name"] == "inform" and message.get("entities"):
            act = "start"  # nothing was asked, and a service is named: 我要给宝宝上户口,家庭户,上周三生的
        message.set("intent", {"name": act, "confidence": said["confidence"]}, add_to_output=True)
        stage = {"entity": "stage", "value": context["stage"], "extractor": "TurnContext"}
        message.set("entities", [*message.get("entities", []), stage], add_to_output=True)

    def _asides_together(self, ranking: list[dict[str, Any]]) -> dict[str, Any]:
        """The first of these; 多少钱 may be a fee or an amount, and is an aside as surely as both together."""
        said = ranking[0]
        if said["name"] not in ASIDES:
            return said
        asides = [one["confidence"] for one in ranking if one["name"] in ASIDES]
        return {**said, "confidence": max(sum(asides), said["confidence"])}

    def _not_elsewhere(self, message: Message, said: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
        """去哪里报名 by itself is about nothing of ours; amid an application it is the aside that it would be, if that is clear."""
        if said["name"] != "out_of_scope" or not context.get("amid") or said["confidence"] >= self._config["elsewhere"]:
            return said
        rest = [one for one in message.get("intent_ranking") or () if one["name"] != "out_of_scope"]
        likely = self._asides_together(rest) if rest else said
        return likely if likely["name"] in ASIDES and likely["confidence"] >= self._config["interrupting"] else said

    def _surely_wanted(self, message: Message) -> bool:
        """Whether a service is certain and to begin it is among the likeliest acts: a long story need not be asked back about."""
        first = [one["name"] for one in (message.get("intent_ranking") or ())[:2]]
        return "start" in first and any(e.get("confidence_entity", 0) >= self._config["certain"] for e in message.get("entities") or ())

    def _act(self, act: str, confidence: float, text: str, context: dict[str, Any]) -> str:
        if context.get("waits"):
            return "unsure"  # 让我闺女来说 says nothing but that
        if act in URGENT:
            return act if confidence >= self._config["urgent" if context["stage"] == "idle" else "urgent_while_asking"] else "unsure"
        if context.get("heard"):
            unasked = context["stage"] == "idle" and act in ASIDES | {"start"} and confidence >= self._config["sure"]
            return act if unasked or (act in ASIDES and self._interrupts(confidence, text)) else "inform"
        if context["stage"] not in {"idle", "guessing"} and act == "out_of_scope" and confidence < self._config["elsewhere"]:
            return "unsure"
        if context["stage"] == "asking" and act in ONLY_WHEN_SURE and confidence < self._config["interrupting"]:
            return "unsure"
        return act if confidence >= self._config["sure"] else "unsure"

    def _interrupts(self, confidence: float, text: str) -> bool:
        return confidence >= self._config["interrupting"] and len(plain(TOKEN.sub("", text))) >= 3
