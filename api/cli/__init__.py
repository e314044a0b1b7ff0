"""`nuanban`, the command line. One file a group of commands; exit code 0 ok, 1 failed, 2 wrong use."""

from __future__ import annotations

import os
import sys

import typer

from api.cli import (
    case,
    chat,
    databases,
    doctor,
    evaluate,
    key,
    ledger,
    listen,
    models,
    reload,
    run,
    say,
    service,
    show_settings,
    staff,
    train,
    understand,
    wechat,
)
from api.cli.telling import console
from api.settings import SettingsError
from api.vault import KeyFault
from bot.catalogue import DataError

app = typer.Typer(
    name="nuanban",
    help="暖办: a city's services by talking.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # they may hold personal data
    rich_markup_mode=None,
)

for module in (run, train, doctor, show_settings, chat, say, understand, evaluate, listen, databases, reload):
    module.add_to(app)
app.add_typer(service.app, name="service")
app.add_typer(case.app, name="case")
app.add_typer(staff.app, name="staff")
app.add_typer(ledger.app, name="ledger")
app.add_typer(key.app, name="key")
app.add_typer(models.app, name="models")
app.add_typer(wechat.app, name="wechat")


def main() -> None:
    """What `nuanban` starts. What it writes (databases, keys, logs) is for this user alone."""
    os.umask(0o077)
    try:
        app()
    except (SettingsError, DataError, KeyFault) as error:
        console.print(f"nuanban: {error}")
        sys.exit(1)
