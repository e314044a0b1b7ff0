"""Facts about somebody else, told amid one person's application: 我爸走不动 in his wife's, 我自己的卡也坏了 in another one's."""

from __future__ import annotations

from actions.applying.for_whom import about_them, chosen_by, may_be_for, things_of
from actions.applying.region_anew import region_anew
from actions.applying.reviewing import question_put
from actions.sitting import Sitting
from bot import kin
from bot.hearing import hear
from bot.served import too
from bot.told_of import told_of


def facts_of_others(sitting: Sitting) -> list[str]:
    """Relatives of whom these words tell what is asked about the one whom the application is for, and who are surely not that one."""
    draft = sitting.draft
    if draft is None or draft.relative is None or _about_another_service(sitting, draft.service):
        return []
    service, words, asked = sitting.service(), sitting.words(), question_put(sitting)
    every = [*(region_anew(sitting) or [sitting.ask("region")]), *service.eligibility, *service.questions]
    facts = [q for q in every if about_them(service, draft.relative, q) is not q and q.key not in chosen_by(service)]
    asked = next((q for q in facts if asked is not None and q.key == asked.key), None)
    heard = hear(words, asked, facts, sitting.desk.moment()).heard
    told = [told_of(words, one.start, one.end) for one in heard if one.problem is None]
    others = [people for people in told if people and all(kin.surely_two(one, draft.relative) for one in people)]
    return list(dict.fromkeys(one for people in others for one in sorted(people)))


def _about_another_service(sitting: Sitting, service: str) -> bool:
    """What was hardly understood is about none."""
    return sitting.utterance.act != "unsure" and sitting.utterance.service not in (None, service)


def wanted_too(sitting: Sitting) -> list[str]:
    """Who is in the same plight, so that the open service is wanted for them, too."""
    draft = sitting.draft
    if draft is None or sitting.utterance.service not in (None, draft.service):
        return []
    service = sitting.service()
    return [one.key for one in too(sitting.words(), things_of(service)) if may_be_for(service, one.key)]
