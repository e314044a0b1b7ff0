"""How long `nuanban understand` takes for a sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from api.settings import ROOT
from bot.catalogue.load import read_yaml

EVERY = 20
"""One in so many training examples is parsed."""


def sentences() -> list[str]:
    """Examples out of data/nlu."""
    blocks = [block for file in sorted((ROOT / "data" / "nlu").glob("*.yml")) for block in read_yaml(file)["nlu"]]
    lines = [line.removeprefix("- ") for block in blocks if "intent" in block for line in block["examples"].splitlines()]
    return lines[::EVERY]


def parse_times(home: Path) -> list[float]:
    """Milliseconds for each sentence."""
    given = "\n".join(json.dumps({"text": text}) for text in sentences())
    command = [str(Path(sys.executable).parent / "nuanban"), "understand"]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True, env=os.environ | {"NUANBAN_HOME": str(home)})
    return [json.loads(line)["ms"] for line in done.stdout.splitlines()]
