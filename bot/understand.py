"""Understands many lines with one loaded model: `python -m bot.understand MODEL`, inside Rasa's interpreter.

Standard input: one JSON object a line, with `text` as it was written and
`heard`, the same normalised as a turn is. Standard output, a line for each:
`{"text", "service": id or null, "act": id, "confidence": {"service", "act"}, "ms"}`
(the outside contract, `understand`). Everything else goes to standard error.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import time
from typing import Any, TextIO

from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog

from bot.components.understanding import NO_SERVICE, RASA_NAMES

ACTS = {rasa_name: act for act, rasa_name in RASA_NAMES.items()}


def understood(text: str, parsed: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Rasa's parse as the contract says it. Without a service its confidence is that there is none."""
    service = next((e for e in parsed["entities"] if e["entity"] == "service"), None)
    act = parsed["intent"]
    ranked = {r["name"]: r["confidence"] for r in parsed.get("service_ranking", ())}
    confidence = service["confidence_entity"] if service else ranked.get(NO_SERVICE, 0.0)
    return {
        "text": text,
        "service": service["value"] if service else None,
        "act": ACTS.get(act["name"], act["name"]),
        "confidence": {"service": round(confidence, 4), "act": round(act["confidence"], 4)},
        "ms": round(seconds * 1000, 2),
    }


async def understand_lines(model: str, out: TextIO) -> None:
    """Reads lines until the input ends."""
    agent = Agent.load(model)
    await agent.parse_message("您好")  # the first one loads jieba's dictionary
    for line in sys.stdin:
        asked = json.loads(line)
        start = time.perf_counter()
        parsed = await agent.parse_message(asked["heard"])
        print(json.dumps(understood(asked["text"], parsed, time.perf_counter() - start), ensure_ascii=False), file=out, flush=True)


def main() -> None:
    """Keeps standard output for the answers: Rasa's logs go to the other one."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    configure_structlog(logging.ERROR)
    asyncio.run(understand_lines(sys.argv[1], out))


if __name__ == "__main__":
    main()
