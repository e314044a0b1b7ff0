"""The REST API and the live socket as the outside contract has them, on a living system."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from actions.cases.tables import CaseRow
from actions.dialogue_tables import DraftRow, TalkRow
from actions.identity.tables import IdentityRow
from api import rest
from api.tables import ConversationRow, TurnRow
from api.vault.tables import VaultRow
from tests.api.talking import LAN, hand_in, prove
from tests.living import Living, Talker, wait_until

REPLY = {"text", "speech", "choices", "expects"}
SOMETIMES = {"facts", "receipt"}
UNKNOWN = "0" * 32


@pytest.fixture
def client(alive: Living) -> Iterator[httpx.Client]:
    """A program that talks to the door."""
    with httpx.Client(base_url=alive.house.settings.url, trust_env=False, timeout=60) as found:
        yield found


def is_problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The problem details of a refusal, which must be whole and must not tell of our insides."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert sorted(body) == ["detail", "status", "title", "type"]
    assert body["status"] == status
    assert body["title"]
    assert "Traceback" not in answer.text
    return body


def test_a_conversation_begins_with_a_greeting(client: httpx.Client) -> None:
    answer = client.post("/api/v1/conversations", json={"channel": "web", "language": "zh"})
    assert answer.status_code == 201
    body = answer.json()
    assert sorted(body) == ["id", "replies", "token"]
    assert len(body["replies"]) == 1
    assert body["replies"][0]["text"].startswith("您好，这里是暖办")
    assert [c["title"] == c["value"] for c in body["replies"][0]["choices"]] == [True] * 3


def test_channel_and_language_may_be_left_out(client: httpx.Client) -> None:
    opened = client.post("/api/v1/conversations", json={}).json()
    read = client.get(f"/api/v1/conversations/{opened['id']}", headers={"Authorization": f"Bearer {opened['token']}"}).json()
    assert (read["channel"], read["language"]) == ("web", "zh")


def test_no_two_conversations_share_id_or_token(client: httpx.Client) -> None:
    opened = [client.post("/api/v1/conversations", json={}).json() for _ in range(5)]
    assert len({one["id"] for one in opened}) == 5
    assert len({one["token"] for one in opened}) == 5


def test_a_turn_is_answered_in_the_form_of_the_contract(alive: Living) -> None:
    answer = alive.talk().post({"text": "我想办退休", "turn_id": "first"})
    assert answer.status_code == 200
    body = answer.json()
    assert sorted(body) == ["held_by_staff", "replies", "turn_id", "understanding"]
    assert (body["turn_id"], body["held_by_staff"]) == ("first", False)
    assert (body["understanding"]["service"], body["understanding"]["act"]) == ("retire", "start")
    assert sorted(body["understanding"]["confidence"]) == ["act", "service"]
    assert all(0 <= sure <= 1 for sure in body["understanding"]["confidence"].values())
    for reply in body["replies"]:
        assert reply.keys() - SOMETIMES == REPLY
        assert reply["text"]
    assert body["replies"][-1]["expects"] == {"key": "region", "kind": "region"}
    assert [sorted(choice) for choice in body["replies"][-1]["choices"]] == [["title", "value"]] * 2


def test_the_value_of_a_choice_is_an_answer(alive: Living) -> None:
    talker = alive.talk()
    talker.say("我想办退休")
    talker.say(talker.replies[-1]["choices"][0]["value"])
    assert talker.asked() == "insured"


def test_a_turn_without_an_id_gets_one(alive: Living) -> None:
    talker = alive.talk()
    ids = [talker.post({"text": "你好"}).json()["turn_id"] for _ in range(2)]
    assert all(ids)
    assert ids[0] != ids[1]


def test_the_same_turn_id_gives_the_same_answer_and_is_executed_once(alive: Living) -> None:
    talker = alive.talk()
    talker.say("我想办退休")
    once = talker.post({"text": "青禾区", "turn_id": "where"}).json()
    again = talker.post({"text": "青禾区", "turn_id": "where"}).json()
    other = talker.post({"text": "白露区", "turn_id": "where"}).json()
    assert once == again == other
    read = talker.client.get(f"/api/v1/conversations/{talker.id}", headers=talker.headers()).json()
    assert [turn["said"] for turn in read["turns"]] == [None, "我想办退休", "青禾区"]


def test_the_same_turn_id_in_another_talk_is_another_turn(alive: Living) -> None:
    one, other = alive.talk(), alive.talk()
    assert one.say("我想办退休", "1") != other.say("护照在哪办", "1")


def test_the_history_is_opened_for_its_own_resident_only(alive: Living) -> None:
    talker, stranger = alive.talk(), alive.talk()
    talker.say("查进度")
    prove(talker, LAN)
    own = talker.client.get(f"/api/v1/conversations/{talker.id}", headers=talker.headers())
    assert own.status_code == 200
    body = own.json()
    assert sorted(body) == ["channel", "id", "language", "started_at", "turns"]
    assert [turn["said"] for turn in body["turns"]][:4] == [None, "查进度", *LAN]
    assert f"核对好了，{LAN[0]}" in body["turns"][4]["replies"][0]["text"]
    assert "⟦" not in own.text
    is_problem(talker.client.get(f"/api/v1/conversations/{talker.id}", headers=stranger.headers()), 401)
    is_problem(talker.client.get(f"/api/v1/conversations/{talker.id}"), 401)


def test_the_history_has_the_residents_own_words_and_the_answers_have_what_was_heard(alive: Living) -> None:
    talker = alive.talk()
    said = ["我要办新生儿出生", "青禾", "上周三,六斤多的女孩", "领了证的，都是汉族"]
    for words in said:
        talker.say(words)
    body = talker.client.get(f"/api/v1/conversations/{talker.id}", headers=talker.headers()).json()
    assert [turn["said"] for turn in body["turns"]] == [None, *said[:3], "领了证的,都是汉族"]
    assert "出生日期：2026年11月11日（星期三）" in body["turns"][3]["replies"][0]["text"]


def test_the_transcript_has_tokens_where_the_history_has_values(alive: Living) -> None:
    talker = alive.talk()
    talker.say("查进度")
    prove(talker, LAN)
    with alive.house.sessions.begin() as session:
        kept = session.scalars(select(TurnRow).where(TurnRow.conversation_id == talker.id)).all()
        text = "".join(row.said + json.dumps(row.replies, ensure_ascii=False) for row in kept)
    assert [value in text for value in LAN] == [False, False]
    assert "⟦resident_id:" in text


def left_of(alive: Living, talker: Talker) -> dict[str, int]:
    """How many rows of each table belong to this talk."""
    columns = {
        "conversation": ConversationRow.id,
        "turns": TurnRow.conversation_id,
        "vault": VaultRow.conversation_id,
        "talk": TalkRow.conversation_id,
        "drafts": DraftRow.conversation_id,
        "identity": IdentityRow.conversation,
        "cases": CaseRow.conversation,
    }
    with alive.house.sessions.begin() as session:
        return {
            name: session.scalar(select(func.count()).select_from(column.class_).where(column == talker.id)) or 0
            for name, column in columns.items()
        }


def test_erasing_takes_transcript_vault_and_drafts_and_leaves_the_case(alive: Living) -> None:
    talker, _ = hand_in(alive)
    before = left_of(alive, talker)
    assert [name for name, count in before.items() if count == 0] == []
    answer = talker.client.delete(f"/api/v1/conversations/{talker.id}", headers=talker.headers())
    assert (answer.status_code, answer.content) == (204, b"")
    assert left_of(alive, talker) == dict.fromkeys(before, 0) | {"cases": 1}
    is_problem(talker.post({"text": "你好"}), 401)
    is_problem(talker.client.get(f"/api/v1/conversations/{talker.id}", headers=talker.headers()), 401)
    is_problem(talker.client.delete(f"/api/v1/conversations/{talker.id}", headers=talker.headers()), 401)


def test_the_verified_applicant_finds_the_case_in_a_new_talk(alive: Living) -> None:
    _, receipt = hand_in(alive)
    later = alive.talk()
    later.say("我交的办到哪一步了")
    told = prove(later, LAN)
    assert "养老金资格认证" in told
    assert receipt in told.replace(" ", "")


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize(
    "authorisation",
    ["", "Bearer", "Bearer wrong", "Basic dXNl", "bearer null", "Token {token}", "{token}", "Bearer {token}x"],
)
def test_a_wrong_token_opens_nothing(alive: Living, method: str, authorisation: str) -> None:
    talker = alive.talk()
    headers = {"Authorization": authorisation.format(token=talker.token)}
    answer = talker.client.request(method, f"/api/v1/conversations/{talker.id}", headers=headers)
    is_problem(answer, 401)
    assert answer.headers["www-authenticate"] == "Bearer"
    assert talker.say("你好")


def test_an_unknown_conversation_looks_like_a_wrong_token(alive: Living) -> None:
    talker = alive.talk()
    unknown = talker.client.post(f"/api/v1/conversations/{UNKNOWN}/turns", json={"text": "你好"}, headers=talker.headers())
    wrong = talker.client.post(f"/api/v1/conversations/{talker.id}/turns", json={"text": "你好"}, headers={"Authorization": "Bearer x"})
    assert is_problem(unknown, 401) == is_problem(wrong, 401)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": None},
        {"text": 7},
        {"text": ["你好"]},
        {"text": "你好", "turn_id": ""},
        {"text": "你好", "turn_id": "x" * 65},
        {"text": "你好", "turn_id": "带 空格"},
        {"text": "你好", "turn_id": 7},
        {"text": "你好", "stage": "reviewing"},
        {"text": "长" * 10_001},
        ["你好"],
        "你好",
        None,
    ],
)
def test_a_turn_that_is_none_is_refused(alive: Living, body: Any) -> None:
    talker = alive.talk()
    is_problem(talker.post(body), 422)
    assert talker.say("你好")


@pytest.mark.parametrize("body", [{"channel": "fax"}, {"language": "fr"}, {"language": 1}, {"token": "mine"}, []])
def test_a_conversation_that_is_none_is_refused(client: httpx.Client, body: Any) -> None:
    is_problem(client.post("/api/v1/conversations", json=body), 422)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n", "　", "\u200b\u200b", "。", "？？？", "\u202e", "😂", "👨‍👩‍👧‍👦", "长" * 10_000, "我想办退休。" * 1_600],
)
def test_any_text_gets_an_answer(alive: Living, text: str) -> None:
    talker = alive.talk()
    answer = talker.post({"text": text})
    assert answer.status_code == 200, answer.text
    assert all(reply["text"].strip() for reply in answer.json()["replies"])
    assert len(answer.json()["replies"]) >= 1
    talker.say("我想办退休")
    assert talker.replies[-1]["text"]


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/api/v1/conversations", 405), ("GET", "/api/v2", 404)])
def test_other_addresses_and_methods_are_refused(client: httpx.Client, method: str, path: str, status: int) -> None:
    is_problem(client.request(method, path), status)


def test_a_refusal_is_in_the_language_that_is_read(client: httpx.Client) -> None:
    chinese = client.get(f"/api/v1/conversations/{UNKNOWN}").json()["title"]
    english = client.get(f"/api/v1/conversations/{UNKNOWN}", headers={"Accept-Language": "en"}).json()["title"]
    assert chinese.startswith("这段对话")
    assert english.isascii()


def test_machines_find_their_pages(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"database": True, "rasa": True, "tracker": True}
    assert client.get("/metrics").status_code == 200
    paths = client.get("/openapi.json").json()["paths"]
    assert sorted(paths) == ["/api/v1/conversations", "/api/v1/conversations/{id}", "/api/v1/conversations/{id}/turns"]


@contextmanager
def listening(alive: Living, id: str) -> Iterator[ClientConnection]:
    """A live socket that has not said anything yet."""
    url = alive.house.settings.url.replace("http", "ws", 1)
    with connect(f"{url}/api/v1/conversations/{id}/live", proxy=None, open_timeout=30) as socket:
        yield socket


def closed_with(socket: ClientConnection) -> int | None:
    """The code with which the other side closes the socket."""
    with pytest.raises(ConnectionClosed) as closing:
        socket.recv(timeout=30)
    return closing.value.rcvd.code if closing.value.rcvd else None


def test_the_live_socket_pushes_the_replies_of_its_own_talk(alive: Living) -> None:
    talker, other = alive.talk(), alive.talk()
    with listening(alive, talker.id) as socket:
        socket.send(json.dumps({"type": "hello", "token": talker.token}))
        until_listening(alive, talker.id)
        other.say("护照在哪办")
        talker.say("我想办退休")
        pushed = [json.loads(socket.recv(timeout=30)) for _ in talker.replies]
    assert pushed == [{"type": "reply", **reply} for reply in talker.replies]


def until_listening(alive: Living, id: str) -> None:
    """Waits until the door has read the hello."""
    wait_until(lambda: alive.house.talks.listeners._listeners.get(id), "the socket is not heard")


def test_a_live_socket_hears_nothing_more_once_its_token_opens_nothing(alive: Living) -> None:
    talker = alive.talk()
    with listening(alive, talker.id) as socket:
        socket.send(json.dumps({"type": "hello", "token": talker.token}))
        until_listening(alive, talker.id)
        talker.token = asyncio.run(alive.house.talks.admit(talker.id)) or ""
        talker.say("我想办退休")
        assert closed_with(socket) == 4401


@pytest.mark.parametrize(
    "hello",
    [
        '{"type": "hello", "token": "wrong"}',
        '{"type": "hello"}',
        '{"type": "hello", "token": null}',
        '{"token": "{token}"}',
        '["hello"]',
        "hello",
        "{",
        "",
        b"\x00\x01",
    ],
)
def test_a_live_socket_without_the_right_hello_is_closed(alive: Living, hello: str | bytes) -> None:
    talker = alive.talk()
    with listening(alive, talker.id) as socket:
        socket.send(hello.replace("{token}", talker.token) if isinstance(hello, str) else hello)
        assert closed_with(socket) == 4401


def test_a_live_socket_that_says_nothing_is_closed(alive: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest, "HELLO_WITHIN", 0.2)
    with listening(alive, alive.talk().id) as socket:
        assert closed_with(socket) == 4401


def test_a_live_socket_of_an_unknown_talk_is_closed(alive: Living) -> None:
    with listening(alive, UNKNOWN) as socket:
        socket.send(json.dumps({"type": "hello", "token": alive.talk().token}))
        assert closed_with(socket) == 4401
