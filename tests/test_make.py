"""The two commands, from outside: what make offers, and how the setup refuses."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from api.settings import ROOT

STUB = """#!/bin/sh
# uv on a machine without Python 3.10, and without a network.
case "$*" in
  *"python find"*3.10*) exit 2 ;;
  *"python install"*) exit 1 ;;
  *) exit 0 ;;
esac
"""


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", "-C", str(ROOT), "--no-print-directory", *arguments], capture_output=True, text=True, timeout=60)


def test_make_alone_prints_its_commands() -> None:
    lines = make().stdout.splitlines()
    assert [line.split()[1] for line in lines] == ["help", "setup", "run", "test", "check", "format", "bench", "train"]
    assert make("help").stdout.splitlines() == lines


@pytest.mark.parametrize("script", ["deploy/setup.sh", ".ci/run"])
def test_scripts_are_programs_that_a_plain_shell_can_read(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    assert subprocess.run(["sh", "-n", str(ROOT / script)]).returncode == 0


def test_ci_checks_and_then_tests() -> None:
    commands = [line for line in (ROOT / ".ci" / "run").read_text().splitlines() if line.startswith("make")]
    assert commands == ["make check", "make test"]


def test_a_missing_interpreter_ends_with_one_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "setup.sh", tmp_path / "deploy")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "uv").write_text(STUB)
    (tmp_path / "bin" / "uv").chmod(0o755)
    environment = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "HOME": str(tmp_path)}
    done = subprocess.run([str(tmp_path / "deploy" / "setup.sh")], capture_output=True, text=True, env=environment, timeout=60)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Python 3.10 is not on this machine; asking uv to fetch it",
        "setup: Python 3.10 is missing and uv could not fetch it; install it (pyenv install 3.10, or your system's package) and try again.",
    ]


def test_imports_point_the_right_way() -> None:
    done = subprocess.run([str(Path(sys.executable).parent / "lint-imports"), "--no-cache"], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_a_readme_names_only_commands_that_there_are(readme: str) -> None:
    path = ROOT / readme
    offered = {line.split()[1] for line in make().stdout.splitlines()}
    named = set(re.findall(r"\bmake ([a-z]+)`|^make ([a-z]+)", path.read_text(encoding="utf-8"), re.MULTILINE)) if path.exists() else set()
    assert {a or b for a, b in named} - offered == set()
