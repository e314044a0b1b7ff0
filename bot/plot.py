"""Draws what was taken for what: `python -m bot.plot FILE.png`, inside Rasa's interpreter, which has matplotlib.

Standard input: JSON, `[{"title", "pairs": [[meant, heard], …]}, …]`. Each becomes
a square of classes; a row says what sentences of one class were heard as.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot
from sklearn.metrics import ConfusionMatrixDisplay

INCHES_A_CLASS = 0.34


def draw(squares: list[dict[str, Any]], file: str) -> None:
    """Writes all squares beside each other into one picture."""
    side = max(6.0, INCHES_A_CLASS * max(len({label for pair in square["pairs"] for label in pair}) for square in squares))
    figure, axes = pyplot.subplots(1, len(squares), figsize=((side + 3) * len(squares), side + 2), squeeze=False)
    for square, axis in zip(squares, axes[0], strict=True):
        meant, heard = zip(*square["pairs"], strict=True)
        ConfusionMatrixDisplay.from_predictions(
            meant, heard, ax=axis, normalize="true", xticks_rotation="vertical", cmap="Blues", colorbar=False, values_format=".0%"
        )
        for text in axis.texts:
            text.set_visible(text.get_text() != "0%")
            text.set_fontsize(6)
        axis.set(title=square["title"], xlabel="heard", ylabel="meant")
    figure.tight_layout()
    figure.savefig(file, dpi=110)


if __name__ == "__main__":
    draw(json.load(sys.stdin), sys.argv[1])
