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


TOOLS = ("sh", "dirname", "date", "mkdir", "tail", "grep", "env", "head")
SILENT = "the assistant will be silent; to give it a voice: sudo apt-get install -y espeak-ng"
SUDO = """#!/bin/sh
# sudo -n COMMAND…
shift
exec "$@"
"""


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine of somebody who may become root, with everything but a voice; apt-get notes in `asked` what it was asked."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "setup.sh", tmp_path / "deploy")
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(str(shutil.which(tool)))
    install(tmp_path, "uv", "#!/bin/sh\n")
    install(tmp_path, "true", "#!/bin/sh\n")
    install(tmp_path, "id", "#!/bin/sh\necho 1000\n")
    install(tmp_path, "sudo", SUDO)
    install(tmp_path, "dpkg-query", "#!/bin/sh\nexit 1\n")
    install(tmp_path, "apt-get", f'#!/bin/sh\necho "$*" >> {tmp_path}/asked\n')
    return tmp_path


def install(machine: Path, name: str, text: str) -> None:
    (machine / "bin" / name).write_text(text)
    (machine / "bin" / name).chmod(0o755)


def set_up(machine: Path, *arguments: str) -> tuple[list[str], list[str]]:
    """What the script says without its seconds, and what apt-get was asked for."""
    environment = {"PATH": str(machine / "bin"), "HOME": str(machine)}
    done = subprocess.run([str(machine / "deploy" / "setup.sh"), *arguments], capture_output=True, text=True, env=environment, timeout=60)
    assert done.returncode == 0, done.stderr
    asked = (machine / "asked").read_text().splitlines() if (machine / "asked").exists() else []
    return [re.sub(r": \d+ s$", "", line) for line in done.stderr.splitlines() if "environment" not in line], asked


@pytest.mark.parametrize("arguments", [(), ("tests",)])
def test_a_missing_voice_is_installed_for_running_and_for_the_tests(machine: Path, arguments: tuple[str, ...]) -> None:
    said, asked = set_up(machine, *arguments)
    assert said[:2] == ["installing Debian packages: espeak-ng", "installed: espeak-ng"]
    assert asked[:2] == ["update -qq", "install -y -qq --no-install-recommends espeak-ng"]
    assert [line.split()[-1] for line in asked[2:]] == ([] if not arguments else ["-qq", "postgresql"])


def test_a_voice_that_is_there_is_left_alone(machine: Path) -> None:
    install(machine, "espeak-ng", "#!/bin/sh\n")
    assert set_up(machine) == ([], [])


def test_whoever_may_not_install_is_told_in_one_line_how_to_get_a_voice(machine: Path) -> None:
    install(machine, "sudo", "#!/bin/sh\nexit 1\n")
    assert set_up(machine) == ([f"missing: espeak-ng, and there is no right to install packages; {SILENT}"], [])


def test_without_apt_get_one_line_says_that_there_is_no_voice(machine: Path) -> None:
    (machine / "bin" / "apt-get").unlink()
    assert set_up(machine) == ([f"no apt-get here for: espeak-ng; {SILENT}"], [])


def test_a_voice_that_cannot_be_installed_does_not_stop_the_setup(machine: Path) -> None:
    install(machine, "apt-get", "#!/bin/sh\nexit 100\n")
    said, _ = set_up(machine)
    assert said == ["installing Debian packages: espeak-ng", f"could not install espeak-ng (var/logs/apt.log says why); {SILENT}"]


def test_imports_point_the_right_way() -> None:
    done = subprocess.run([str(Path(sys.executable).parent / "lint-imports"), "--no-cache"], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_a_readme_names_only_commands_that_there_are(readme: str) -> None:
    path = ROOT / readme
    offered = {line.split()[1] for line in make().stdout.splitlines()}
    named = set(re.findall(r"\bmake ([a-z]+)`|^make ([a-z]+)", path.read_text(encoding="utf-8"), re.MULTILINE)) if path.exists() else set()
    assert {a or b for a, b in named} - offered == set()
