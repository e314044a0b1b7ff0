"""How much memory a process and its children keep."""

from __future__ import annotations

import re
from pathlib import Path

PROC = Path("/proc")


def tree(root: int) -> list[int]:
    """The process and all that it started."""
    parents: dict[int, int] = {}
    for folder in PROC.glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def megabytes(pids: list[int]) -> float:
    """What they hold together (PSS: pages that several share are shared out among them)."""
    return sum(_pss(pid) for pid in pids) / 1024


def _pss(pid: int) -> int:
    found = re.search(r"^Pss:\s+(\d+) kB", (PROC / str(pid) / "smaps_rollup").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1])
