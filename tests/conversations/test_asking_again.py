"""Whatever is asked and not answered: never more than three times in the same words; then another way, a person, a way out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from actions.acts import ACTS
from actions.applying.consenting import ask_consent
from actions.applying.opening import start
from actions.applying.reviewing import ask_which, review
from actions.errand import perform
from actions.listening.again import LAST, SAME_WORDS
from actions.sitting import Sitting
from actions.utterance import Utterance
from actions.wording import choose_service, put
from api.settings import ROOT
from bot.catalogue import load_catalogue
from bot.catalogue.models import Question
from bot.kinds.registry import KINDS
from bot.turn import Reply
from tests.living import Living

CATALOGUE = load_catalogue(ROOT / "data")
NOT_UNDERSTOOD = ("action_clarify",)
ASIDE = ("action_not_ours", "action_go_on")
MISSES = 12
Asking = Callable[[Sitting], Reply]


def every_kind() -> Iterator[tuple[str, str]]:
    """A service and the key of a question of it, one for each kind, and one more for each that may be left out."""
    seen = set()
    for service in CATALOGUE.services.values():
        for question in (*service.eligibility, *service.questions):
            if (question.kind, question.optional) not in seen:
                seen.add((question.kind, question.optional))
                yield service.id, question.key


OWN = list(every_kind())
WHO = ["name", "resident_id", "code"]


class Somebody:
    """A talk in which nothing is understood, without Rasa between."""

    def __init__(self, alive: Living) -> None:
        self._desk, self._id, self._turns = alive.house.desk, alive.talk().id, count(1)

    def does(self, *names: str, act: str = "unsure", before: Callable[[Sitting], tuple[Reply, ...]] | None = None) -> str:
        """One turn; all that was said."""
        utterance = Utterance(self._id, f"turn-{next(self._turns)}", "唔唔唔", act)
        told = perform(self._desk, utterance, "before", before)[0] if before else ()
        for name in names:
            told += perform(self._desk, utterance, name, ACTS[name])[0]
        return "\n".join(reply.text for reply in told)

    def asked(self, asking: Asking, service: str | None) -> str:
        """What is asked first, amid an application for the service or outside any."""
        if service is not None:
            self.does(act="start", before=lambda sitting: tuple(start(sitting, service)))  # type: ignore[arg-type]
        return self.does(before=lambda sitting: (asking(sitting),))

    def misses(self, *names: str) -> list[str]:
        """What is said while nothing is understood."""
        return [self.does(*names) for _ in range(MISSES)]


def question(key: str) -> Asking:
    """Puts this question."""

    def asking(sitting: Sitting) -> Reply:
        found = sitting.question(key)
        assert found is not None
        return put(sitting, found)

    return asking


def words(key: str, service: str | None = None) -> str:
    """The words of the question."""
    found: Question | None = CATALOGUE.services[service].question(key) if service else None
    return (found or CATALOGUE.asks[key]).ask.zh


def seldom(first: str, later: list[str], asked: str) -> None:
    """Three times at most; the third miss names a person and a way out, and after that there is always one."""
    assert asked in first
    assert sum(asked in text for text in (first, *later)) <= SAME_WORDS
    assert len({first, *later[:3]}) == 4, "each way is another one"
    assert all("打 1" in text or "人工" in text for text in later[2:])
    assert all("先放一放" in text or "返回" in text for text in later[2:])
    still = [line for text in later for line in text.splitlines() if "眼下还差" in line]
    assert 0 < len(still) <= LAST - SAME_WORDS


@pytest.mark.parametrize(("service", "key"), OWN)
def test_a_question_of_a_service(alive: Living, service: str, key: str) -> None:
    one = Somebody(alive)
    seldom(one.asked(question(key), service), one.misses(*NOT_UNDERSTOOD), words(key, service))


def test_these_are_all_kinds() -> None:
    of_services = {kind.kind for service, key in OWN if (kind := CATALOGUE.services[service].question(key))}
    assert of_services | {"person_name", "resident_id", "code", "region"} == set(KINDS)


@pytest.mark.parametrize("service", [None, "retire"])
@pytest.mark.parametrize("key", [*WHO, "region"])
def test_who_is_talking_and_where(alive: Living, key: str, service: str | None) -> None:
    """Outside any application it is asked in the end, as at the beginning, what is wanted."""
    one = Somebody(alive)
    first, later = one.asked(question(key), service), one.misses(*NOT_UNDERSTOOD)
    seldom(first, later if service else later[:LAST], words(key))
    assert words(key) not in "".join(later[LAST:])


def test_which_service(alive: Living) -> None:
    one = Somebody(alive)
    first = one.asked(lambda sitting: choose_service(sitting, sitting.desk.on_offer()), None)
    seldom(first, one.misses(*NOT_UNDERSTOOD), words("which_service"))


def test_which_answer_is_to_be_changed(alive: Living) -> None:
    one = Somebody(alive)
    seldom(one.asked(ask_which, "retire"), one.misses(*NOT_UNDERSTOOD), words("which_answer"))


def test_whether_records_may_be_read(alive: Living) -> None:
    """What a yes would agree to stands in the question each time."""
    one = Somebody(alive)
    first = one.asked(lambda sitting: ask_consent(sitting, ("housing_fund",)), "retire")
    later = one.misses(*NOT_UNDERSTOOD)
    assert all("公积金" in text for text in (first, *later[: LAST - 1]))
    assert not any("您同意我向" in text for text in later[SAME_WORDS - 1 :])
    assert all("先放一放" in text for text in later[2:])


def test_the_review(alive: Living) -> None:
    one = Somebody(alive)
    first, later = one.asked(review, "retire"), one.misses(*NOT_UNDERSTOOD)
    assert sum("都对，就说是，我就" in text or "都对就说是，要改" in text for text in (first, *later)) <= SAME_WORDS
    assert all("先放一放" in text for text in later[2:])


@pytest.mark.parametrize("key", WHO)
def test_amid_what_is_not_ours_the_same(alive: Living, key: str) -> None:
    one = Somebody(alive)
    first, later = one.asked(question(key), "retire"), one.misses(*ASIDE)
    assert sum(words(key) in text for text in (first, *later)) <= SAME_WORDS
    assert all("先放一放" in text for text in later[2:])
