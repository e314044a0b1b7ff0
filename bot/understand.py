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
from dataclasses import dataclass
from typing import Any, TextIO

from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog

from bot.components.lines import ELSEWHERE, NO_SERVICE, OUT_OF_SCOPE
from bot.components.understanding import RASA_NAMES

ACTS = {rasa_name: act for act, rasa_name in RASA_NAMES.items()}
ALARMS = {"danger": "human", "crisis": "human", "fraud": "complain"}
"""What the outside contract calls the acts that are answered at once."""
LIKELY = 0.2
"""Confidence from which on a service is named. A talk asks back below a higher one; a lone sentence cannot."""
ANSWER = "inform"
"""The act of an answer: a sentence that stands alone answers nothing."""


@dataclass(frozen=True)
class Alone:
    """A sentence understood without a talk around it. Confidences are 0–1; without a service, that there is none."""

    act: str
    service: str | None
    act_confidence: float
    service_confidence: float


def alone(parsed: dict[str, Any]) -> Alone:
    """Rasa's parse in the words of the contract. What is out of scope is about no service."""
    act = next(one for one in parsed["intent_ranking"] if one["name"] != ANSWER)
    name = ACTS.get(act["name"], act["name"])
    best = parsed["service_ranking"][0]
    ours = name != OUT_OF_SCOPE and best["name"] not in {NO_SERVICE, ELSEWHERE} and best["confidence"] >= LIKELY
    none = sum(one["confidence"] for one in parsed["service_ranking"] if one["name"] in {NO_SERVICE, ELSEWHERE})
    return Alone(ALARMS.get(name, name), best["name"] if ours else None, act["confidence"], best["confidence"] if ours else none)


def line(text: str, heard: Alone, seconds: float) -> str:
    """The line of the contract."""
    confidence = {"service": round(heard.service_confidence, 4), "act": round(heard.act_confidence, 4)}
    answer = {"text": text, "service": heard.service, "act": heard.act, "confidence": confidence, "ms": round(seconds * 1000, 2)}
    return json.dumps(answer, ensure_ascii=False)


async def understand_lines(model: str, out: TextIO) -> None:
    """Reads lines until the input ends."""
    agent = Agent.load(model)
    await agent.parse_message("您好")  # the first one loads jieba's dictionary
    for given in sys.stdin:
        asked = json.loads(given)
        start = time.perf_counter()
        parsed = await agent.parse_message(asked["heard"])
        print(line(asked["text"], alone(parsed), time.perf_counter() - start), file=out, flush=True)


def main() -> None:
    """Keeps standard output for the answers: Rasa's logs go to the other one."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    configure_structlog(logging.ERROR)
    asyncio.run(understand_lines(sys.argv[1], out))


if __name__ == "__main__":
    main()
