"""Where it is done, said anew: 刚才说的白露区不对, 改成白露区, 住在白露区."""

from __future__ import annotations

from actions.sitting import Sitting
from bot.catalogue.models import Question


def region_anew(sitting: Sitting) -> list[Question]:
    """The question where, once it is answered: beside a word of living or correcting another place answers it."""
    if sitting.draft is None or sitting.draft.region is None:
        return []
    region, asks = sitting.ask("region"), sitting.desk.catalogue.asks
    return [region.model_copy(update={"cues": (*region.cues, *asks.words["living"], *asks.words["correcting"])})]
