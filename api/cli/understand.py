"""`nuanban understand`: what the model makes of sentences, without a server."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from api import rasa_project
from api.cli.telling import fail, misuse
from api.cli.train import trained_model
from api.labelled import NotUnderstood, ask_rasa
from api.settings import load_settings
from bot.chinese import normalise


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog='Example: echo \'{"text": "我想办退休"}\' | nuanban understand')(understand)


def understand(
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, allow_dash=True, help="JSONL; standard input when left out.")
    ] = None,
) -> None:
    """Say service and act of every line {"text": …}, one JSON line each, nothing else on standard output."""
    settings = load_settings()
    source = sys.stdin.read() if file is None or str(file) == "-" else file.read_text(encoding="utf-8")
    lines = [json.dumps({"text": text, "heard": normalise(text)}) for text in texts(source)]
    command = rasa_project.understand_command(trained_model(settings).path)
    try:
        typer.echo(ask_rasa(settings, command, "\n".join(lines)), nl=False)
    except NotUnderstood as error:
        fail(f"the model could not be asked:\n{error}")


def texts(source: str) -> list[str]:
    """The sentences of JSONL. Ends the command, naming the line, when one is not as it should be."""
    found = []
    for number, line in enumerate(source.splitlines(), 1):
        if line.strip():
            found.append(_text(number, line))
    return found


def _text(number: int, line: str) -> str:
    try:
        content = json.loads(line)
    except json.JSONDecodeError as error:
        misuse(f"line {number} is not JSON ({error.msg})")
    if not isinstance(content, dict) or not isinstance(content.get("text"), str):
        misuse(f'line {number} has no "text": each line is an object such as {{"text": "我想办退休"}}')
    return str(content["text"])
