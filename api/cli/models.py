"""`nuanban models`: the models that the ears hear by."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.table import Table

from api.cli.telling import console, fail, step, tell
from api.settings import Settings, read_settings
from bot.expecting import ANYTHING
from voice.audio import RATE, silence
from voice.ears import EarsMissing, NotHeard
from voice.ears.choosing import open_ears
from voice.ears.fetching import NotFetched, fetch
from voice.ears.models import DEFAULT, FOLDER, TRIED, Official, differing, find, here, is_model, is_vosk, load_officials, sha256
from voice.ears.trial import fault_of
from voice.ears.unpacking import NotUnpacked, unpacked

app = typer.Typer(help="Models that the ears hear by.", no_args_is_help=True)


@dataclass(frozen=True)
class Row:
    """A model that is here, or could be."""

    name: str
    language: str
    megabytes: int | None
    here: bool
    in_use: bool
    lists: bool | None
    licence: str
    fit_for: str


@app.command("list", epilog="Example: nuanban models list --json")
def list_models(as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """List what is here, what is in use, and what can be had."""
    rows = list(_rows(read_settings()))
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2))
        return
    table = Table("", "model", "language", "MB", "takes lists", "licence", "for", box=None, pad_edge=False)
    for row in rows:
        lists = {True: "yes", False: "no", None: ""}[row.lists]
        mark = "in use" if row.in_use else "here" if row.here else ""
        table.add_row(mark, row.name, row.language, str(row.megabytes or ""), lists, row.licence, row.fit_for)
    Console(highlight=False, markup=False, width=None if Console().is_terminal else 200).print(table)


@app.command("get", epilog="Example: nuanban models get vosk-model-small-cn-0.22")
def get(
    what: Annotated[str, typer.Argument(help="A name of `models list`, an address, a ZIP file or an unpacked folder.")] = DEFAULT,
    again: Annotated[bool, typer.Option("--again", help="Put it in place of the one that is here.")] = False,
    unverified: Annotated[bool, typer.Option("--unverified", help="Take from the network what no checksum is known of.")] = False,
) -> None:
    """Fetch a model, or take it from a file or a folder; a download that was cut goes on."""
    settings = read_settings()
    folder = settings.home / FOLDER
    officials = load_officials(settings.data)
    name = _name(what)
    if not re.fullmatch(r"\w[\w.-]*", name):
        fail(f"{what} gives no name for a model: letters, digits, dots and dashes are wanted")
    official = officials.get(name)
    local = Path(what).expanduser()
    if (folder / name).exists() and not again:
        fail(f"{name} is here already; `nuanban models get {what} --again` puts it anew")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if local.is_dir():
            _take_folder(local, folder / name, official)
        elif local.is_file():
            _take_archive(local, folder / name, official)
        else:
            _download(what, folder / name, official, officials, unverified=unverified)
    except (NotFetched, NotUnpacked) as error:
        fail(error)
    except OSError as error:
        fail(f"{target_of(error) or folder} cannot be written ({error.strerror or error}); make room there and try again")
    tell(f"{folder / name} is there; `nuanban models check {name}` lets it hear")


@app.command("check", epilog="Example: nuanban models check vosk-model-small-cn-0.22")
def check(
    model: Annotated[str | None, typer.Argument(help="A name or a path; without one, the model in use.")] = None,
) -> None:
    """See whether a model is whole: its files, their checksums where known, and whether it hears."""
    settings = read_settings()
    folder = settings.home / FOLDER
    try:
        path = find(model or settings.hearing_model, folder)
        official = load_officials(settings.data).get(path.name)
        wrong = differing(path, official.files) if official else []
        if wrong:
            fail(f"{', '.join(wrong)} in {path} {'is' if len(wrong) == 1 else 'are'} not as published: {_anew(path)}")
        with step(f"letting {path.name} hear"):
            fault = fault_of(path, folder / TRIED, afresh=True) if is_vosk(path) else None
            if fault:
                fail(f"{fault}: {_anew(path)}")
            heard = asyncio.run(_second_of_silence(path, folder))
    except EarsMissing as error:
        fail(error)
    if heard != NotHeard("silence"):
        fail(f"{path.name} hears {heard} in a second of silence")
    typer.echo(f"{path}: whole, hears{', as published' if official and official.files else ''}")


def target_of(error: OSError) -> str | None:
    """The file that an error is about."""
    return str(error.filename) if error.filename else None


def _rows(settings: Settings) -> list[Row]:
    folder = settings.home / FOLDER
    try:
        used: Path | None = find(settings.hearing_model, folder)
    except EarsMissing:
        used = None
    officials = load_officials(settings.data)
    there = {path.name: path for path in here(folder)}
    if used is not None:
        there.setdefault(used.name, used)
    rows = [_row(one.name, one, there.get(one.name), used) for one in officials.values()]
    return rows + [_row(name, None, path, used) for name, path in there.items() if name not in officials]


def _row(name: str, official: Official | None, path: Path | None, used: Path | None) -> Row:
    if official is None:
        return Row(name, "", None, path is not None, path == used, None, "", str(path))
    in_use = path is not None and path == used
    return Row(
        name, official.language, official.megabytes, path is not None, in_use, official.lists, official.licence, official.fit_for["en"]
    )


def _name(what: str) -> str:
    """Under which name the model will lie here: the last part of its path or address, without .zip."""
    path = urlsplit(what).path if "://" in what else what
    return Path(path.rstrip("/")).name.removesuffix(".zip")


def _download(what: str, target: Path, official: Official | None, officials: dict[str, Official], *, unverified: bool) -> None:
    if "://" not in what and official is None:
        fail(f"{what} is neither a file, a folder, an address nor one of: {', '.join(officials)}")
    if not (official and official.verified) and not unverified:
        fail(f"no checksum of {target.name} is known; `nuanban models get {what} --unverified` takes it as it comes")
    url = what if "://" in what else official.url if official else what
    archive = target.with_name(f"{target.name}.zip")
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn(), console=console
    )
    with bar:
        task = bar.add_task(target.name, total=None)
        fetch(url, archive, official.sha256 if official else None, lambda done, of: bar.update(task, completed=done, total=of))
    tell(f"SHA-256 {sha256(archive)}")
    try:
        _take_archive(archive, target, official)
    finally:
        archive.unlink()


def _take_archive(archive: Path, target: Path, official: Official | None) -> None:
    if official and official.sha256 and sha256(archive) != official.sha256:
        fail(f"{archive} is not {official.name} as published (its SHA-256 differs): fetch it anew")
    with step(f"unpacking {archive.name}"), unpacked(archive, target.parent) as model:
        _as_published(model, official, archive)
        _put(model, target)


def _take_folder(source: Path, target: Path, official: Official | None) -> None:
    if not is_model(source):
        fail(f"{source} holds no model: am/final.mdl (Vosk) or tokens.txt (sherpa-onnx) is missing")
    _as_published(source, official, source)
    with step(f"copying {source}"), tempfile.TemporaryDirectory(prefix=".copying-", dir=target.parent, ignore_cleanup_errors=True) as place:
        copy = Path(shutil.copytree(source, Path(place) / target.name))
        _put(copy, target)


def _as_published(model: Path, official: Official | None, source: Path) -> None:
    wrong = differing(model, official.files) if official else []
    if wrong:
        fail(f"{source} is not {model.name} as published ({', '.join(wrong[:3])}): fetch it anew, or give it another name")


def _put(model: Path, target: Path) -> None:
    """Moves the model to its place in one step; one that was there goes only then."""
    if target.exists():
        with tempfile.TemporaryDirectory(prefix=".replaced-", dir=target.parent) as aside:
            target.rename(Path(aside) / target.name)
            model.rename(target)
        return
    model.rename(target)


def _anew(path: Path) -> str:
    return f"`nuanban models get {path.name} --again`"


async def _second_of_silence(path: Path, folder: Path) -> object:
    listening = open_ears("auto", str(path), folder).listen(RATE, ANYTHING)
    await listening.feed(silence(1).pcm)
    return await listening.finish()
