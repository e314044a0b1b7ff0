"""`nuanban ledger`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.telling import fail, misuse, tell
from api.settings import load_settings

app = typer.Typer(help="Who read which record, for whom, on what basis, and when.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def ledger() -> None:
    """Keeps `verify` a command of its own while it is the only one."""


@app.command(epilog="Example: nuanban ledger verify --noted 1042:9f2c…")
def verify(
    noted: Annotated[str | None, typer.Option(help="NUMBER:HASH, as an earlier run printed it: shows lines cut off at the end.")] = None,
) -> None:
    """Check that no line was changed or taken out. Prints the newest line as NUMBER:HASH, worth noting elsewhere."""
    from actions import ledger as lines
    from api.vault import Cipher, load_keys
    from bot.database import open_database, reading

    settings = load_settings()
    head = _head(noted) if noted else None
    cipher = Cipher(load_keys(settings.vault_key.get_secret_value() if settings.vault_key else None, settings.home / "keys" / "vault.key"))
    _, sessions = open_database(settings.database_url)
    with reading(sessions) as session:
        found = lines.verify(session, cipher, lines.Head(*head) if head else None)
    match found:
        case lines.Broken(number, why):
            fail(f"line {number} is {why}: the ledger is not as it was written; keep a copy of the database and find out who had it")
        case lines.Intact(newest):
            tell(f"{newest.number} lines, all as they were written")
            typer.echo(f"{newest.number}:{newest.hash}")


def _head(noted: str) -> tuple[int, str]:
    number, _, digest = noted.partition(":")
    if not number.isdigit() or not digest:
        misuse("--noted is NUMBER:HASH, as `nuanban ledger verify` printed it")
    return int(number), digest
