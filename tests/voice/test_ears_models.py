"""Fetching, unpacking and choosing models: against a server at the edge that cuts, lies and dawdles, and archives that strangers made."""

from __future__ import annotations

import hashlib
import io
import stat
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from api.settings import ROOT
from bot.catalogue import DataError
from tests.voice.spoken import MODEL
from voice.ears.fetching import NotFetched, fetch
from voice.ears.models import DEFAULT, differing, find, load_officials
from voice.ears.unpacking import NotUnpacked, unpacked

CONTENT = bytes(range(256)) * 2000
SUM = hashlib.sha256(CONTENT).hexdigest()


@dataclass
class Depot:
    """Serves CONTENT under any name, with ranges; may cut each answer short, or refuse."""

    url: str = ""
    cut_after: int | None = None
    ranges: bool = True
    statuses: list[int] = field(default_factory=list)
    """Answers to the next requests, before it serves."""
    asked: list[str | None] = field(default_factory=list)


@pytest.fixture
def depot() -> Iterator[Depot]:
    place = Depot()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.headers["Range"]
            place.asked.append(asked)
            status = place.statuses.pop(0) if place.statuses else 200
            if status != 200:
                self.send_error(status)
                return
            start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and place.ranges else 0
            if start >= len(CONTENT):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(CONTENT)}")
                self.end_headers()
                return
            self.send_response(206 if asked and place.ranges else 200)
            self.send_header("Content-Length", str(len(CONTENT) - start))
            if asked and place.ranges:
                self.send_header("Content-Range", f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}")
            self.end_headers()
            self.wfile.write(CONTENT[start : start + place.cut_after if place.cut_after else None])

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    place.url = f"http://127.0.0.1:{server.server_address[1]}/model.zip"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield place
    server.shutdown()
    server.server_close()


def test_a_file_is_fetched_and_its_progress_told(depot: Depot, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    fetch(depot.url, tmp_path / "model.zip", SUM, lambda done, of: told.append((done, of)))
    assert (tmp_path / "model.zip").read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert [path.name for path in tmp_path.iterdir()] == ["model.zip"]


def test_a_download_that_is_cut_goes_on_where_it_was(depot: Depot, tmp_path: Path) -> None:
    depot.cut_after = 200_000
    fetch(depot.url, tmp_path / "model.zip", SUM, pause=0)
    assert (tmp_path / "model.zip").read_bytes() == CONTENT
    assert depot.asked == [None, "bytes=200000-", "bytes=400000-"]


def test_a_second_run_goes_on_where_the_first_gave_up(depot: Depot, tmp_path: Path) -> None:
    depot.cut_after = 250_000
    depot.statuses = [200, 503, 503, 503, 503, 503]
    with pytest.raises(NotFetched, match="the same command goes on with it"):
        fetch(depot.url, tmp_path / "model.zip", SUM, pause=0)
    assert [path.name for path in tmp_path.iterdir()] == ["model.zip.part"]
    fetch(depot.url, tmp_path / "model.zip", SUM, pause=0)
    assert (tmp_path / "model.zip").read_bytes() == CONTENT
    assert depot.asked[-2:] == ["bytes=250000-", "bytes=500000-"]


def test_a_server_without_ranges_sends_all_again_and_nothing_is_doubled(depot: Depot, tmp_path: Path) -> None:
    (tmp_path / "model.zip.part").write_bytes(CONTENT[:1000])
    depot.ranges = False
    fetch(depot.url, tmp_path / "model.zip", SUM)
    assert (tmp_path / "model.zip").read_bytes() == CONTENT


def test_a_file_that_was_whole_already_is_only_named(depot: Depot, tmp_path: Path) -> None:
    (tmp_path / "model.zip.part").write_bytes(CONTENT)
    fetch(depot.url, tmp_path / "model.zip", SUM)
    assert (tmp_path / "model.zip").read_bytes() == CONTENT


def test_a_server_that_stumbles_is_asked_again(depot: Depot, tmp_path: Path) -> None:
    depot.statuses = [503, 500]
    fetch(depot.url, tmp_path / "model.zip", SUM, pause=0)
    assert len(depot.asked) == 3


def test_a_wrong_sum_is_refused_and_the_file_thrown_away(depot: Depot, tmp_path: Path) -> None:
    with pytest.raises(NotFetched) as refused:
        fetch(depot.url, tmp_path / "model.zip", "0" * 64)
    assert "is not the file it should be" in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_there_is_told_at_once(depot: Depot, tmp_path: Path) -> None:
    depot.statuses = [404]
    with pytest.raises(NotFetched, match="answers 404; check the name with `nuanban models list`"):
        fetch(depot.url, tmp_path / "model.zip", SUM)
    assert len(depot.asked) == 1


def test_without_a_network_it_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotFetched) as refused:
        fetch("http://127.0.0.1:9/model.zip", tmp_path / "model.zip", SUM, pause=0)
    assert "fetch it on another machine, bring it here, and `nuanban models get model.zip`" in str(refused.value)


# --- archives ------------------------------------------------------------------------------------


def archive(path: Path, files: dict[str, bytes], attributes: int = 0) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = attributes << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, content)
    return path


GOOD = {"small/am/final.mdl": b"model", "small/conf/model.conf": b"conf"}


def test_an_archive_gives_the_folder_of_the_model_and_nothing_stays(tmp_path: Path) -> None:
    with unpacked(archive(tmp_path / "m.zip", GOOD), tmp_path / "models") as model:
        assert (model.name, (model / "am" / "final.mdl").read_bytes()) == ("small", b"model")
    assert list((tmp_path / "models").iterdir()) == []


def test_an_archive_without_a_folder_of_its_own_is_taken_too(tmp_path: Path) -> None:
    flat = {name.removeprefix("small/"): content for name, content in GOOD.items()}
    with unpacked(archive(tmp_path / "m.zip", flat), tmp_path / "models") as model:
        assert sorted(path.name for path in model.iterdir()) == ["am", "conf"]


@pytest.mark.parametrize("name", ["../outside", "small/../../outside", "/tmp/outside", "C:\\outside", "small\\..\\outside"])
def test_an_archive_that_wants_out_of_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    with (
        pytest.raises(NotUnpacked, match="wants to write outside its folder"),
        unpacked(archive(tmp_path / "m.zip", GOOD | {name: b"!"}), tmp_path / "models"),
    ):
        pass
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["m.zip", "models"]


def test_links_are_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(NotUnpacked, match="something that is no file"),
        unpacked(archive(tmp_path / "m.zip", {"small/am": b"/etc"}, stat.S_IFLNK | 0o777), tmp_path / "models"),
    ):
        pass


def test_bombs_are_refused_before_and_while_they_unpack(tmp_path: Path) -> None:
    bomb = archive(tmp_path / "bomb.zip", GOOD | {"small/zeros": b"\0" * 30_000_000})
    with pytest.raises(NotUnpacked, match="too much for a model"), unpacked(bomb, tmp_path / "models"):
        pass
    lying = bomb.read_bytes().replace((30_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    (tmp_path / "lying.zip").write_bytes(lying)
    with pytest.raises(NotUnpacked), unpacked(tmp_path / "lying.zip", tmp_path / "models"):
        pass
    many = archive(tmp_path / "many.zip", {f"small/{at}": b"" for at in range(2_001)})
    with pytest.raises(NotUnpacked, match="holds 2001 files"), unpacked(many, tmp_path / "models"):
        pass


@pytest.mark.parametrize("content", [b"", b"<html>log in</html>", b"PK\x05\x06"])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.zip").write_bytes(content)
    with pytest.raises(NotUnpacked, match="is no ZIP archive"), unpacked(tmp_path / "m.zip", tmp_path / "models"):
        pass


def test_a_damaged_archive_and_one_of_something_else_are_refused(tmp_path: Path) -> None:
    whole = io.BytesIO(archive(tmp_path / "m.zip", {"small/am/final.mdl": CONTENT}).read_bytes()).getvalue()
    (tmp_path / "hurt.zip").write_bytes(whole[:100] + b"\xff" * 50 + whole[150:])
    with pytest.raises(NotUnpacked, match="damaged"), unpacked(tmp_path / "hurt.zip", tmp_path / "models"):
        pass
    with pytest.raises(NotUnpacked, match="holds no model"), unpacked(archive(tmp_path / "p.zip", {"a.png": b"!"}), tmp_path / "models"):
        pass


# --- which there are -----------------------------------------------------------------------------


def test_the_table_of_models_can_be_read_and_begins_with_the_default() -> None:
    officials = load_officials(ROOT / "data")
    assert next(iter(officials)) == DEFAULT
    assert officials[DEFAULT].url == "https://alphacephei.com/vosk/models/vosk-model-small-cn-0.22.zip"
    assert [name for name, one in officials.items() if one.verified] == [DEFAULT]


def test_a_fault_in_the_table_names_its_place(tmp_path: Path) -> None:
    (tmp_path / "voice").mkdir()
    (tmp_path / "voice" / "models.yml").write_text("- {name: x, language: xx}")
    with pytest.raises(DataError, match=r"models\.yml: 0\.language"):
        load_officials(tmp_path)


def test_a_model_is_found_by_path_by_name_and_the_default_before_others(tmp_path: Path) -> None:
    for name in ("another", DEFAULT):
        (tmp_path / name / "am").mkdir(parents=True)
        (tmp_path / name / "am" / "final.mdl").touch()
    assert find(None, tmp_path) == tmp_path / DEFAULT
    assert find("another", tmp_path) == tmp_path / "another"
    assert find(str(MODEL), tmp_path) == MODEL
    (tmp_path / DEFAULT / "am" / "final.mdl").unlink()
    assert find(None, tmp_path) == tmp_path / "another"


def test_a_file_that_differs_from_what_was_published_is_named(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(CONTENT)
    assert differing(tmp_path, {"one": SUM}) == []
    assert differing(tmp_path, {"one": "0" * 64, "two": SUM}) == ["one", "two"]
