"""What a telephone with Android 8 cannot read: everything newer than Chrome 61 in our scripts and style sheets, found by parsing them.

What is missing there and only tried for (an AudioWorklet, say) may be named
after `window.` anywhere in the file: that is how a script asks whether it is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import esprima
import tinycss2

METHODS = frozenset(
    {
        "replaceAll", "matchAll", "trimStart", "trimEnd", "flat", "flatMap", "fromEntries", "allSettled", "finally", "at",
        "findLast", "hasOwn", "requestSubmit", "replaceChildren", "toggleAttribute", "getAnimations"
    }
)  # fmt: skip
"""Of strings, arrays, promises and elements. `finally` is of Chrome 63, `replaceChildren` of 86."""
PROPERTIES_OF_OBJECTS = frozenset({"submitter", "userActivation", "hasIndices", "userAgentData"})
GLOBALS = frozenset(
    {
        "AbortController", "ResizeObserver", "OffscreenCanvas", "BigInt", "globalThis", "queueMicrotask", "structuredClone",
        "WeakRef", "AudioWorkletNode", "EventTarget", "TextDecoderStream", "visualViewport", "CSSStyleSheet",
    }
)  # fmt: skip
PROPERTIES = re.compile(
    r"^((row-|column-)?gap|aspect-ratio|inset(-.*)?|translate|rotate|scale|accent-color|color-scheme|content-visibility|contain-intrinsic-.*|"
    r"overflow-clip-.*|overscroll-.*|backdrop-filter|(margin|padding)-(block|inline)(-.*)?|border-(block|inline)(-.*)?|"
    r"(min-|max-)?(block|inline)-size|place-(content|items|self)|container(-.*)?|text-wrap)$"
)
"""Later than Chrome 61, and something would look wrong without them. `scroll-padding` and the like only help where they are known."""
FUNCTIONS = frozenset({"min", "max", "clamp", "color-mix", "env", "oklch", "oklab", "light-dark", "conic-gradient"})
SELECTORS = frozenset({"is", "where", "has", "focus-visible", "dir", "any-link", "open"})
UNITS = frozenset({"dvh", "svh", "lvh", "dvw", "svw", "lvw", "cqw", "cqh", "lh", "rlh"})
AT_RULES = frozenset({"media", "page", "font-face", "keyframes", "supports", "import"})
GRID_GAP = re.compile(r"^(row-|column-)?gap$")


def too_new_in_script(text: str) -> list[str]:
    """What Chrome 61 cannot read or does not have: `line: what`."""
    try:
        tree = esprima.parseScript(text, {"loc": True, "tokens": True})
    except esprima.Error as fault:
        return [str(fault)]
    asked_for = set(re.findall(r"window\.(\w+)", text))
    return [f"{line}: {what}" for line, what in _in_nodes(tree, asked_for)]


def _in_nodes(node: Any, asked_for: set[str]) -> Iterator[tuple[int, str]]:
    match node.type:
        case "ObjectExpression" if any(part.type == "SpreadElement" for part in node.properties):
            yield node.loc.start.line, "spread in an object"
        case "ObjectPattern" if any(part.type == "RestElement" for part in node.properties):
            yield node.loc.start.line, "rest of an object"
        case "Import":
            yield node.loc.start.line, "import()"
        case "Literal" if node.regex and ("(?<" in node.regex.pattern or "s" in node.regex.flags):
            yield node.loc.start.line, f"regular expression {node.raw}"
        case "CallExpression" if node.callee.type == "MemberExpression" and node.callee.property.name in METHODS - asked_for:
            yield node.loc.start.line, f".{node.callee.property.name}()"
        case "MemberExpression" if not node.computed and node.property.name in PROPERTIES_OF_OBJECTS:
            yield node.loc.start.line, f".{node.property.name}"
        case "Identifier" if node.name in GLOBALS - asked_for:
            yield node.loc.start.line, node.name
    for name, child in vars(node).items():
        if name in ("loc", "tokens", "range"):
            continue
        for one in child if isinstance(child, list) else [child]:
            if hasattr(one, "type") and isinstance(one.type, str):
                yield from _in_nodes(one, asked_for)


def too_new_in_styles(text: str) -> list[str]:
    """What Chrome 61 passes over or misreads: `line: what`."""
    return [f"{line}: {what}" for line, what in _in_rules(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))]


def _in_rules(rules: list[Any]) -> Iterator[tuple[int, str]]:
    for rule in rules:
        if rule.type == "error":
            yield rule.source_line, rule.message
        elif rule.type == "at-rule":
            if rule.lower_at_keyword not in AT_RULES:
                yield rule.source_line, f"@{rule.lower_at_keyword}"
            elif rule.lower_at_keyword in ("media", "supports") and rule.content is not None:
                yield from _in_rules(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))
        else:
            yield from _in_selector(rule.prelude)
            yield from _in_block(rule.content)


def _in_selector(prelude: list[Any]) -> Iterator[tuple[int, str]]:
    for before, one in zip([None, *prelude], prelude, strict=False):
        name = one.lower_name if one.type == "function" else getattr(one, "lower_value", None)
        if before is not None and before == ":" and name in SELECTORS and not _alone(prelude):
            yield one.source_line, f":{name}"
        if one.type == "function":
            if "," in tinycss2.serialize(one.arguments):
                yield one.source_line, f":{name}() of several"
            yield from _in_selector(one.arguments)


def _alone(prelude: list[Any]) -> bool:
    """Whether this rule is for `:focus-visible` alone: then only that rule is lost, and not its neighbours."""
    return "," not in tinycss2.serialize(prelude) and "focus-visible" in tinycss2.serialize(prelude)


def _in_block(content: list[Any]) -> Iterator[tuple[int, str]]:
    for one in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if one.type == "declaration":
            if PROPERTIES.match(one.lower_name) and not (GRID_GAP.match(one.lower_name) and "grid" in tinycss2.serialize(content)):
                yield one.source_line, one.lower_name
            yield from _in_values(one.value)
        elif one.type == "error":
            yield one.source_line, one.message
        else:
            yield one.source_line, "a rule inside a rule"


def _in_values(values: list[Any]) -> Iterator[tuple[int, str]]:
    for one in values:
        if one.type == "function":
            if one.lower_name in FUNCTIONS:
                yield one.source_line, f"{one.lower_name}()"
            yield from _in_values(one.arguments)
        elif one.type == "() block":
            yield from _in_values(one.content)
        elif one.type == "dimension" and one.lower_unit in UNITS:
            yield one.source_line, one.lower_unit
        elif one.type == "hash" and len(one.value) in (4, 8):
            pass  # colours with transparency: Chrome 62, not used for letters
