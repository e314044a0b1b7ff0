"""`nuanban listen`: what the ears hear in a recording."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import structlog
import typer

from api.cli.telling import fail, misuse, tell
from api.settings import Settings, read_settings
from bot.expecting import Expecting
from voice.audio import BadSound, read_wav
from voice.ears import EarsMissing, Heard, NotHeard, Recognizer
from voice.ears.choosing import open_ears
from voice.ears.models import FOLDER
from voice.ears.whole import hear
from voice.words import load_words


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog="Example: nuanban listen question.wav --expect 是,不是")(listen)


def listen(
    file: Annotated[Path, typer.Argument(help="A WAV file: 16 bits, one channel, any rate.")],
    as_json: Annotated[bool, typer.Option("--json", help="For programs: with confidences, words and alternatives.")] = False,
    expect: Annotated[str, typer.Option(help="What answers the question, with commas between: 是,不是.")] = "",
    digits: Annotated[bool, typer.Option("--digits", help="Digits are expected, said one by one.")] = False,
) -> None:
    """Hear a recording and print it. Exit code 1 when there is no model, or no words in it."""
    if expect and digits:
        misuse("either --expect or --digits")
    answers = tuple(answer.strip() for answer in expect.split(",") if answer.strip())
    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))  # standard output is for what was heard
    expecting = Expecting("digits" if digits else "closed" if answers else "free", answers)
    try:
        audio = read_wav(file)
        heard = asyncio.run(hear(ears(read_settings()), audio, expecting))
    except (BadSound, OSError, EarsMissing) as error:
        fail(error)
    if as_json:
        typer.echo(json.dumps(asdict(heard), ensure_ascii=False, indent=2))
    elif isinstance(heard, Heard):
        typer.echo(heard.text)
        tell(f"confidence {heard.confidence:.2f}{''.join(f'; or: {text}' for text in heard.alternatives)}")
    if isinstance(heard, NotHeard):
        fail(f"no words in {file}: {heard.why}")


def ears(settings: Settings) -> Recognizer:
    """The recogniser that the settings name. Raises EarsMissing."""
    always = load_words(settings.data / "voice" / "talking.yml").commands
    return open_ears(settings.recognizer, settings.hearing_model, settings.home / FOLDER, always)
