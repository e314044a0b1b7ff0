"""What a sentence means: three linear classifiers over one set of features.

Whether it is ours at all, which service it is about, and which act. Nothing of
Rasa here: the pipeline's component, cross-validation and experiments share it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import spmatrix
from sklearn.svm import LinearSVC

from bot.components import clauses, features, negatives, rambling
from bot.components.lines import ELSEWHERE, NO_SERVICE, OUT_OF_SCOPE, Line

STRANGE = 0.2
"""How sure we are that words which nobody taught us are about something else: not enough to say so."""


Ranking = tuple[tuple[str, float], ...]
"""(label, confidence 0–1), best first."""


@dataclass(frozen=True)
class Read:
    """What was understood of one sentence. `out_of_scope` is first among the acts when it is not ours."""

    acts: Ranking
    services: Ranking
    also: str | None = None
    """A second service that the sentence wants: 社保卡要补，还有给孩子上户口."""


class Head:
    """A linear classifier whose margins are turned into confidences by a softmax."""

    def __init__(self, cost: float, temperature: float) -> None:
        self._svm = LinearSVC(C=cost, class_weight="balanced")
        self._temperature = temperature

    def fit(self, rows: spmatrix, labels: Sequence[str]) -> None:
        """Learns the labels of the rows."""
        self._svm.fit(rows, labels)

    def rank(self, row: spmatrix) -> Ranking:
        """The labels of one row."""
        margins = np.atleast_1d(self._svm.decision_function(row).ravel())
        if len(self._svm.classes_) == 2:
            margins = np.array([-margins[0], margins[0]])
        weights = np.exp((margins - margins.max()) * self._temperature)
        shares = weights / weights.sum()
        order = np.argsort(-shares)
        return tuple((str(self._svm.classes_[i]), float(shares[i])) for i in order)


class Model:
    """Fitted features and heads; can be pickled."""

    def __init__(self, config: dict[str, Any]) -> None:
        """`config`: as `Understanding.get_default_config`."""
        self._config = config
        self._features = features.features()
        self._services = Head(config["cost"], config["temperature"])
        self._acts = Head(config["cost"], config["temperature"])
        self._ours = LinearSVC(C=config["gate_cost"], class_weight="balanced")

    def fit(self, lines: Sequence[Line]) -> None:
        """Learns features and all heads from these lines."""
        lines = [*lines, *rambling.lines(lines, self._config["stories"])]
        ours = [line for line in lines if line.act != OUT_OF_SCOPE]
        others = [line.text for line in lines if line.act == OUT_OF_SCOPE]
        known = frozenset(word for line in ours for word in features.words(features.plain(line.text)))
        strange = negatives.sentences(self._config["negatives"], known)
        rows = self._features.fit_transform([*(line.text for line in ours), *others, *strange])
        authored = len(ours) + len(others)
        self._acts.fit(rows[: len(ours)], [line.act for line in ours])
        self._services.fit(rows[:authored], [*(line.service or NO_SERVICE for line in ours), *(ELSEWHERE for _ in others)])
        self._ours.fit(rows, [True] * len(ours) + [False] * (len(others) + len(strange)))

    def read(self, text: str) -> Read:
        """What one normalised sentence means."""
        if features.strange(text, self._features):
            return Read(((OUT_OF_SCOPE, STRANGE),), ((NO_SERVICE, 1.0),))
        wishes = clauses.wishes(text)
        rows = self._features.transform([text, *wishes])
        acts, services = self._acts.rank(rows[0]), self._services.rank(rows[0])
        foreign = max(self._foreign(rows[0]), services[0][1] if services[0][0] == ELSEWHERE else 0.0)
        if foreign >= 0.5 or services[0][0] == ELSEWHERE:
            return Read(((OUT_OF_SCOPE, foreign), *acts), services)
        return Read(acts, services, self._also(services[0][0], [rows[at] for at in range(1, len(wishes) + 1)]))

    def _also(self, service: str, wishes: Sequence[spmatrix]) -> str | None:
        """The other service, when one wish is clearly for this one and another clearly for that."""
        wanted = [best for row in wishes if self._foreign(row) < 0.5 for best in self._services.rank(row)[:1]]
        clear = [name for name, share in wanted if share >= self._config["also_threshold"] and name not in {NO_SERVICE, ELSEWHERE}]
        return next((name for name in clear if name != service), None) if service in clear else None

    def _foreign(self, row: spmatrix) -> float:
        """How likely it is not ours, 0–1."""
        margin = float(self._ours.decision_function(row)[0]) - self._config["gate_margin"]
        return 1 / (1 + math.exp(self._config["gate_temperature"] * margin))
