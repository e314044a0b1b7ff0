"""What was measured, in tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.table import Table

from tests.bench.load import Measured
from tests.bench.memory import megabytes, tree
from tests.bench.systems import System

SLOWER = 1.5
"""A median turn through the gateway may take this many times as long as plain Rasa's."""
THROUGHPUT = 0.95
"""Of plain Rasa's turns a second, the gateway makes at least this share."""
MEMORY = 2048.0
"""Megabytes that both environments may hold together."""

Results = Mapping[int, tuple[Measured, Measured]]

FOOTNOTE = """\
Both sides: the same model, rules, actions, kind of databases (SQLite), machine and client, told in turns.
Gateway: a turn from outside. Token checked, made uniform, heard, masked, written down; Rasa; actions; reply
written down and opened. Its Rasa starts by bot/serve.py, which makes Rasa's check of actions' answers ready
once, and does not send the domain with each action call (enable_selective_domain).
Plain: Rasa's REST channel, Rasa as it comes, actions in rasa-sdk's own server. It is sent what the gateway
would send it, masked words and what was heard, made ready before the clock runs. It keeps no transcript and
masks nothing: the gateway does more.
"""


def turns(results: Results) -> Table:
    """Milliseconds of a turn and turns a second."""
    table = Table(title="A turn", title_justify="left")
    for head in ("conversations at once", "turns", "", "p50 ms", "p95 ms", "turns a second"):
        table.add_column(head, justify="left" if not head else "right")
    for at_once, (ours, plain) in results.items():
        for name, measured in (("gateway", ours), ("plain Rasa", plain)):
            count = str(len(measured.milliseconds))
            table.add_row(str(at_once), count, name, *(f"{n:.1f}" for n in _figures(measured)))
        shares = (a / b for a, b in zip(_figures(ours), _figures(plain), strict=True))
        table.add_row("", "", "gateway / plain", *(f"{share:.2f}" for share in shares), end_section=True)
    return table


def _figures(measured: Measured) -> tuple[float, float, float]:
    return measured.percentile(0.5), measured.percentile(0.95), measured.per_second


def kept(system: System) -> dict[str, float]:
    """Part → megabytes that it holds now."""
    found = {name: tree(process.pid) for name, process in system.processes.items()}
    for file in sorted((system.settings.home / "run").glob("*.pid")):
        below = tree(int(file.read_text()))
        found["nuanban run"] = [pid for pid in found["nuanban run"] if pid not in below]
        found[file.stem] = below
    return {name: megabytes(pids) for name, pids in found.items()}


def processes(ours: System, plain: System, ours_kept: Mapping[str, float], plain_kept: Mapping[str, float]) -> Table:
    """Seconds to the first answer and memory after all conversations."""
    table = Table(title="Processes", title_justify="left")
    for head in ("", "process", "s to its first answer", "MB (PSS) after all conversations"):
        table.add_column(head, justify="right" if head.startswith(("s ", "MB")) else "left")
    for system, megabyte in ((ours, ours_kept), (plain, plain_kept)):
        for name in megabyte:
            start = f"{system.started[name]:.1f}" if name in system.started else ""
            table.add_row(system.name, name, start, f"{megabyte[name]:.0f}")
        table.add_row(system.name, "all of it", f"{system.started['all of it']:.1f}", f"{sum(megabyte.values()):.0f}", end_section=True)
    return table


def parsing(milliseconds: Sequence[float]) -> Table:
    """What understanding alone takes."""
    ordered = sorted(milliseconds)
    table = Table("sentences", "p50 ms", "p95 ms", title="nuanban understand", title_justify="left")
    table.add_row(str(len(ordered)), f"{ordered[len(ordered) // 2]:.2f}", f"{ordered[round(0.95 * (len(ordered) - 1))]:.2f}")
    return table


def bars(results: Results, ours_kept: Mapping[str, float]) -> Table:
    """What must be reached, and whether it was."""
    table = Table("must be", "is", "", title="Bars", title_justify="left")
    for at_once, (ours, plain) in results.items():
        share = ours.percentile(0.5) / plain.percentile(0.5)
        table.add_row(f"median turn, {at_once} at once: ≤ {SLOWER} × plain Rasa's", f"{share:.2f} ×", _said(share <= SLOWER))
    for at_once, (ours, plain) in results.items():
        share = ours.per_second / plain.per_second
        if at_once > 1:
            table.add_row(f"throughput, {at_once} at once: ≥ {THROUGHPUT} × plain Rasa's", f"{share:.2f} ×", _said(share >= THROUGHPUT))
    together = sum(ours_kept.values())
    table.add_row(f"memory of all our processes: ≤ {MEMORY:.0f} MB", f"{together:.0f} MB", _said(together <= MEMORY))
    return table


def _said(reached: bool) -> str:
    return "reached" if reached else "NOT REACHED"
