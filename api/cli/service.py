"""`nuanban service`: begin, check and read the file of a service."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.cli import service_schema, service_template
from api.cli.service_page import page
from api.cli.telling import fail, misuse, tell
from api.settings import read_settings
from bot.catalogue import DataError, Service, care, load_catalogue
from bot.catalogue.load import parse, read_yaml

app = typer.Typer(help="One-thing services, one file each.", no_args_is_help=True, rich_markup_mode=None)


@app.command(epilog="Example: nuanban service new library_card")
def new(id: Annotated[str, typer.Argument(help="Lower-case letters, digits and _.")]) -> None:
    """Begin a service: its file, and its examples of how people say it."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", id):
        misuse(f"{id!r} cannot be an id: lower-case letters, digits and _, beginning with a letter")
    data = read_settings().data
    files = {
        data / "services" / f"{id}.yml": service_template.service(id, date.today()),
        data / "nlu" / f"{id}.yml": service_template.examples(id),
    }
    for path in files:
        if path.exists():
            fail(f"{path} is there already; nothing was written")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        typer.echo(path)
    tell(f"fill in both; `nuanban service check {id}` says what is still missing")


@app.command(epilog="Example: nuanban service check --json")
def check(
    id: Annotated[str | None, typer.Argument(help="One service; all when left out.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    older_than: Annotated[int, typer.Option(min=1, help="Days after which a file should be compared with its sources again.")] = care.OLD,
) -> None:
    """Say what is wrong in the catalogue, and what has grown old."""
    faults, warnings = found_wrong(id, date.today(), older_than)
    if as_json:
        typer.echo(json.dumps({"faults": faults, "warnings": warnings}, ensure_ascii=False, indent=2))
    else:
        for line in (*faults, *(f"{warning} (a warning)" for warning in warnings)):
            typer.echo(line)
    if faults:
        fail("residents should not be told of this while these are there")
    tell(f"{id or 'the catalogue'} can be used")


@app.command(epilog="Example: nuanban service show SERVICE --region yunhe")
def show(
    id: Annotated[str, typer.Argument(help="The service's id.")],
    region: Annotated[str | None, typer.Option(help="As it is in this region of data/regions.yml.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show a service as residents are told of it."""
    catalogue = load_catalogue(read_settings().data)
    if id not in catalogue.services:
        fail(f"there is no service {id}; there are {', '.join(sorted(catalogue.services))}")
    if region is not None and catalogue.regions.get(region) is None:
        fail(f"there is no region {region}; there are {', '.join(sorted(catalogue.regions.regions))}")
    service = catalogue.in_region(id, region)
    typer.echo(service.model_dump_json(indent=2) if as_json else page(service))


@app.command(epilog="Example: nuanban service schema")
def schema() -> None:
    """Write data/schema/service.json, by which editors complete and check the files."""
    path = read_settings().data / "schema" / "service.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(service_schema.text(), encoding="utf-8")
    typer.echo(path)


def found_wrong(id: str | None, today: date, older_than: int = care.OLD) -> tuple[list[str], list[str]]:
    """Faults, with which nothing should go to residents, and warnings. Of one service, or of all."""
    data = read_settings().data
    if id is not None:
        path = data / "services" / f"{id}.yml"
        try:
            services = [parse(path, read_yaml(path), Service)]
        except DataError as error:
            return str(error).splitlines(), []
    try:
        catalogue = load_catalogue(data)
    except DataError as error:
        lines = str(error).splitlines()
        return [line for line in lines if id is None or f"{id}.yml" in line], []
    if id is None:
        services = list(catalogue.services.values())
    mine = tuple(f"{service.id}:" for service in services)
    faults = [line for line in care.faults(catalogue, today) if line.startswith(mine)]
    warnings = [line for line in care.warnings(catalogue, today, older_than) if line.startswith(mine)]
    unsaid = [s.id for s in services if not has_examples(data / "nlu" / f"{s.id}.yml")]
    warnings += [f"data/nlu/{id}.yml has no examples: nobody who wants this service is understood" for id in unsaid]
    return faults, warnings


def has_examples(path: Path) -> bool:
    """Whether the file says at least one way of putting it, in every block that it begins."""
    if not path.exists():
        return False
    blocks = read_yaml(path)["nlu"]
    return all(any(line.strip("- ") for line in str(block["examples"]).splitlines()) for block in blocks)
