"""How the command line speaks: progress on standard error, one sentence and exit code 1 for a failure."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console

console = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)
"""For people; standard output is for what was asked for."""


@contextmanager
def step(doing: str) -> Iterator[None]:
    """Says what is being done, and afterwards how many seconds it took."""
    start = time.monotonic()
    with console.status(f"{doing} …"):
        yield
    console.print(f"{doing}: {time.monotonic() - start:.1f} s")


def tell(sentence: str) -> None:
    """Says one thing."""
    console.print(sentence)


def fail(sentence: object) -> NoReturn:
    """Ends the command: the thing asked for failed, and this is why and what to do."""
    console.print(f"nuanban: {sentence}")
    raise typer.Exit(1)


def misuse(sentence: object) -> NoReturn:
    """Ends the command: it was used wrongly."""
    console.print(f"nuanban: {sentence}")
    raise typer.Exit(2)
