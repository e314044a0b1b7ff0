"""For whom an application is, and who comes after: 先办您父亲的，办完再办您母亲的. No two people in one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions import identity
from actions.applying.steps import concerns_applicant
from actions.sitting import Sitting
from actions.talk import Talk
from actions.wording import joined
from bot import kin
from bot.binding import PERSONAL, anybody, of_one
from bot.catalogue.models import Question, Service
from bot.hearing import hear
from bot.kinds.name_and_id import whose
from bot.kinds.said_of import people_in, said_of
from bot.say import Said
from bot.served import expressly, served, too
from bot.vault import TOKEN


def about_them(service: Service, relative: str | None, question: Question) -> Question:
    """The question, where it asks about the one whom the application is for, about that relative only; so are free words."""
    if relative is None or not (
        question.kind == "text"
        or _chooses(service, question)
        or _of_theirs(service, question)
        or anybody(question)
        or _of_one(service, question)
    ):
        return question
    return of_one(question, relative)


def _of_one(service: Service, question: Question) -> bool:
    """Whether it asks for a fact about one person, and not about a household."""
    if service.verified != "holder" and (service.about is None or service.about.other_id is None):
        return False
    return question.kind not in PERSONAL and not question.family


def wanted_for(service: Service, text: str) -> list[str]:
    """For whom these words want this service, of those for whom it can be done here."""
    return [one.key for one in served(text) if may_be_for(service, one.key)]


def beside(sitting: Sitting, service: Service, people: Sequence[str]) -> list[str]:
    """Who is in the same plight as those for whom it is expressly wanted: 给我老伴补卡,我自己的卡也坏了."""
    words = sitting.words()
    if not {one.key for one in expressly(words)} & set(people):
        return []
    others = [one.key for one in too(words, things_of(service)) if may_be_for(service, one.key)]
    return [key for key in others if all(kin.surely_two(key, one) for one in people)]


def hear_for(sitting: Sitting, service: Service, relative: str) -> dict[str, str]:
    """Key → token of what the service asks about for whom it is, when it is for this relative."""
    questions = [q for q in (*service.eligibility, *service.questions) if _chooses(service, q)]
    moment = sitting.desk.moment()
    found = hear(f"给{kin.spoken(relative)}办", None, questions, moment) if questions else None
    told: dict[str, str] = {}
    for one in found.heard if found is not None else ():
        kind = sitting.desk.kinds[one.question.kind]
        shown, spoken = kind.show(one.value, one.question, moment), kind.speak(one.value, one.question, moment)
        told[one.question.key] = sitting.keep(one.question.key, one.value, shown, spoken)
    return told


def chosen_by(service: Service) -> frozenset[str]:
    """Keys of the questions that ask for whom it is."""
    return frozenset(service.about.self_if) if service.about is not None else frozenset()


def may_be_own(service: Service) -> bool:
    """Whether it asks for whom it is, and oneself is an answer; with some it asks only which relative is here."""
    return service.about is not None and any(kin.SELF in values for values in service.about.self_if.values())


def things_of(service: Service) -> tuple[str, ...]:
    """Words for what is whose, of the questions that ask for whom it is: 社保卡, 养老金."""
    return tuple(cue for q in (*service.eligibility, *service.questions) if _chooses(service, q) for cue in q.cues)


def note_whom(sitting: Sitting) -> None:
    """Keeps for whom the open application turns out to be in this turn: by the answer for whom, or by whose name or number it was."""
    draft = sitting.draft
    if draft is None:
        return
    service, values = sitting.service(), sitting.values()
    if chosen_by(service) & set(sitting.taken):
        if concerns_applicant(service, values):
            draft.relative = kin.SELF
            return
        people = [key for key in wanted_for(service, sitting.words()) if key != kin.SELF]
        if people and draft.relative is None and _beside_own(sitting, service, people):
            people = [kin.SELF, *people]
        if people and (draft.relative is None or draft.relative == kin.SELF):
            draft.relative, draft.then_for = people[0], [*draft.then_for, *people[1:]]
    for key in told_of(sitting):
        if draft.relative in (None, kin.SELF) or not kin.surely_two(key, draft.relative):
            draft.relative = key


def _beside_own(sitting: Sitting, service: Service, people: Sequence[str]) -> bool:
    """我老婆的卡也丢了, where it was not said yet for whom it is: one's own was meant first."""
    if not set(people) & {one.key for one in too(sitting.words(), things_of(service))}:
        return False
    own = hear_for(sitting, service, kin.SELF)
    for key, token in own.items():
        sitting.answer(key, token)
    return bool(own)


def told_of(sitting: Sitting) -> list[str]:
    """The relatives whose name or number was taken in this turn as that of the one whom it is for."""
    service = sitting.service()
    taken = {q.key for q in (*service.eligibility, *service.questions) if _of_theirs(service, q)} & set(sitting.taken)
    tokens = {one.token for one in sitting.utterance.heard if one.key in taken}
    return [key for one, key in said_of_relatives(sitting) if one in tokens]


def said_of_relatives(sitting: Sitting) -> list[tuple[str, str]]:
    """Each name or number in what was said, as its token, with the relative of whom it is said."""
    found: list[tuple[str, str]] = []
    text = sitting.utterance.text
    for token in TOKEN.finditer(text):
        question = sitting.question(token[1])
        if token[1] not in PERSONAL and (question is None or question.kind not in PERSONAL):
            continue
        before = sitting.opened(text[: token.start()])
        behind = sitting.opened(text[token.end() :])
        of = said_of(f"{before}{token[0]}{behind}", len(before), len(before) + len(token[0]))
        key = kin.key_of(of.word) if of.who == "other" else None
        if key is not None:
            found.append((token[0], key))
    return found


def forget_them(sitting: Sitting) -> None:
    """Forgets name and number of the one whom it was for until now, and who was verified as them."""
    draft = sitting.draft
    assert draft is not None
    service = sitting.service()
    for question in (*service.eligibility, *service.questions):
        if _chooses(service, question) or _of_theirs(service, question):
            draft.answers.pop(question.key, None)
    if service.verified == "holder":
        sign_out(sitting)


def sign_out_other(sitting: Sitting, service: Service, relative: str | None) -> None:
    """Nobody is taken for another: who was verified as somebody else than the one who has to be is a stranger again."""
    verified_as = sitting.talk.verified_as
    if service.verified == "holder":
        stranger = relative is not None and (verified_as is None or kin.surely_two(verified_as, relative))
    else:
        stranger = verified_as not in (None, kin.SELF)
    if stranger:
        sign_out(sitting)


def sign_out(sitting: Sitting) -> None:
    """Forgets who was verified, and what was said to find it out."""
    identity.sign_out(sitting.session, sitting.utterance.conversation)
    talk: Talk = sitting.talk
    talk.identity, talk.code_sent, talk.verified_as = {}, False, None


def one_after_another(sitting: Sitting, people: Sequence[str]) -> list[Said]:
    """Whose turn it is and whose comes after; nothing where it is for one."""
    if len(people) < 2:
        return []
    return [sitting.say("dialogue.one_by_one", first=title(sitting, people[0]), then=titles(sitting, people[1:]))]


def title(sitting: Sitting, relative: str) -> str:
    """您父亲"""
    return sitting.say(f"kin.{relative}").text


def titles(sitting: Sitting, people: Iterable[str]) -> str:
    """您父亲、您母亲"""
    return joined(sitting, [title(sitting, one) for one in people])


def _chooses(service: Service, question: Question) -> bool:
    return question.key in chosen_by(service)


def _of_theirs(service: Service, question: Question) -> bool:
    """Whether it is the name or number of the one whom the service is about, where that is not the applicant."""
    other = service.about.other_id if service.about is not None else None
    number = service.question(other) if other is not None else None
    return number is not None and question.kind in PERSONAL and whose(question) == whose(number)


def may_be_for(service: Service, relative: str) -> bool:
    """Whether it can be done for such a relative: of whom its questions speak."""
    if service.verified == "holder":
        return True
    questions = (*service.eligibility, *service.questions)
    asked = [q for q in questions if _of_theirs(service, q)]
    if not asked:
        return False
    if any(kin.is_of(relative, option.people) for q in questions if _chooses(service, q) for option in q.options):
        return True
    known = {kin.key_of(word) for question in asked for word in people_in(question.cues)} - {None}
    return relative == kin.SELF or any(not kin.surely_two(relative, one) for one in known)
