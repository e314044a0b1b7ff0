"""`nuanban case`: what was handed in, and how far it is. Nothing here says whose a case is."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from actions import cases
from actions.cases import CaseState, CaseView, ItemView
from actions.cases.working_days import CHINA
from api.cli.case_photos import write_photos
from api.cli.telling import fail, misuse, tell
from api.settings import Settings, load_settings
from api.vault import Cipher, load_keys
from api.wechat.news import news_port
from bot.catalogue import Catalogue, load_catalogue
from bot.database import Sessions, open_database, reading
from bot.receipt import parse_receipt, show_receipt
from bot.say import load_sentences

app = typer.Typer(help="Cases that were handed in, and how far they are.", no_args_is_help=True, rich_markup_mode=None)

LONGEST_NAME = 64
"""Characters of a name in the list of what happened."""

Receipt = Annotated[str, typer.Argument(help="The receipt number; with spaces too, between quotation marks.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


@app.command("list", epilog="Example: nuanban case list --state submitted")
def list_cases(
    state: Annotated[CaseState | None, typer.Option(help="Only cases in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List cases, the newest first."""
    settings = load_settings()
    with reading(_sessions(settings)) as session:
        found = cases.newest(session, limit, _now(), state)
    if as_json:
        typer.echo(json.dumps([_fields(case) for case in found], ensure_ascii=False, indent=2))
        return
    table = Table("receipt", "service", "region", "state", "handed in", "items done", "late", box=None, pad_edge=False)
    for case in found:
        done, late = (sum(marks) for marks in zip(*((one.state == "done", one.late) for one in case.items), strict=True))
        day = f"{case.submitted_at.astimezone(CHINA):%Y-%m-%d}"
        table.add_row(_grouped(case), case.service, case.region, case.state, day, f"{done} of {len(case.items)}", str(late or ""))
    _print(table)


@app.command(epilog="Example: nuanban case show '4831 0275 9946'")
def show(receipt: Receipt, as_json: AsJson = False) -> None:
    """Show one case with its items."""
    settings = load_settings()
    with reading(_sessions(settings)) as session:
        case = cases.case_by_receipt(session, _number(receipt), _now())
        photos = cases.photo_counts(session, [case.receipt]).get(case.receipt, 0) if case else 0
    if case is None:
        fail("there is no case with this receipt number")
    _tell_case(case, load_catalogue(settings.data), as_json, photos)


@app.command(epilog="Example: nuanban case photos 483102759946 --into to-the-department")
def photos(
    receipt: Receipt,
    into: Annotated[Path, typer.Option(help="A folder; made where there is none. No file in it is written over.")],
    by: Annotated[str | None, typer.Option(help="Who asks for them; else the name of this machine's account.")] = None,
) -> None:
    """Write a case's photographs out, for the department that works on it; that it was done is noted with the case."""
    name, number, settings = _name(by if by is not None else getuser()), _number(receipt), load_settings()
    keys = load_keys(settings.vault_key.get_secret_value() if settings.vault_key else None, settings.home / "keys" / "vault.key")
    with _sessions(settings).begin() as session:
        try:
            found = cases.photos_of(session, Cipher(keys), number)
            written = write_photos(found, number, into)
            cases.note_photos_given(session, number, by=name, now=_now())
        except cases.UnknownCase:
            fail("there is no case with this receipt number; nothing was written")
        except ValueError as fault:
            fail(f"a photograph cannot be opened ({fault}): it was changed, or sealed with another key; nothing was written")
        except OSError as fault:
            fail(f"{fault.filename or into}: {fault.strerror}; nothing more was written")
    for file in written:
        typer.echo(file)
    tell(f"{len(written)} photographs in {into}" if written else "this case has no photographs")


@app.command(epilog="Example: nuanban case move 483102759946 --item register done --by lihua")
def move(
    receipt: Receipt,
    state: Annotated[CaseState, typer.Argument(help="submitted and blocked are one: which of them follows from the other items.")],
    by: Annotated[str, typer.Option(help="Whose word it is: a member of staff.")],
    item: Annotated[str | None, typer.Option(help="Key of the item, as `case show` prints it; else all that are not done.")] = None,
    as_json: AsJson = False,
) -> None:
    """Note that a department says how far it is; the applicant hears of it where they have asked to."""
    name, settings = _name(by), load_settings()
    sentences, catalogue = load_sentences(settings.data / "say"), load_catalogue(settings.data)
    news = news_port(settings, lambda: sentences, lambda: catalogue, _now)
    try:
        with _sessions(settings).begin() as session:
            case = cases.move(session, news, receipt=_number(receipt), item=item, state=state, by=name, now=_now())
    except cases.UnknownCase:
        fail("there is no case with this receipt number; nothing was changed")
    except cases.UnknownItem as unknown:
        fail(f"this case has no item {item}, only {', '.join(unknown.items)}; nothing was changed")
    _tell_case(case, catalogue, as_json)


def _tell_case(case: CaseView, catalogue: Catalogue, as_json: bool, photos: int | None = None) -> None:
    if as_json:
        more = {} if photos is None else {"photos": photos}
        typer.echo(json.dumps(_fields(case) | more, ensure_ascii=False, indent=2))
        return
    service = catalogue.services.get(case.service)
    titles = {item.key: item.title.zh for item in service.items} if service else {}
    tell(f"{_grouped(case)}: {service.title.zh if service else case.service}, {case.state}{f', {photos} photographs' if photos else ''}")
    table = Table("item", "", "department", "state", "promised", box=None, pad_edge=False)
    for one in case.items:
        table.add_row(one.key, titles.get(one.key, ""), one.department, _state(one), f"{one.due or ''}{', late' if one.late else ''}")
    _print(table)


def _state(item: ItemView) -> str:
    return f"blocked by {', '.join(item.blocked_by)}" if item.state == "blocked" else item.state


def _fields(case: CaseView) -> dict[str, Any]:
    fields = asdict(case) | {"submitted_at": case.submitted_at.isoformat()}
    return fields | {"items": [asdict(one) | {"due": one.due.isoformat() if one.due else None} for one in case.items]}


def _grouped(case: CaseView) -> str:
    return show_receipt(case.receipt)


def _number(receipt: str) -> str:
    """Twelve digits. Ends the command when these are no receipt number."""
    digits = parse_receipt(receipt)
    if digits is None:
        fail("this is no receipt number: twelve digits, of which the last one checks the others; nothing was changed")
    return digits


def _name(by: str) -> str:
    """Ends the command when this is no name."""
    if not by.strip() or len(by) > LONGEST_NAME:
        misuse(f"--by is a name of at most {LONGEST_NAME} characters")
    return by.strip()


def _sessions(settings: Settings) -> Sessions:
    return open_database(settings.database_url)[1]


def _now() -> datetime:
    return datetime.now(UTC)


def _print(table: Table) -> None:
    Console(highlight=False, markup=False, width=None if Console().is_terminal else 200).print(table)
