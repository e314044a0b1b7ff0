"""Reads data/ into typed words, or says which file, which place and what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError


class DataError(Exception):
    """A file under data/ cannot be used; the message names the file, the place and the remedy."""


def read_yaml(path: Path) -> Any:
    """The file's content, or a DataError with its line."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_OnceLoader)
    except FileNotFoundError:
        raise DataError(f"{path}: the file is missing") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise DataError(f"{path}{where}: this is not YAML: {error.problem}") from None
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: this is not UTF-8: {error.reason} at byte {error.start}") from None
    except yaml.reader.ReaderError as error:
        raise DataError(f"{path}: the character {error.character!r} may not stand in YAML") from None


class _OnceLoader(yaml.SafeLoader):
    """Refuses a word that stands twice in one place: plain YAML silently keeps the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"`{key.value}` stands here twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def parse[T: BaseModel](path: Path, content: Any, model: type[T]) -> T:
    """`content` of `path` as the typed model, or a DataError that lists every fault with its line."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        lines = [f"{_place(path, fault['loc'])}: {_say(fault)}" for fault in error.errors()]
        raise DataError("\n".join(lines)) from None


def _say(fault: Any) -> str:
    name = str(fault["loc"][-1]) if fault["loc"] else ""
    match fault["type"]:
        case "missing":
            return f"`{name}` is missing"
        case "extra_forbidden":
            return f"`{name}` is not a word that this file may use (misspelt?)"
        case _ if fault["input"] is None:
            return f"`{name}` is empty; fill it in"
        case _:
            said = str(fault["msg"]).removeprefix("Value error, ")
            return f"`{name}`: {said}" if name else said


def _place(path: Path, loc: tuple[int | str, ...]) -> str:
    """`file:line at a.b.2.c`, the line being the nearest that the file has of this place."""
    node: yaml.Node | None = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    line = 1
    for step in loc:
        child = _child(node, step)
        if child is None:
            break
        key, node = child
        line = key.start_mark.line + 1
    return f"{path}:{line} at {'.'.join(map(str, loc)) or 'the top'}"


def _child(node: yaml.Node | None, step: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((k, v) for k, v in node.value if k.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None
