"""`nuanban key`."""

from __future__ import annotations

from pathlib import Path

import httpx
import typer
from sqlalchemy.orm import Session

from actions import cases
from api.cli.telling import fail, step, tell
from api.settings import Settings, load_settings
from api.vault import Cipher, Keyring, keys_in_use, load_keys, reseal_secrets
from api.vault.keys import write_keys
from api.wechat import seals
from bot.database import open_database

app = typer.Typer(help="The key that personal data lie sealed with.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def key() -> None:
    """Keeps `rotate` a command of its own while it is the only one."""


@app.command(epilog="Example: nuanban key rotate")
def rotate() -> None:
    """Seal all personal data with a new key, and forget the old one. Every gateway must be stopped meanwhile.

    Whatever ends it in the middle, run it again: until all is sealed anew, both keys are kept. Fingerprints stay as they are. Old
    backups of the database need the old key: keep its file with them.
    """
    settings = load_settings()
    if _answers(settings):
        fail(f"a gateway answers at {settings.url} and would go on with the old key; stop all gateways first")
    file = settings.home / "keys" / "vault.key"
    setting = settings.vault_key.get_secret_value() if settings.vault_key else None
    keys = load_keys(setting, file)
    if len(keys.reading) == 1:
        keys = keys.with_new_key()
        if setting is not None:
            _hand_over(settings, keys)
            fail("put the one line of this file into NUANBAN_VAULT_KEY, and run this command again")
        write_keys(file, keys)
    with step("sealing anew"), open_database(settings.database_url)[1].begin() as session:
        count = _reseal(session, Cipher(keys))
    if setting is not None:
        _hand_over(settings, keys.without_old_keys())
        tell(f"{count} sealed anew; the line of this file is NUANBAN_VAULT_KEY from now on, and the file can go")
        return
    write_keys(file, keys.without_old_keys())
    tell(f"{count} sealed anew; keep a copy of {file} apart from the database")


def _reseal(session: Session, cipher: Cipher) -> int:
    """All rooms in one transaction. Raises SystemExit, and nothing is changed, where a row cannot be read."""
    try:
        count = (
            reseal_secrets(session, cipher.reseal)
            + cases.reseal_payloads(session, cipher.reseal)
            + cases.reseal_photos(session, cipher.reseal_bytes)
            + seals.reseal(session, cipher.reseal)
        )
    except ValueError as fault:
        session.rollback()
        fail(f"something cannot be read ({fault}); nothing was changed, and all keys are kept")
    left = keys_in_use(session) - {cipher.writes}
    assert not left, f"something is still sealed with {left}"
    return count


def _hand_over(settings: Settings, keys: Keyring) -> None:
    """Writes the new setting down for whoever keeps the city's secrets: a terminal is no place for it."""
    file: Path = settings.home / "keys" / "vault.setting"
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(",".join(keys.text().split()) + "\n", encoding="ascii")
    tell(f"{file}")


def _answers(settings: Settings) -> bool:
    """Whether our own door is open on this machine."""
    try:
        httpx.get(f"{settings.url}/healthz", verify=False, trust_env=False, timeout=5)
    except httpx.ConnectError:
        return False
    except httpx.TransportError:
        return True  # somebody is there, and slow
    return True
