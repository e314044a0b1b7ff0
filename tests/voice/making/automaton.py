"""Finite automata: states, arcs with two labels and a cost, and the OpenFst programs that turn them into files."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Automaton:
    """Costs are negative logarithms; label 0 is nothing."""

    start: int = 0
    states: int = 0
    arcs: list[tuple[int, int, int, int, float]] = field(default_factory=list)
    ends: dict[int, float] = field(default_factory=dict)

    def state(self) -> int:
        """A new state."""
        self.states += 1
        return self.states - 1

    def arc(self, source: int, target: int, reads: int = 0, writes: int = 0, cost: float = 0.0) -> None:
        """From one state to another."""
        self.arcs.append((source, target, reads, writes, cost))

    def compile(self, path: Path) -> None:
        """Write the automaton as OpenFst's own vector file."""
        arcs = sorted(self.arcs, key=lambda arc: (arc[0] != self.start, arc[0]))  # the first line names the start
        lines = [f"{source}\t{target}\t{reads}\t{writes}\t{cost:.5g}" for source, target, reads, writes, cost in arcs]
        lines += [f"{state}\t{cost:.5g}" for state, cost in self.ends.items()]
        text = path.with_suffix(".txt")
        text.write_text("\n".join(lines) + "\n")
        openfst("fstcompile", text, path)


def openfst(program: str, *arguments: str | Path) -> None:
    """Run a program of Debian's libfst-tools; the lookahead types are in libfst22-plugins-base."""
    plugins = ":".join(map(str, Path("/usr/lib").glob("*/fst/22")))
    subprocess.run([program, *map(str, arguments)], check=True, env={"PATH": os.defpath, "LD_LIBRARY_PATH": plugins})
