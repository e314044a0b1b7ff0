"""The JSON Schema of a service file, for editors that complete and check while one types."""

from __future__ import annotations

import json
from typing import Any

from bot.catalogue import Service

SCALAR = [{"type": "string"}, {"type": "boolean"}]
"""What YAML makes of `yes`, `no` and any other answer."""


def schema() -> dict[str, Any]:
    """What a clerk may write: the model, with the short forms that it accepts too."""
    found = Service.model_json_schema()
    found["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    found["title"] = "A one-thing service"
    _widen(found)
    return found


def text() -> str:
    """The file's content."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _widen(node: Any) -> None:
    """A sentence may be plain text; a condition's value may stand without a list."""
    if isinstance(node, list):
        for child in node:
            _widen(child)
    if isinstance(node, dict):
        if isinstance(condition := node.get("only_if"), dict):
            condition["additionalProperties"] = {"anyOf": [*SCALAR, {"type": "array", "items": {"anyOf": SCALAR}}]}
            condition.pop("patternProperties", None)
        for child in node.values():
            _widen(child)
        if node.get("$ref") == "#/$defs/Words":
            node["anyOf"] = [{"type": "string", "minLength": 1}, {"$ref": node.pop("$ref")}]
