"""The command line, as somebody types it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner, Result

from api.cli import app, service_schema, service_template
from api.cli.chat import chosen
from api.settings import ROOT
from bot.catalogue import DataError, Service, load_catalogue
from bot.catalogue.care import grown_old
from bot.catalogue.load import parse, read_yaml
from bot.turn import Choice, Reply

DATA = ROOT / "data"


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("DATABASE_URL", "HOST", "PORT", "NUANBAN_RASA_URL", "NUANBAN_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NUANBAN_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def nuanban(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=typed)


def nuanban_program(*arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """As a program of its own, with its exit code and its two outputs."""
    command = [str(Path(sys.executable).parent / "nuanban"), *arguments]
    return subprocess.run(command, input=typed, capture_output=True, text=True, env=os.environ | environment, timeout=60)


def every_command() -> list[list[str]]:
    root: Any = get_command(app)
    found = []
    for name, command in root.commands.items():
        below = getattr(command, "commands", None)
        found += [[name, child] for child in below] if below else [[name]]
    return found


@pytest.mark.parametrize("command", every_command(), ids=" ".join)
def test_every_command_explains_itself_with_an_example(command: list[str]) -> None:
    said = nuanban(*command, "--help")
    assert said.exit_code == 0
    assert "Example: " in said.stdout
    assert "nuanban " + " ".join(command) in said.stdout


def test_the_commands_are_those_of_the_contract() -> None:
    assert sorted(" ".join(command) for command in every_command()) == [
        "case list",
        "case move",
        "case photos",
        "case show",
        "chat",
        "doctor",
        "evaluate",
        "key rotate",
        "ledger verify",
        "listen",
        "migrate",
        "models check",
        "models get",
        "models list",
        "reload",
        "run",
        "say",
        "seed",
        "service check",
        "service new",
        "service schema",
        "service show",
        "settings",
        "staff add",
        "staff remove",
        "train",
        "understand",
        "wechat check",
        "wechat menu",
    ]


@pytest.mark.parametrize("wrong", [["dance"], ["service", "new", "Not An Id"], ["train", "--sideways"], ["understand", "no/such/file"]])
def test_wrong_use_ends_with_two(wrong: list[str]) -> None:
    assert nuanban(*wrong).exit_code == 2


def test_a_setting_that_cannot_be_used_is_one_sentence(home: Path) -> None:
    done = nuanban_program("settings", PORT="lots")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "nuanban: PORT: input should be a valid integer, unable to parse string as an integer\n"


def test_doctor_says_for_programs_what_it_found() -> None:
    said = nuanban("doctor", "--json")
    checks = {check["name"]: check for check in json.loads(said.stdout)}
    assert checks["key files"] == {
        "name": "key files",
        "ok": True,
        "found": "will be made at the first start",
        "remedy": None,
        "needed_for": "run",
    }
    assert said.exit_code == int(any(not c["ok"] and c["needed_for"] == "run" for c in checks.values()))


def test_doctor_names_a_key_that_others_can_read_and_the_remedy(home: Path) -> None:
    key = home / "keys" / "vault.key"
    key.parent.mkdir(parents=True)
    key.write_text("secret")
    key.chmod(0o644)
    said = nuanban("doctor")
    assert said.exit_code == 1
    assert f"MISSING key files: others can read {key}\n        chmod 600 {key}\n" in said.stdout
    assert "secret" not in said.output


@contextmanager
def taken_port() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_run_on_a_taken_port_says_so_and_what_to_do(home: Path) -> None:
    with taken_port() as port:
        done = nuanban_program("run", PORT=str(port))
    assert done.returncode == 1
    assert done.stderr == (f"nuanban: port {port} on 127.0.0.1 is taken; stop what uses it or choose another: PORT={port + 1} make run\n")


def test_run_at_an_address_of_somebody_else_says_so() -> None:
    done = nuanban_program("run", HOST="192.0.2.1")
    assert done.returncode == 1
    assert done.stderr.startswith("nuanban: 192.0.2.1 is no address of this machine; ")


# understand


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ('{"text": "你好"}\n{"text":\n', "nuanban: line 2 is not JSON (Expecting value)\n"),
        ('\n["你好"]\n', 'nuanban: line 2 has no "text": each line is an object such as {"text": "我想办退休"}\n'),
    ],
)
def test_understand_names_the_line_that_is_not_as_it_should_be(typed: str, sentence: str) -> None:
    done = nuanban_program("understand", typed=typed)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence)


# chat


class Door(BaseHTTPRequestHandler):
    """A door that repeats what it hears, and offers two choices."""

    heard: list[str]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/api/v1/conversations":
            self.answer(201, {"id": "c1", "token": "t1", "replies": [self.reply("您好，您想办什么？")]})
        elif self.headers["Authorization"] != "Bearer t1":
            self.answer(401, {"title": "Unauthorized", "detail": "这个令牌不对"})
        elif body["text"] == "太长":
            self.answer(422, {"title": "Too long", "detail": "这句话太长了，请说短一点。"})
        else:
            self.heard.append(body["text"])
            self.answer(200, {"turn_id": body["turn_id"], "replies": [self.reply(f"您说的是：{body['text']}")]})

    def reply(self, text: str) -> dict[str, Any]:
        choices = [{"title": "办退休", "value": "我想办退休"}, {"title": "办社保卡", "value": "我想办社保卡"}]
        return {"text": text, "speech": None, "choices": choices, "expects": None}

    def answer(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def door() -> Iterator[tuple[str, list[str]]]:
    heard: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("ThisDoor", (Door,), {"heard": heard}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", heard
    server.shutdown()
    server.server_close()


def test_a_talk_through_a_pipe(door: tuple[str, list[str]]) -> None:
    url, heard = door
    done = nuanban_program("chat", "--url", url, typed="要带什么\n\n2\n太长\n3\n", no_proxy="*")
    choices = "  1. 办退休\n  2. 办社保卡\n"
    assert (done.returncode, heard) == (0, ["要带什么", "我想办社保卡", "3"])
    assert done.stdout == (
        f"您好，您想办什么？\n{choices}您说的是：要带什么\n{choices}您说的是：我想办社保卡\n{choices}您说的是：3\n{choices}"
    )
    assert done.stderr == "这句话太长了，请说短一点。\n"


def test_chat_without_a_door_says_what_to_do() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    done = nuanban_program("chat", typed="你好\n", PORT=str(port))
    assert (done.returncode, done.stderr) == (1, f"nuanban: nothing answers at http://127.0.0.1:{port}; start it with `make run`\n")


@pytest.mark.parametrize(("typed", "sent"), [("1", "甲"), (" 2 ", "7"), ("7", "7"), ("0", "0"), ("3", "3"), ("１", "１"), ("一", "一")])
def test_a_number_chooses_unless_it_is_itself_an_answer(typed: str, sent: str) -> None:
    assert chosen(typed, [Reply("?", choices=(Choice("甲", "甲"), Choice("七", "7")))]) == sent


# service


@pytest.fixture
def catalogue_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    monkeypatch.setenv("NUANBAN_DATA", str(data))
    return data


def test_a_new_service_stops_the_start_until_it_is_filled_in(catalogue_copy: Path) -> None:
    began = nuanban("service", "new", "library_card")
    files = [catalogue_copy / "services" / "library_card.yml", catalogue_copy / "nlu" / "library_card.yml"]
    assert (began.exit_code, began.stdout) == (0, "".join(f"{path}\n" for path in files))
    with pytest.raises(DataError):
        load_catalogue(catalogue_copy)
    checked = nuanban("service", "check", "library_card", "--json")
    assert checked.exit_code == 1
    faults = json.loads(checked.stdout)["faults"]
    assert f"{files[0]}:5 at title: " in faults[0]
    assert nuanban("service", "new", "library_card").exit_code == 1


def test_every_empty_place_of_the_template_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_text(service_template.service("x", date(2026, 1, 1)), encoding="utf-8")
    with pytest.raises(DataError) as faults:
        parse(path, read_yaml(path), Service)
    empty = [line.split(" at ")[1].split(":")[0] for line in str(faults.value).splitlines() if line.endswith(" is empty; fill it in")]
    assert empty == [
        "title",
        "official_name",
        "names.0",
        "summary",
        "lead",
        "items.0.key",
        "items.0.title",
        "items.0.department",
        "questions.0.key",
        "questions.0.kind",
        "questions.0.ask",
        "questions.0.short",
        "materials.0.title",
        "materials.0.how",
        "who.say",
        "fee.say",
        "time.say",
        "result.say",
        "online.say",
        "counter.say",
        "sources.guide.title",
        "sources.guide.publisher",
    ]


def test_the_schema_for_editors_is_the_models() -> None:
    assert (DATA / "schema" / "service.json").read_text(encoding="utf-8") == service_schema.text()


def test_a_service_can_be_read_as_a_page_and_as_json() -> None:
    catalogue = load_catalogue(DATA)
    for service in catalogue.services.values():
        page = nuanban("service", "show", service.id)
        assert page.stdout.splitlines()[0] == f"{service.title.zh}（{service.id}，{service.official_name}）"
        assert json.loads(nuanban("service", "show", service.id, "--json").stdout)["id"] == service.id


def test_a_service_or_region_that_is_not_there_is_answered_with_those_that_are() -> None:
    catalogue = load_catalogue(DATA)
    one = min(catalogue.services)
    for wrong in (["nothing"], [one, "--region", "nowhere"]):
        said = nuanban("service", "show", *wrong)
        assert said.exit_code == 1
        assert "; there are " in said.stderr


def test_the_catalogue_as_it_is_can_be_used() -> None:
    said = nuanban("service", "check", "--json")
    assert (said.exit_code, json.loads(said.stdout)["faults"]) == (0, [])


def test_a_file_that_was_not_looked_at_for_long_is_warned_of() -> None:
    service = next(iter(load_catalogue(DATA).services.values()))
    looked = service.as_of
    assert grown_old(service, looked) == []
    assert grown_old(service, looked + timedelta(days=181)) == [
        f"{service.id}: compared with its sources on {looked}, more than 180 days ago"
    ]


# databases, staff


def test_migrating_twice_and_seeding_twice_is_the_same_as_once(home: Path) -> None:
    for _ in range(2):
        assert nuanban("migrate").exit_code == 0
    first, second = nuanban("seed"), nuanban("seed")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "people, every one invented" in first.stderr
    assert "they are there already" in second.stderr


def test_nobody_is_invented_outside_the_demonstration(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setenv("NUANBAN_DEMO", "no")
    assert nuanban("seed").exit_code == 1
    assert (home / "records.db").exists() is False


def test_a_database_that_does_not_answer_is_one_sentence() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    done = nuanban_program("migrate", DATABASE_URL=f"postgresql://127.0.0.1:{port}/none")
    assert done.returncode == 1
    assert "nuanban: the database of DATABASE_URL cannot be used (" in done.stderr
    assert "Traceback" not in done.stderr


def test_staff_are_added_once_and_weak_passwords_never() -> None:
    weak = nuanban("staff", "add", "lihua", "--password-stdin", typed="short\n")
    added = nuanban("staff", "add", "lihua", "--password-stdin", typed="暖心服务 from morning to night\n")
    again = nuanban("staff", "add", "lihua", "--password-stdin", typed="暖心服务 from morning to night\n")
    assert (weak.exit_code, added.exit_code, again.exit_code) == (1, 0, 1)
    assert added.stderr.endswith("lihua can sign in at http://127.0.0.1:8000/staff\n")


def test_an_empty_ledger_is_whole() -> None:
    assert nuanban("migrate").exit_code == 0
    said = nuanban("ledger", "verify")
    assert (said.exit_code, said.stdout) == (0, "0:\n")
