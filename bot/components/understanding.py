"""Which service, and which act, inside Rasa's pipeline.

Rasa's intent is the act; the service becomes the entity `service`. Training
examples say their service in the metadata of their block, so nobody writes the
cross product.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import METADATA, METADATA_INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components import clauses, features, lines, model, questions
from bot.components.lines import ELSEWHERE, NO_SERVICE, Line
from bot.components.model import Model, Read

RASA_NAMES = {"back": "step_back"}
"""Acts whose name Rasa keeps for an intent of its own."""
_BOX = "□"
"""Stands where a token stood."""
RANKED = 3
"""How many alternatives are passed on for a question back."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Understanding(GraphComponent):
    """Sets intent (the act), its ranking, the entity `service`, and `service_ranking`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Of the model.

        cost, gate_cost: of the linear SVMs. temperature, gate_temperature: how sharply margins become confidences.
        gate_margin: the margin at which it is even whether a sentence is ours.
        stories: lines that are put together of a story and a question.
        service_threshold: the least confidence with which a service is passed on.
        also_hinted, also_clear: least confidences of a second service, in the whole sentence and in its own part.
        """
        return {
            "cost": 0.5,
            "temperature": 5.0,
            "gate_cost": 1.0,
            "gate_temperature": 4.0,
            "gate_margin": -0.1,
            "stories": 1500,
            "service_threshold": 0.5,
            "also_hinted": 0.0075,
            "also_clear": 0.5,
        }

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = Model(config)
        self._words: dict[str, str] = {}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> Understanding:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> Understanding:
        component = cls(config, model_storage, resource)
        features.warm_up()
        with model_storage.read_from(resource) as folder:
            component._model, component._words = joblib.load(folder / "understanding.joblib")
        return component

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa fingerprints this class only: the code that it is made of is part of the model too."""
        return "".join(inspect.getsource(one) for one in (clauses, features, lines, model, questions))

    def train(self, training_data: TrainingData) -> Resource:
        """Fits the model, and keeps it."""
        topics = [name for table in training_data.lookup_tables if table["name"] == ELSEWHERE for name in table["elements"]]
        self._model.fit([line_of(example) for example in training_data.intent_examples], topics)
        self._words = {regex["name"]: regex["pattern"] for regex in training_data.regex_features}
        with self._storage.write_to(self._resource) as folder:
            joblib.dump((self._model, self._words), folder / "understanding.joblib", compress=3)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds what was understood to each message."""
        for message in messages:
            text = message.get("text") or ""
            read = self._read(text)
            plainly = self._plainly(text)
            read = replace(read, acts=((plainly, 1.0),)) if plainly else read
            for name, value in parsed(read, self._config["service_threshold"]).items():
                message.set(name, value, add_to_output=True)
        return messages

    def _read(self, text: str) -> Read:
        """What was meant. Where names and numbers drown it (帮我爸办退休,他叫□,身份证号□), the clauses without any tell."""
        read = self._model.read(text)
        rest = ",".join(clause for clause in clauses.clauses(features.TOKEN.sub(_BOX, text)) if _BOX not in clause)
        if not rest or not features.TOKEN.search(text):
            return read
        alone = self._model.read(rest)
        surer = alone.services[0][1] > read.services[0][1] or not _ours(read, self._config["service_threshold"])
        return alone if surer and _ours(alone, self._config["service_threshold"]) else read

    def _plainly(self, text: str) -> str | None:
        """The act whose plain words are in the text (`regex:` in data/nlu): danger cannot wait for a likelihood."""
        return next((act for act, pattern in self._words.items() if re.search(pattern, text)), None)


def _ours(read: Read, threshold: float) -> bool:
    """Whether one of our services was understood."""
    service, confidence = read.services[0]
    return service not in {NO_SERVICE, ELSEWHERE} and confidence >= threshold


def parsed(read: Read, service_threshold: float) -> dict[str, Any]:
    """What was read, as Rasa's parse has it; a service is an entity from this confidence on."""
    ranking = [{"name": RASA_NAMES.get(name, name), "confidence": share} for name, share in read.acts[:RANKED]]
    service, confidence = read.services[0]
    named = {"entity": "service", "value": service, "confidence_entity": confidence, "extractor": "Understanding"}
    return {
        "intent": ranking[0],
        "intent_ranking": ranking,
        "service_ranking": [{"name": name, "confidence": share} for name, share in read.services[:RANKED]],
        "also_service": read.also,
        "entities": [named] if _ours(read, service_threshold) else [],
    }


def line_of(example: Message) -> Line:
    """One training example, its service from the metadata of its block."""
    block = (example.get(METADATA) or {}).get(METADATA_INTENT) or {}
    return Line(example.get("text"), example.get("intent"), block.get("service"))
