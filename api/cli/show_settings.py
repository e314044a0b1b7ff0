"""`nuanban settings`."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import typer
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from rich.console import Console
from rich.table import Table
from sqlalchemy.engine import make_url

from api.settings import Settings, env_name, read_settings, sources

HIDDEN = "(hidden)"


@dataclass(frozen=True)
class Shown:
    """One setting, fit for the eyes of anybody."""

    name: str
    value: str
    default: str
    source: str
    meaning: str


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("settings", epilog="Example: nuanban settings --json")(settings)


def settings(as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Show every setting: its meaning, its default, and where its value came from."""
    rows = shown(read_settings())
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2))
        return
    table = Table("setting", "value", "default", "from", "meaning", box=None, pad_edge=False)
    for row in rows:
        table.add_row(row.name, row.value, row.default, row.source, row.meaning)
    Console(highlight=False, markup=False, width=None if Console().is_terminal else 200).print(table)


def shown(current: Settings) -> list[Shown]:
    """All settings, secrets hidden."""
    came_from = sources(current, os.environ)
    return [
        Shown(env_name(name), _value(getattr(current, name)), _default(field), came_from[name], str(field.description))
        for name, field in Settings.model_fields.items()
    ]


def _default(field: FieldInfo) -> str:
    return "in NUANBAN_HOME" if field.default_factory is not None else _value(field.default)


def _value(value: Any) -> str:
    match value:
        case None:
            return "(none)"
        case SecretStr():
            return HIDDEN if value.get_secret_value() else "(none)"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(value) or "none"
        case str() if "://" in value and "@" in value:
            return make_url(value).render_as_string(hide_password=True)
        case _:
            return str(value)
