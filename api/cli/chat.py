"""`nuanban chat`: talk in the terminal, through the same door as everybody."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Sequence
from typing import Annotated, Any

import httpx
import typer

from api.cli.telling import fail, tell
from api.settings import read_settings
from bot.turn import Choice, Reply, reply_from_json


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog="Example: echo 我想办退休 | nuanban chat")(chat)


def chat(
    url: Annotated[str | None, typer.Option(help="The door; the one of the settings when left out.")] = None,
    language: Annotated[str, typer.Option(help="zh or en.")] = "zh",
) -> None:
    """Talk with the assistant. A choice's number chooses it; Ctrl-D leaves."""
    door = (url or read_settings().url).rstrip("/")
    # With `--url` a certificate is checked; our own door's names the world's name for it.
    with httpx.Client(base_url=door, trust_env=url is not None, verify=url is not None, timeout=60) as client:
        try:
            _talk(client, language)
        except httpx.ConnectError:
            fail(f"nothing answers at {door}; start it with `make run`")
        except httpx.TransportError as error:
            fail(f"the talk with {door} broke off ({type(error).__name__}); start `nuanban chat` again")
        except KeyboardInterrupt:
            tell("")


def _talk(client: httpx.Client, language: str) -> None:
    opened = _body(client.post("/api/v1/conversations", json={"channel": "web", "language": language}))
    client.headers["Authorization"] = f"Bearer {opened['token']}"
    replies = _replies(opened)
    _show(replies)
    while (line := _next_line()) is not None:
        if not line.strip():
            continue
        turn = {"text": chosen(line, replies), "turn_id": uuid.uuid4().hex}
        answer = client.post(f"/api/v1/conversations/{opened['id']}/turns", json=turn)
        if answer.is_client_error and answer.status_code not in {401, 404, 410}:
            tell(_detail(answer))
            continue
        replies = _replies(_body(answer))
        _show(replies)


def chosen(line: str, replies: Sequence[Reply]) -> str:
    """What to send for this line: the value of the choice with this number, else the line itself."""
    choices = offered(replies)
    typed = line.strip()
    if typed in {choice.value for choice in choices} or not (typed.isascii() and typed.isdigit()):
        return line
    number = int(typed)
    return choices[number - 1].value if 1 <= number <= len(choices) else line


def offered(replies: Sequence[Reply]) -> tuple[Choice, ...]:
    """The choices of the last reply."""
    return replies[-1].choices if replies else ()


def _next_line() -> str | None:
    """What was typed, or the next line of a pipe; None at the end."""
    if sys.stdin.isatty():
        try:
            return input("> ")
        except EOFError:
            tell("")
            return None
    line = sys.stdin.readline()
    return line.rstrip("\n") if line else None


def _show(replies: Sequence[Reply]) -> None:
    for reply in replies:
        typer.echo(reply.text)
    for number, choice in enumerate(offered(replies), 1):
        typer.echo(f"  {number}. {choice.title}")
    sys.stdout.flush()


def _replies(body: dict[str, Any]) -> list[Reply]:
    return [reply_from_json(reply) for reply in body["replies"]]


def _body(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_error:
        fail(_detail(answer))
    body: dict[str, Any] = answer.json()
    return body


def _detail(answer: httpx.Response) -> str:
    if "json" in answer.headers.get("content-type", ""):
        problem = answer.json()
        return str(problem.get("detail") or problem.get("title") or f"HTTP {answer.status_code}")
    return f"HTTP {answer.status_code}"
