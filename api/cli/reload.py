"""`nuanban reload`."""

from __future__ import annotations

import httpx
import typer

from api.cli.telling import fail, tell
from api.settings import SECRET_HEADER, load_settings


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog="Example: nuanban service check && nuanban reload")(reload)


def reload() -> None:
    """Let the running door read services and sentences again; no talk is lost."""
    settings = load_settings()
    try:
        # Our own door at our own address; the secret is what both sides trust.
        answer = httpx.post(
            f"{settings.url}/internal/reload",
            headers={SECRET_HEADER: settings.action_secret.get_secret_value()},
            verify=False,
            trust_env=False,
            timeout=30,
        )
    except httpx.TransportError:
        fail(f"nothing answers at {settings.url}; start it with `make run`")
    if answer.is_error:
        fail(f"the door keeps what it had: {_detail(answer)}")
    tell("services and sentences are in force from the next turn")


def _detail(answer: httpx.Response) -> str:
    if answer.headers.get("content-type", "").startswith(("application/json", "application/problem+json")):
        body = answer.json()
        return str(body.get("detail") or body.get("title") or answer.status_code)
    return f"HTTP {answer.status_code}"
