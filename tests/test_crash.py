"""What goes wrong around a submission: actions that fail or are slow, processes that die, two gateways at once.

Whatever it is, a case is handed in once, its receipt is told, no answer is lost,
and what failed is told as failed.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from actions import cases
from actions.cases.tables import CaseRow
from api.migrate import upgrade
from api.settings import ROOT, SECRET_HEADER
from api.tables import TurnRow
from api.vault import Cipher, load_keys
from bot.database import open_database
from bot.receipt import show_receipt
from bot.say import load_sentences
from tests.added_service.adding import data_with_one_more
from tests.applying import apply, reviewing
from tests.edge import Edge, new_edge
from tests.living import Talker, free_port
from tests.outside import Outside, outside
from tests.postgres import new_database

ACTION_TIMEOUT, TURN_TIMEOUT = 1.5, 4.0

BEGIN = "我想办个借书证"
ANSWERS = {
    "region": "青禾区",
    "had_card": "没办过",
    "collect": "寄到家里",
    "post_address": "青禾区麦笛街道麦影社区8号3栋201室",
    "contact_phone": "138 0013 8000",
}
"""To the service of tests/added_service, which stays as it is when the city's own change."""
HANDED_IN = {
    "had_card": "no",
    "collect": "post",
    "post_address": "青禾区麦笛街道麦影社区8号3栋201室",
    "contact_phone": "13800138000",
}


@pytest.fixture(scope="module")
def between() -> Iterator[Edge]:
    """Stands between Rasa and the actions: passes on, unless a test has it say something else."""
    with new_edge() as place:
        yield place


@pytest.fixture(scope="module")
def system(between: Edge, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """A system whose parts are impatient, so that tests need not wait."""
    rasa_environment = {"NUANBAN_ACTIONS_URL": f"http://127.0.0.1:{between.port}/actions/webhook"}
    home = tmp_path_factory.mktemp("crash")
    data = data_with_one_more(tmp_path_factory.mktemp("added"))
    settings: dict[str, Any] = {"action_timeout": ACTION_TIMEOUT, "turn_timeout": TURN_TIMEOUT, "data": data}
    with outside(home, rasa_environment=rasa_environment, **settings) as running:
        between.answer = lambda told: pass_on(running, told)
        yield running


def pass_on(system: Outside, told: dict[str, Any]) -> Any:
    """What the actions answer."""
    headers = {SECRET_HEADER: system.settings.action_secret.get_secret_value()}
    return httpx.post(system.settings.actions_url, json=told, headers=headers, trust_env=False, timeout=60).raise_for_status().json()


@pytest.fixture(scope="module")
def on_postgres(system: Outside) -> Iterator[Outside]:
    """The same system, moved to PostgreSQL for the rest of this file."""
    with new_database() as url:
        upgrade(url)
        system.end(system.gateway)
        system.settings = system.settings.model_copy(update={"database_url": url})
        system.start_gateway()
        yield system
        system.end(system.gateway)


@pytest.fixture(autouse=True)
def whole_again(system: Outside) -> Iterator[None]:
    """What a test has broken is whole for the next one."""
    yield
    system.fault.unlink(missing_ok=True)
    for process, start in ((system.gateway, system.start_gateway), (system.rasa, system.start_rasa)):
        if process is None or process.poll() is not None:
            start()


def at_review(system: Outside) -> Talker:
    """Somebody who has said everything and is asked whether it is right."""
    person = system.somebody()
    talker = system.talk()
    apply(talker, BEGIN, ANSWERS | {"name": person.name, "resident_id": person.resident_id}, system.newest_code)
    assert reviewing(talker)
    return talker


def failure() -> str:
    """The sentence for what failed."""
    return load_sentences(ROOT / "data" / "say").say("dialogue.failed", "zh").text


def handed_in(system: Outside, talker: Talker) -> list[tuple[str, dict[str, Any]]]:
    """Every case of this talk: its receipt as it is told, and its answers."""
    engine, sessions = open_database(system.settings.database_url)
    seal = Cipher(load_keys(None, system.settings.home / "keys" / "vault.key"))
    with sessions.begin() as session:
        rows = session.scalars(select(CaseRow).where(CaseRow.conversation == talker.id)).all()
        found = [(row.receipt, {one.key: one.value for one in cases.payload_of(session, seal, row.id).answers}) for row in rows]
    engine.dispose()
    return found


def assert_handed_in_once(system: Outside, talker: Talker, answer: dict[str, Any]) -> None:
    """One case with all that was said, and the answer tells its receipt."""
    told = [reply["receipt"] for reply in answer["replies"] if reply.get("receipt")]
    found = handed_in(system, talker)
    assert [receipt for receipt, _ in found] == told
    assert len(told) == 1
    assert show_receipt(told[0]) in "\n".join(reply["text"] for reply in answer["replies"])
    assert found[0][1] == HANDED_IN


def texts(answer: dict[str, Any]) -> list[str]:
    """The sentences of an answer."""
    return [reply["text"] for reply in answer["replies"]]


# Actions that fail


def test_an_action_that_raises_is_told_as_failed_and_can_be_asked_for_again(system: Outside) -> None:
    talker = at_review(system)
    system.arm(at="inside", action="action_submit", do="raise")
    assert talker.say("对") == failure()
    assert handed_in(system, talker) == []
    assert_handed_in_once(system, talker, talker.post({"text": "对"}).json())


def test_an_answer_that_fails_in_the_middle_of_an_application_is_not_lost(system: Outside) -> None:
    talker = system.talk()
    talker.say(BEGIN)
    system.arm(at="inside", action="action_go_on", do="raise")
    assert talker.say("青禾区") == failure()
    talker.say("青禾区")
    assert talker.asked() == "had_card"


def test_a_slow_action_is_told_as_failed_and_its_receipt_comes_with_the_next_turn(system: Outside) -> None:
    talker = at_review(system)
    system.arm(at="inside", action="action_submit", do="sleep", seconds=ACTION_TIMEOUT + 1)
    assert talker.say("对") == failure()
    answer = talker.post({"text": "喂"}).json()
    assert_handed_in_once(system, talker, answer)
    assert handed_in(system, talker)[0][0] not in talker.say("喂")


def test_a_slow_action_that_is_asked_again_at_once_is_done_once(system: Outside) -> None:
    ask_again_while_slow(system)


def ask_again_while_slow(system: Outside) -> None:
    """The action that hands in is still at work when the same turn comes again."""
    talker = at_review(system)
    system.arm(at="inside", action="action_submit", do="sleep", seconds=ACTION_TIMEOUT + 1)
    assert talker.say("对", "slow") == failure()
    assert_handed_in_once(system, talker, talker.post({"text": "对", "turn_id": "slow"}).json())
    assert_handed_in_once(system, talker, talker.post({"text": "对", "turn_id": "slow"}).json())


def test_a_rasa_that_hangs_is_told_as_failed_and_recovers(system: Outside) -> None:
    talker = at_review(system)
    assert system.rasa is not None
    system.rasa.send_signal(signal.SIGSTOP)
    try:
        assert talker.say("对", "hanging") == failure()
    finally:
        system.rasa.send_signal(signal.SIGCONT)
    assert_handed_in_once(system, talker, talker.post({"text": "对", "turn_id": "hanging"}).json())


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (500, {"error": "boom"}),
        (200, b"<html>"),
        (200, []),
        (200, {"events": [], "responses": []}),
        (200, {"events": [], "responses": [{"text": "已经替您交上去了。"}]}),
        (200, None),
    ],
    ids=["status 500", "no JSON", "a list", "nothing", "text alone", "too late"],
)
def test_an_action_server_that_answers_nonsense_never_sounds_like_success(system: Outside, between: Edge, status: int, answer: Any) -> None:
    talker = system.talk()
    passing = between.answer
    between.status, between.answer = status, lambda told: between.let_go.wait(TURN_TIMEOUT + 1) if answer is None else answer
    try:
        assert talker.say(BEGIN) == failure()
    finally:
        between.status, between.answer = 200, passing
    talker.say(BEGIN)
    assert talker.asked() == "region"


# Processes that die


@pytest.mark.parametrize("at", ["before_rasa", "inside", "after", "kept"])
def test_a_gateway_killed_in_a_submission_hands_in_once_and_tells_the_receipt(system: Outside, at: str) -> None:
    kill_the_gateway(system, at)


def kill_the_gateway(system: Outside, at: str) -> None:
    """Kills it in the middle of handing in, starts it again, and sends the same turn twice more."""
    talker = at_review(system)
    system.arm(at=at, do="kill", pid=0)
    with pytest.raises(httpx.TransportError):
        talker.post({"text": "对", "turn_id": "killed"})
    assert system.gateway is not None
    assert system.gateway.wait(10) == -signal.SIGKILL
    assert len(handed_in(system, talker)) == (0 if at in ("before_rasa", "inside") else 1)
    system.start_gateway()
    first, again = (talker.post({"text": "对", "turn_id": "killed"}).raise_for_status().json() for _ in range(2))
    assert_handed_in_once(system, talker, first)
    assert first["replies"] == again["replies"]


@pytest.mark.parametrize("at", ["before_rasa", "inside"])
def test_a_rasa_killed_in_a_submission_is_told_as_failed_and_then_the_receipt(system: Outside, at: str) -> None:
    talker = at_review(system)
    assert system.rasa is not None
    system.arm(at=at, do="kill", pid=system.rasa.pid)
    assert talker.say("对", "killed") == failure()
    assert system.rasa.wait(10) == -signal.SIGKILL
    assert system.talk().say("你好") == failure()
    system.start_rasa()
    assert_handed_in_once(system, talker, talker.post({"text": "对", "turn_id": "killed"}).json())


def test_who_comes_back_after_the_crash_with_other_words_hears_the_receipt(system: Outside) -> None:
    talker = at_review(system)
    system.arm(at="after", action="action_submit", do="kill", pid=0)
    with pytest.raises(httpx.TransportError):
        talker.post({"text": "对"})
    system.start_gateway()
    assert_handed_in_once(system, talker, talker.post({"text": "喂"}).json())


def test_both_killed_in_the_middle_of_an_application_lose_no_answer(system: Outside) -> None:
    person = system.somebody()
    talker = system.talk()
    for words in (BEGIN, ANSWERS["region"], ANSWERS["had_card"]):
        talker.say(words)
    assert talker.asked() == "name"
    system.end(system.gateway, system.rasa, how=signal.SIGKILL)
    system.start_rasa()
    system.start_gateway()
    history = talker.client.get(f"/api/v1/conversations/{talker.id}", headers=talker.headers()).json()
    assert [turn["said"] for turn in history["turns"]] == [None, BEGIN, ANSWERS["region"], ANSWERS["had_card"]]
    answers = {key: ANSWERS[key] for key in ("collect", "post_address", "contact_phone")}
    apply(talker, person.name, answers | {"resident_id": person.resident_id}, system.newest_code)
    assert_handed_in_once(system, talker, talker.post({"text": "对"}).json())


# Two gateways


def test_two_gateways_that_get_the_same_turn_at_once_execute_it_once(system: Outside) -> None:
    send_to_two_gateways(system)


def send_to_two_gateways(system: Outside) -> None:
    """Four deliveries of one turn, two to each gateway."""
    settings = system.settings.model_copy(update={"port": free_port()})
    other = system.gateway_at(settings)
    try:
        talker = at_review(system)
        elsewhere = httpx.Client(base_url=settings.url, trust_env=False, timeout=60)
        body = {"text": "对", "turn_id": "twice"}
        ready = threading.Barrier(4)

        def at_once(client: httpx.Client) -> Any:
            ready.wait()
            return client.post(f"/api/v1/conversations/{talker.id}/turns", json=body, headers=talker.headers()).json()

        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(at_once, (talker.client, elsewhere, talker.client, elsewhere)))
        assert_handed_in_once(system, talker, answers[0])
        assert [answer["replies"] for answer in answers] == [answers[0]["replies"]] * 4
    finally:
        system.end(other)
    engine, sessions = open_database(system.settings.database_url)
    with sessions.begin() as session:
        assert session.scalar(select(func.count()).where(TurnRow.conversation_id == talker.id, TurnRow.turn_id == "twice")) == 1
    engine.dispose()


# The same on PostgreSQL


@pytest.mark.parametrize("at", ["inside", "after"])
def test_on_postgres_a_gateway_killed_in_a_submission_hands_in_once_and_tells_the_receipt(on_postgres: Outside, at: str) -> None:
    kill_the_gateway(on_postgres, at)


def test_on_postgres_two_gateways_that_get_the_same_turn_at_once_execute_it_once(on_postgres: Outside) -> None:
    send_to_two_gateways(on_postgres)


def test_on_postgres_a_slow_action_that_is_asked_again_at_once_is_done_once(on_postgres: Outside) -> None:
    ask_again_while_slow(on_postgres)
