"""Which service, and which act: two linear classifiers over one set of features.

Rasa's intent is the act; the service becomes the entity `service`. Training
examples say their service in the metadata of their block, so nobody writes the
cross product.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import METADATA, METADATA_INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.svm import LinearSVC

from bot.components import features

NO_SERVICE = "none"
"""Words that name no service: talk, and questions that inherit theirs."""
ELSEWHERE = "elsewhere"
"""Words about something that we do not do. "护照在哪办" is worded like our own acts: only what it is about tells."""
URGENT = frozenset({"danger", "crisis", "fraud"})
"""Acts that cannot wait: not given up for being about something else, and known by plain words too (`regex:` in data/nlu)."""
OUT_OF_SCOPE = "out_of_scope"
RASA_NAMES = {"back": "step_back"}
"""Acts whose name Rasa keeps for an intent of its own."""
STRANGE = 0.2
"""How sure we are that words which nobody taught us are about something else: not enough to say so."""
RANKED = 3
"""How many alternatives are passed on for a question back."""


class Head:
    """A linear classifier whose margins are turned into confidences by a softmax."""

    def __init__(self, cost: float, temperature: float) -> None:
        self._svm = LinearSVC(C=cost, class_weight="balanced")
        self._temperature = temperature

    def fit(self, rows: Any, labels: list[str]) -> None:
        """Learns the labels of the rows."""
        self._svm.fit(rows, labels)

    def rank(self, row: Any) -> list[tuple[str, float]]:
        """(label, confidence 0–1) of one row, best first."""
        margins = np.atleast_1d(self._svm.decision_function(row).ravel())
        if len(self._svm.classes_) == 2:
            margins = np.array([-margins[0], margins[0]])
        weights = np.exp((margins - margins.max()) * self._temperature)
        shares = weights / weights.sum()
        order = np.argsort(-shares)
        return [(str(self._svm.classes_[i]), float(shares[i])) for i in order]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Understanding(GraphComponent):
    """Sets intent (the act), its ranking, the entity `service`, and `service_ranking`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """cost: of the linear SVM; temperature: how sharply margins become confidences."""
        return {"cost": 0.5, "temperature": 4.0, "service_threshold": 0.5}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._features = features.features()
        self._services = Head(config["cost"], config["temperature"])
        self._acts = Head(config["cost"], config["temperature"])
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
            component._features, component._services, component._acts, component._words = joblib.load(folder / "understanding.joblib")
        return component

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa fingerprints this class only: the features' code is part of the model too."""
        return inspect.getsource(features)

    def train(self, training_data: TrainingData) -> Resource:
        """Fits features and both heads, and keeps them in the model."""
        examples = training_data.intent_examples
        rows = self._features.fit_transform([example.get("text") for example in examples])
        self._services.fit(rows, [_service_of(example) for example in examples])
        ours = [at for at, example in enumerate(examples) if example.get("intent") != OUT_OF_SCOPE]
        self._acts.fit(rows[ours], [RASA_NAMES.get(act := examples[at].get("intent"), act) for at in ours])
        self._words = {regex["name"]: regex["pattern"] for regex in training_data.regex_features}
        with self._storage.write_to(self._resource) as folder:
            joblib.dump((self._features, self._services, self._acts, self._words), folder / "understanding.joblib", compress=3)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds what was understood to each message."""
        for message in messages:
            text = message.get("text") or ""
            plainly = self._plainly(text)
            if plainly is None and features.strange(text, self._features):
                self._set(message, [(OUT_OF_SCOPE, STRANGE)], [(NO_SERVICE, 1.0)])
                continue
            row = self._features.transform([text])
            self._set(message, plainly or self._acts.rank(row), self._services.rank(row))
        return messages

    def _plainly(self, text: str) -> list[tuple[str, float]] | None:
        """The act whose plain words are in the text."""
        return next(([(act, 1.0)] for act, pattern in self._words.items() if re.search(pattern, text)), None)

    def _set(self, message: Message, acts: list[tuple[str, float]], services: list[tuple[str, float]]) -> None:
        service, confidence = services[0]
        if service == ELSEWHERE and acts[0][0] not in URGENT:
            acts = [(OUT_OF_SCOPE, confidence), *acts]
        ranking = [{"name": name, "confidence": share} for name, share in acts[:RANKED]]
        message.set("intent", ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)
        message.set("service_ranking", [{"name": n, "confidence": c} for n, c in services[:RANKED]], add_to_output=True)
        known = service not in {NO_SERVICE, ELSEWHERE} and confidence >= self._config["service_threshold"]
        entities = [{"entity": "service", "value": service, "confidence_entity": confidence, "extractor": "Understanding"}] if known else []
        message.set("entities", entities, add_to_output=True)


def _service_of(example: Message) -> str:
    if example.get("intent") == OUT_OF_SCOPE:
        return ELSEWHERE
    block = (example.get(METADATA) or {}).get(METADATA_INTENT) or {}
    return block.get("service", NO_SERVICE)
