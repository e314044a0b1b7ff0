"""`nuanban train`."""

from __future__ import annotations

from typing import Annotated

import typer

from api import rasa_project
from api.cli.telling import fail, step, tell
from api.settings import Settings, load_settings


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog="Example: nuanban train --again")(train)


def train(again: Annotated[bool, typer.Option("--again", help="Train even if nothing changed.")] = False) -> None:
    """Train the model, if what it is made from has changed."""
    trained = trained_model(load_settings(), again=again)
    if not trained.fresh:
        tell("nothing that the model is made from has changed; `nuanban train --again` trains anyway")
    typer.echo(trained.path)


def trained_model(settings: Settings, *, again: bool = False) -> rasa_project.Trained:
    """The model of the present inputs. Ends the command when it cannot be had."""
    if not rasa_project.BOT_PYTHON.exists():
        fail("Rasa's environment bot/.venv is missing; `make setup` makes it")
    try:
        if not again and (path := rasa_project.model_path(settings)).exists():
            return rasa_project.Trained(path, fresh=False)
        with step("training the model"):
            return rasa_project.train(settings, again=again)
    except FileNotFoundError as error:
        fail(f"{error.filename} is missing; the model is made from it")
    except rasa_project.TrainingFailed as error:
        fail(error)
