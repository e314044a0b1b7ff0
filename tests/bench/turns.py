"""`python -m tests.bench turns`: both systems started, the same conversations told to both in turns, and tables of what was measured."""

from __future__ import annotations

import asyncio
import shutil
import sys
import time
from collections.abc import Sequence

import httpx
from rich.console import Console

from api.house import House
from api.rasa import Rasa
from api.rasa_project import model_path
from api.settings import ROOT
from api.wiring import build
from tests.bench import tables
from tests.bench.load import Measured, Say, through_gateway, to_plain_rasa, wave
from tests.bench.script import Line, prepared, rehearse
from tests.bench.systems import TURN_TIMEOUT, System, ours, plain
from tests.bench.understanding import parse_times

HOME = ROOT / "var" / "bench"
"""Where both systems live, and their logs after it; begun afresh each time."""

WAVES = {1: 12, 10: 3, 50: 1}
"""Conversations at once → how many times that is done on each side."""
WARM_UP = 2
"""Conversations on each side that are not counted."""

Results = dict[int, tuple[Measured, Measured]]


async def compare(gateway: System, beside: System, house: House) -> Results:
    """Tells the conversations, one side after the other, beginning with another side each time."""
    script = await rehearse(house, Rasa(beside.settings.rasa_url, TURN_TIMEOUT))
    results: Results = {at_once: (Measured(), Measured()) for at_once in WAVES}
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
    async with httpx.AsyncClient(trust_env=False, timeout=TURN_TIMEOUT, limits=limits) as client:
        for _ in range(WARM_UP):
            for say in await _talks(client, gateway, beside, house, script, 1):
                await wave(say, script, Measured())
        for at_once, waves in WAVES.items():
            for number in range(waves):
                both = list(zip(await _talks(client, gateway, beside, house, script, at_once), results[at_once], strict=True))
                for talks, measured in reversed(both) if number % 2 else both:
                    await wave(talks, script, measured)
    return results


async def _talks(
    client: httpx.AsyncClient, gateway: System, beside: System, house: House, script: Sequence[Line], at_once: int
) -> tuple[list[Say], list[Say]]:
    """New conversations for both sides, opened before anything is timed."""
    through = [await through_gateway(client, gateway.settings.url) for _ in range(at_once)]
    straight = [to_plain_rasa(client, beside.settings.rasa_url, await prepared(house, script)) for _ in range(at_once)]
    return through, straight


def main() -> None:
    """Measures and prints. Exit code 1 when a conversation did not go as rehearsed: then the figures mean nothing."""
    console = Console(width=None if Console().is_terminal else 120)
    began = time.monotonic()
    shutil.rmtree(HOME, ignore_errors=True)
    with ours(HOME / "gateway") as gateway, plain(HOME / "plain", model_path(gateway.settings)) as beside:
        house = build(beside.settings)
        results = asyncio.run(compare(gateway, beside, house))
        kept = tables.kept(gateway), tables.kept(beside)
    parsed = parse_times(HOME / "gateway")
    console.print(tables.turns(results))
    console.print(tables.FOOTNOTE)
    console.print(tables.processes(gateway, beside, *kept))
    console.print(tables.parsing(parsed))
    console.print(tables.bars(results, kept[0]))
    console.print(f"measured in {time.monotonic() - began:.0f} s")
    strayed = sum(measured.strayed for both in results.values() for measured in both)
    if strayed:
        console.print(f"{strayed} turns did not go as rehearsed")
        sys.exit(1)


if __name__ == "__main__":
    main()
