"""What a call makes of readings while Rasa is silent."""

from __future__ import annotations

import asyncio

from api.calling import understood
from api.rasa import Rasa
from tests.edge import Edge, edge

__all__ = ["edge"]


def test_a_reading_that_nobody_judges_in_time_is_not_nonsense(edge: Edge) -> None:
    async def story() -> list[float | None]:
        rasa = Rasa(f"http://127.0.0.1:{edge.port}", 1.0)  # knows nothing of /model/parse
        try:
            return await understood(rasa, ["我要退休", "我要推休"])
        finally:
            await rasa.close()

    assert asyncio.run(story()) == [None, None]
