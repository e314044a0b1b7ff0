"""`nuanban migrate` and `nuanban seed`: our tables, and the demonstration's people."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer
from sqlalchemy.exc import OperationalError

from api.cli.telling import fail, step, tell
from api.settings import Settings, load_settings
from bot.catalogue import load_regions


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command(epilog="Example: DATABASE_URL=postgresql://localhost/nuanban nuanban migrate")(migrate)
    app.command(epilog="Example: nuanban seed")(seed)


def migrate() -> None:
    """Bring the database to the newest form of our tables."""
    with step("migrating the database"):
        migrate_database(load_settings())


def seed(afresh: Annotated[bool, typer.Option("--afresh", help="Throw the departments' tables away first.")] = False) -> None:
    """Fill the departments' records with invented people, for the demonstration."""
    settings = load_settings()
    if not settings.demo:
        fail("invented people belong to the demonstration only, and NUANBAN_DEMO is off: nothing was written")
    with step("writing the demonstration's people"):
        people = seed_records(settings, afresh=afresh)
    tell(f"{people} people, every one invented; the page lists some to try" if people else "they are there already")


def migrate_database(settings: Settings) -> None:
    """Our tables, as the newest migration has them. Ends the command when the database cannot be reached."""
    from api.migrate import upgrade

    settings.home.mkdir(parents=True, exist_ok=True)
    try:
        upgrade(settings.database_url)
    except OperationalError as error:
        fail(f"the database of DATABASE_URL cannot be used ({_reason(error)}); check that it runs and that the address is right")


def seed_records(settings: Settings, *, afresh: bool = False) -> int:
    """The departments' demonstration records, and how many people were written. Ends the command when their database cannot be reached."""
    from actions.records.open import open_records
    from actions.records.seed import seed as seed_people

    settings.home.mkdir(parents=True, exist_ok=True)
    engine = open_records(settings.records_url)
    try:
        return seed_people(engine, load_regions(settings.data), date.today(), afresh=afresh)
    except OperationalError as error:
        fail(f"the database of NUANBAN_RECORDS_URL cannot be used ({_reason(error)}); check that it runs and that the address is right")
    finally:
        engine.dispose()


def _reason(error: OperationalError) -> str:
    return str(error.orig).strip().splitlines()[0]
