"""`nuanban evaluate`: how well sentences are understood that training never saw."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api import rasa_project
from api.cli import evaluation_tables
from api.cli.telling import fail, misuse, step, tell
from api.cli.train import trained_model
from api.labelled import (
    Labelled,
    NotLabelled,
    NotUnderstood,
    ask_rasa,
    cross_validated,
    read_labelled,
    taught,
    understood,
    unseen_files,
)
from api.settings import Settings, load_settings, private_folder
from bot.acts import LONE_ACTS
from bot.catalogue import load_catalogue
from bot.measuring import Answer, acts, services, shares

OWN = "data/nlu"
"""What a cross-validation of our own examples is called."""


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog="Example: nuanban evaluate our_letters.jsonl --folds 5")(evaluate)


def evaluate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(exists=True, dir_okay=False, help="Labelled JSONL; the sets of data/unseen when left out.", show_default=False),
    ] = None,
    folds: Annotated[int, typer.Option(min=0, help="Cross-validate: the examples of data/nlu, or the files, in so many parts.")] = 0,
    errors: Annotated[int, typer.Option(min=0, help="How many of the surest errors are shown.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: the figures of each set.")] = False,
) -> None:
    """Measure understanding: figures, a row for each class, what is taken for what, the surest errors, a picture."""
    settings = load_settings()
    try:
        answers = _measure(settings, files or [], folds)
    except NotLabelled as error:
        misuse(error)
    except NotUnderstood as error:
        fail(f"the model could not be asked:\n{error}")
    if as_json:
        typer.echo(json.dumps({name: asdict(shares(found)) for name, found in answers.items()}, ensure_ascii=False, indent=2))
        return
    together = [answer for found in answers.values() for answer in found]
    out = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    for table in evaluation_tables.tables(answers, together, errors):
        out.print(table)
    tell(f"drawn in {_draw(settings, together)}")


def _measure(settings: Settings, files: Sequence[Path], folds: int) -> dict[str, list[Answer]]:
    """Set name → what was understood. Without files: the committed sets, or our own examples when they are cross-validated."""
    known = load_catalogue(settings.data).services
    if folds == 1:
        misuse("one part cannot be both taught and tried: --folds takes 2 or more")
    if folds and not files:
        lines = taught(settings.data)
        tried = [line for line in lines if line.act in LONE_ACTS]
        with step(f"{OWN}: {len(tried)} sentences in {folds} parts"):
            return {OWN: cross_validated(settings, tried, folds, [line for line in lines if line.act not in LONE_ACTS])}
    sets = {path.stem: read_labelled(path, known) for path in files or unseen_files(settings)}
    if folds:
        with step(f"{len(sets)} files in {folds} parts each"):
            return {name: cross_validated(settings, lines, folds, taught(settings.data)) for name, lines in sets.items()}
    model = trained_model(settings).path
    with step(f"{sum(map(len, sets.values()))} sentences"):
        return _by_set(sets, understood(settings, model, [line for lines in sets.values() for line in lines]))


def _by_set(sets: dict[str, list[Labelled]], answers: list[Answer]) -> dict[str, list[Answer]]:
    """The answers, in the order of the sets, dealt back to them."""
    rest = iter(answers)
    return {name: list(islice(rest, len(lines))) for name, lines in sets.items()}


def _draw(settings: Settings, answers: list[Answer]) -> Path:
    """What was taken for what, as a picture."""
    file = private_folder(settings.home / "evaluation") / "confusion.png"
    squares = [{"title": name, "pairs": [labels(a) for a in answers]} for name, labels in (("act", acts), ("service", services))]
    ask_rasa(settings, rasa_project.plot_command(file), json.dumps(squares))
    return file
