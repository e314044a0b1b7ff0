"""Tries a model in a process of its own, because some broken ones end the process that opens them.

As a program: `python -m voice.ears.trial FOLDER` opens the Vosk model, hears two
seconds at 16,000 and at 8,000 samples a second, freely and by a phrase list,
and prints one line of JSON: `{"fault": null}` or a sentence.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np

from voice.ears import EarsMissing
from voice.ears.libvosk import OVERLAY, Decoder, VoskModel, missing
from voice.ears.pooled import EngineFailed

PATIENCE = 300.0
"""Seconds that a model may take to open; the largest has 2 GB and may lie on a slow disk."""
RATES = (16_000, 8_000)
ANY_WORDS = ("是", "一", "我", "yes", "one")
"""For a list to try; each model has some of them."""


def fault_of(folder: Path, remembered: Path, *, afresh: bool = False) -> str | None:
    """What is wrong with the model in `folder`, in one sentence without its remedy; None when it hears.

    `remembered` is a folder for what was found, so that a model is tried again only when one of its files has changed, or
    when it is to be tried `afresh`.
    """
    gone = missing(folder)
    if gone:
        return f"{', '.join(gone)} {'is' if len(gone) == 1 else 'are'} missing or empty in {folder}"
    note = remembered / f"{_fingerprint(folder)}.ok"
    if note.exists() and not afresh:
        return None
    fault = _try(folder)
    if fault is None:
        remembered.mkdir(parents=True, exist_ok=True)
        note.write_text(str(folder), encoding="utf-8")
    return fault


def _fingerprint(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    seen = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:32]


def _try(folder: Path) -> str | None:
    try:
        done = subprocess.run([sys.executable, "-m", __name__, str(folder)], capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return f"the model in {folder} did not open within {PATIENCE:.0f} seconds"
    last = done.stdout.splitlines()[-1:] or [""]
    if done.returncode != 0 or not last[0].startswith("{"):
        return f"the model in {folder} ends the program that opens it (exit code {done.returncode}): it is damaged"
    answer: dict[str, str | None] = json.loads(last[0])
    fault, said = answer["fault"], _reason(done.stderr)
    return f"{fault}; the library says: {said}" if fault and said else fault


def _reason(errors: str) -> str:
    """The library's own last complaint, without the places in its source and in our folder of links."""
    complaints = [line for line in errors.splitlines() if line.startswith(("ERROR", "WARNING"))]
    return re.sub(rf"\S*{OVERLAY}[^/]*/", "", complaints[-1].partition(") ")[2].strip()) if complaints else ""


def _hear(folder: Path) -> str | None:
    try:
        model = VoskModel(folder)
        for rate in RATES:
            for lines in [(), tuple(filter(model.knows, ANY_WORDS))] if model.lists else [()]:
                sound = np.random.default_rng(1).normal(0, 1000, rate).astype("<i2").tobytes()
                decoder = Decoder(model, rate, lines)
                decoder.take(sound + b"\0" * len(sound))
                decoder.end()
    except EarsMissing as error:
        return str(error)
    except EngineFailed as error:
        return f"the model in {folder} opens and does not hear: {error} ({error.__cause__})"
    return None


if __name__ == "__main__":
    print(json.dumps({"fault": _hear(Path(sys.argv[1]))}))  # noqa: T201 the answer of the program
