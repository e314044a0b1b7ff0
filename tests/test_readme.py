"""The READMEs and guides: what they tell one to type works, what they name is there, and both languages say the same."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from api.cli import app
from api.cli.show_settings import shown
from api.settings import ROOT, Settings
from tests.living import Living

ENGLISH, CHINESE = (ROOT / "README.md").read_text(encoding="utf-8"), (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
PAGES = ["README.md", "README.zh-CN.md", "CHANGELOG.md", *(f"docs/{page.name}" for page in sorted((ROOT / "docs").glob("*.md")))]
TOLD = "http://127.0.0.1:8000"
"""The door's address as the READMEs write it."""
WECHAT = ".venv/bin/python -m tests.wechat.simulator"
STARTS_OR_ASKS = {"make run", "make test", "make train", ".venv/bin/nuanban chat", ".venv/bin/nuanban staff add lihua", WECHAT}
"""Commands that serve, train, test, or wait for somebody to type; tests of their own run them."""
IN_WECHAT = {
    f"env $({WECHAT} --settings) {line}" for line in ("make run", ".venv/bin/nuanban wechat menu", ".venv/bin/nuanban wechat check")
}
"""The same with a WeChat account; tests/wechat tries them."""
FETCHES = {".venv/bin/nuanban models get vosk-model-small-cn-0.22"}
"""Commands that want the world's network; tests/voice/test_ears_models.py fetches from a server of its own."""


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[str]:
    return [line for block in blocks(text, "bash") for line in block.splitlines()]


def sections(text: str) -> list[int]:
    """How deep each heading is, without what stands in blocks."""
    bare = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [len(marks) for marks in re.findall(r"^(#+) ", bare, re.MULTILINE)]


def first_cells(text: str) -> list[list[str]]:
    """Of every table, the first column of every row that is code."""
    tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    return [re.findall(r"^\| (`[^`]+`) \|", table, re.MULTILINE) for table in tables]


def nuanban_commands() -> list[str]:
    root: Any = get_command(app)
    found = []
    for name, command in root.commands.items():
        below = getattr(command, "commands", None)
        found += [f"`nuanban {name} {child}`" for child in below] if below else [f"`nuanban {name}`"]
    return found


def run(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A line as somebody types it, at the top of the project."""
    return subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, env=os.environ | environment, timeout=120)


def at_home(alive: Living) -> dict[str, str]:
    """The settings of the running system, for commands."""
    settings = alive.house.settings
    return {"NUANBAN_HOME": str(settings.home), "DATABASE_URL": "", "PORT": str(settings.port), "NUANBAN_VOSK_MODEL": "tests/voice/model"}


def test_both_languages_have_the_same_sections_commands_and_pictures() -> None:
    assert sections(CHINESE) == sections(ENGLISH)
    assert [blocks(CHINESE, kind) for kind in ("bash", "json")] == [blocks(ENGLISH, kind) for kind in ("bash", "json")]
    assert first_cells(CHINESE) == first_cells(ENGLISH)
    pictures = [re.findall(r"!\[.*?\]\((.*?)\)", text) for text in (ENGLISH, CHINESE)]
    assert pictures[0] == pictures[1] != []


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_is_linked_is_there(page: str) -> None:
    linked = {link for link in re.findall(r"\]\(([^)#]+)\)", read(page)) if "://" not in link}
    assert {link for link in linked if not ((ROOT / page).parent / link).is_file()} == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_path_in_the_project_that_is_named_is_there(page: str) -> None:
    rooms = "|".join(("actions", "api", "bot", "data", "deploy", "docs", "tests", "voice"))
    named = set(re.findall(rf"`((?:{rooms})/[\w./-]*|config\.yml)`", read(page)))
    made_by_commands = {"bot/.venv"} | {path for path in named if path.endswith("library_card.yml")}
    assert {path for path in named - made_by_commands if not (ROOT / path).exists()} == set()


def test_pictures_are_small_enough_to_load() -> None:
    assert {path.name for path in (ROOT / "docs" / "pictures").glob("*.png") if path.stat().st_size >= 200_000} == set()


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_every_command_is_in_the_table_of_commands(text: str) -> None:
    table = [cell for cells in first_cells(text) for cell in cells if cell.startswith("`nuanban ")]
    assert sorted(table) == sorted(nuanban_commands())


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_every_setting_is_in_the_table_of_settings_with_its_default(text: str, tmp_path: Path) -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|(.*?)\|(.+)\|$", text, re.MULTILINE)
    defaults = {setting.name: setting.default for setting in shown(Settings(home=tmp_path))}
    assert [name for name, _, _ in rows] == list(defaults)
    told = {name: default.strip(" `") for name, default, _ in rows if re.fullmatch(" `[^`]+` ", default)}
    assert {name: float(value) if value.isdigit() else value for name, value in told.items()} == {
        name: float(default) if default.replace(".", "", 1).isdigit() else default for name, default in defaults.items() if name in told
    }


def test_the_lines_for_programs_work_in_their_order(alive: Living) -> None:
    opening, *turns = [line for line in commands(ENGLISH) if line.startswith("curl ")]
    opened = json.loads(run(opening.replace(TOLD, alive.house.settings.url)).stdout)
    assert sorted(opened) == ["id", "replies", "token"]
    given = {"ID": opened["id"], "TOKEN": opened["token"]}
    said, read_back, erased = (run(line.replace(TOLD, alive.house.settings.url), **given).stdout for line in turns)
    assert json.loads(said)["understanding"]["service"] == "retire"
    assert [turn["said"] for turn in json.loads(read_back)["turns"]] == [None, "我想办退休"]
    assert erased == ""


def test_a_sentence_is_understood_as_shown(alive: Living) -> None:
    command = next(line for line in commands(ENGLISH) if "understand" in line)
    answered, printed = json.loads(run(command, **at_home(alive)).stdout), json.loads(blocks(ENGLISH, "json")[0])
    assert {key: type(value) for key, value in answered.items()} == {key: type(value) for key, value in printed.items()}
    assert [answered[key] for key in ("text", "service", "act")] == [printed[key] for key in ("text", "service", "act")]


def test_all_other_commands_that_are_told_end_well(alive: Living, tmp_path: Path) -> None:
    told = dict.fromkeys(line for page in PAGES for line in commands(read(page)))
    tried_elsewhere = {line for line in told if line.startswith("curl ") or "understand" in line} | STARTS_OR_ASKS | IN_WECHAT | FETCHES
    writing = [line for line in told if "library_card" in line]
    data = {"NUANBAN_DATA": str(tmp_path / "data")}
    subprocess.run(["cp", "-r", str(ROOT / "data"), str(tmp_path / "data")], check=True)
    done = {line: run(line, **at_home(alive)).returncode for line in told if line not in tried_elsewhere and line not in writing}
    assert done == dict.fromkeys(done, 0)
    assert len(done) > 2
    ends = {line: run(line, **at_home(alive), **data) for line in writing}
    assert ends.pop(".venv/bin/nuanban service new library_card").returncode == 0
    assert {shlex.split(line)[2] for line, end in ends.items() if end.returncode == 1} == {"check", "show"}
    assert "library_card.yml" in ends[".venv/bin/nuanban service check library_card"].stdout


def test_doctor_and_settings_answer_programs(alive: Living) -> None:
    checks = json.loads(run(".venv/bin/nuanban doctor --json", **at_home(alive)).stdout)
    assert {tuple(sorted(check)) for check in checks} == {("found", "name", "needed_for", "ok", "remedy")}
    settings = json.loads(run(".venv/bin/nuanban settings --json", **at_home(alive)).stdout)
    assert next(one for one in settings if one["name"] == "NUANBAN_HOME")["source"] == "environment"
