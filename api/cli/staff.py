"""`nuanban staff`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from api.cli.databases import migrate_database
from api.cli.telling import fail, tell
from api.settings import load_settings

app = typer.Typer(help="Members of staff, who read what was said.", no_args_is_help=True, rich_markup_mode=None)


@app.command(epilog="Example: nuanban staff add lihua")
def add(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")] = False,
) -> None:
    """Let somebody sign in at /staff. Asks for the password; it is never an argument."""
    from api.staff import accounts
    from bot.database import open_database

    password = sys.stdin.readline().rstrip("\n") if password_stdin else typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    settings = load_settings()
    migrate_database(settings)
    _, sessions = open_database(settings.database_url)
    try:
        with sessions.begin() as session:
            accounts.add(session, name, password)
    except accounts.AccountRefused as refused:
        fail(f"{refused}; nothing was written")
    tell(f"{name} can sign in at {settings.url}/staff")


@app.command(epilog="Example: nuanban staff remove lihua")
def remove(name: Annotated[str, typer.Argument(help="The name that signs in.")]) -> None:
    """Let somebody sign in no more; sessions that are open end. What they have marked stays."""
    from api.staff import accounts
    from bot.database import open_database

    settings = load_settings()
    _, sessions = open_database(settings.database_url)
    with sessions.begin() as session:
        if not accounts.remove(session, name):
            fail(f"nobody is called {name}; nothing was changed")
    tell(f"{name} can no longer sign in")
