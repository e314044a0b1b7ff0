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
from scipy.sparse import csr_matrix, spmatrix
from sklearn.svm import LinearSVC

from bot.components import clauses, features, questions
from bot.components.lines import ELSEWHERE, NO_SERVICE, OUT_OF_SCOPE, Line

OURS = "ours"
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
        self._cost = cost
        self._temperature = temperature
        self._classes: list[str] = []
        self._weights = np.zeros((0, 0), np.float32)
        self._offsets = np.zeros(0, np.float32)

    def fit(self, rows: spmatrix, labels: Sequence[str]) -> None:
        """Learns the labels of the rows. Keeps the weights alone: sklearn checks more than it predicts."""
        svm = LinearSVC(C=self._cost, class_weight="balanced", random_state=0).fit(rows, labels)
        self._classes = [str(one) for one in svm.classes_]
        two = len(self._classes) == 2
        self._weights = np.ascontiguousarray((np.vstack([-svm.coef_, svm.coef_]) if two else svm.coef_).T.astype(np.float32))
        self._offsets = (np.hstack([-svm.intercept_, svm.intercept_]) if two else svm.intercept_).astype(np.float32)

    def margins(self, row: csr_matrix) -> np.ndarray:
        """How far one row is on each class's side, in the order of the classes."""
        return row.data.astype(np.float32) @ self._weights[row.indices] + self._offsets

    def rank(self, row: spmatrix) -> Ranking:
        """The labels of one row."""
        margins = self.margins(row)
        weights = np.exp((margins - margins.max()) * self._temperature)
        shares = weights / weights.sum()
        return tuple((self._classes[at], float(shares[at])) for at in np.argsort(-shares))


class Model:
    """Fitted features and heads; can be pickled."""

    def __init__(self, config: dict[str, Any]) -> None:
        """`config`: as `Understanding.get_default_config`."""
        self._config = config
        self._features = features.features()
        self._services = Head(config["cost"], config["temperature"])
        self._acts = Head(config["cost"], config["temperature"])
        self._taught: frozenset[str] = frozenset()
        self._about_nothing: frozenset[str] = frozenset()
        self._ours = Head(config["gate_cost"], config["gate_temperature"])

    def fit(self, authored: Sequence[Line], topics: Sequence[str] = ()) -> None:
        """Learns features and all heads from these lines. `topics`: what matters of other departments are called."""
        self._taught = frozenset(part for line in authored for part in (*features.pairs(line.text), *features.fours(line.text)))
        self._about_nothing = questions.about_nothing(authored)
        lines = [*authored, *questions.stories(authored, self._config["stories"]), *questions.elsewhere(authored, topics)]
        ours = [line for line in lines if line.act != OUT_OF_SCOPE]
        others = [line.text for line in lines if line.act == OUT_OF_SCOPE]
        rows = self._features.fit_transform([*(line.text for line in ours), *others])
        self._acts.fit(rows[: len(ours)], [line.act for line in ours])
        self._services.fit(rows, [*(line.service or NO_SERVICE for line in ours), *(ELSEWHERE for _ in others)])
        self._ours.fit(rows, [OURS] * len(ours) + [ELSEWHERE] * len(others))

    def read(self, text: str) -> Read:
        """What one normalised sentence means."""
        if features.strange(text, self._taught):
            return Read(((OUT_OF_SCOPE, STRANGE),), ((NO_SERVICE, 1.0),))
        row = self._features.transform([text])
        acts, services = self._acts.rank(row), self._services.rank(row)
        foreign = max(self._foreign(row), services[0][1] if services[0][0] == ELSEWHERE else 0.0)
        if (foreign >= 0.5 or services[0][0] == ELSEWHERE) and not self._names_nothing(text):
            return Read(((OUT_OF_SCOPE, foreign), *acts), services)
        return Read(acts, services, self._also(text, services))

    def _also(self, text: str, services: Ranking) -> str | None:
        """The other service, when one part of the sentence clearly wants the first and another part a second that the whole hints at."""
        (service, _), *others = [(name, share) for name, share in services if name not in {NO_SERVICE, ELSEWHERE}]
        hinted = {name for name, share in others if share >= self._config["also_hinted"]}
        wishes = clauses.wishes(text) if hinted else []
        if len(wishes) < 2:
            return None
        rows = self._features.transform(wishes)
        wanted = [self._services.rank(row)[0] for row in rows if self._foreign(row) < 0.5]
        clear = [name for name, share in wanted if share >= self._config["also_clear"]]
        return next((name for name in clear if name in hinted), None) if service in clear else None

    def _names_nothing(self, text: str) -> bool:
        """Whether no word of it names a matter: 你们几点下班 is about us, though 邮局几点下班 is not."""
        said = features.words(features.plain(text))
        return bool(said) and all(word in self._about_nothing for word in said)

    def _foreign(self, row: spmatrix) -> float:
        """How likely it is not ours, 0–1."""
        elsewhere, _ = self._ours.margins(row)  # in the order of their names
        return 1 / (1 + math.exp(-self._config["gate_temperature"] * (float(elsewhere) + self._config["gate_margin"])))
