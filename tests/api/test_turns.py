"""The path of a turn with a Rasa that answers what a test wants: each turn once, nothing lost, failure said as failure."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from actions.talk import Talk, save_talk
from api.house import House
from api.tables import TurnRow
from api.talks import Opened, Talks
from api.vault import Cipher, SqlVault, load_keys
from bot.turn import Recognised, Repair, Reply, Turn
from bot.vault import Secret
from tests.api.turning import (
    AFTER_ALL,
    acted,
    failure,
    house,
    in_a_talk,
    left_lying,
    made,
    on_one_database,
    row_of,
    says,
    talks_of,
    texts,
    turn,
)
from tests.edge import Edge, edge

__all__ = ["edge", "house", "made"]


def test_the_same_turn_again_gives_the_same_answer_and_runs_nothing(house: House, edge: Edge) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        token = SqlVault(house.sessions, Cipher(load_keys(None, house.settings.home / "keys" / "vault.key"))).put(
            talk.id, Secret("name", "王演安", "王演安", "王演安")
        )
        edge.answer = lambda told: says(f"{token}，您好。", facts={"steps": 1})
        first, again = await talks.take(turn(talk, "你好")), await talks.take(turn(talk, "你好"))
        assert texts(first) == ["王演安，您好。"]
        assert (first.replies, first.turn_id) == (again.replies, again.turn_id)
        assert len(edge.told) == 1

    in_a_talk(house, story)


def test_the_same_turn_at_once_in_two_gateways_is_executed_once(house: House, edge: Edge) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        both = await asyncio.gather(*(gateway.take(turn(talk, "你好")) for gateway in (talks, talks_of(house))))
        assert [texts(taken) for taken in both] == [["听到：你好"]] * 2
        assert len(edge.told) == 1

    in_a_talk(house, story)


def test_turns_of_one_talk_go_one_after_the_other_in_two_gateways(house: House, edge: Edge) -> None:
    working = threading.Semaphore(1)
    together: list[str] = []

    def answer(told: dict[str, Any]) -> Any:
        if not working.acquire(blocking=False):
            together.append(told["message"])
        edge.let_go.wait(0.3)
        working.release()
        return says(f"听到：{told['message']}")

    async def story(talks: Talks, talk: Opened) -> None:
        edge.answer = answer
        two = await asyncio.gather(talks.take(turn(talk, "你好")), talks_of(house).take(turn(talk, "谢谢", "t2")))
        assert [texts(taken) for taken in two] == [["听到：你好"], ["听到：谢谢"]]
        assert together == []
        with house.sessions.begin() as session:
            assert sorted(session.scalars(select(TurnRow.number).where(TurnRow.conversation_id == talk.id))) == [1, 2]

    in_a_talk(house, story)


@on_one_database
@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, []),
        (500, says("好了")),
        (200, b"<html>"),
        (200, 5),
        (200, [5]),
        (200, {"custom": "x"}),
        (200, [{"custom": {"x": 1}}]),
        (200, [{"custom": 7}]),
    ],
    ids=["nothing", "status 500", "no JSON", "a number", "numbers", "no list", "no text", "no reply"],
)
def test_an_answer_that_is_none_is_told_as_a_failure(house: House, edge: Edge, status: int, answer: Any) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        edge.status, edge.answer = status, lambda told: answer
        assert texts(await talks.take(turn(talk, "你好"))) == [failure(house)]
        assert row_of(house, talk).failed

    in_a_talk(house, story)


@on_one_database
def test_an_answer_that_comes_too_late_is_told_as_a_failure(house: House, edge: Edge) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        edge.answer = lambda told: edge.let_go.wait(60)
        assert texts(await talks_of(house, patience=0.5).take(turn(talk, "你好"))) == [failure(house)]

    in_a_talk(house, story)


@on_one_database
def test_an_action_that_failed_is_kept_as_failed(house: House, edge: Edge) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        edge.answer = lambda told: says(failure(house), failed=True, understanding={"action": "action_submit"})
        assert texts(await talks.take(turn(talk, "对"))) == [failure(house)]
        assert (row_of(house, talk).failed, row_of(house, talk).why) == (True, "action_submit")

    in_a_talk(house, story)


def test_a_turn_that_failed_before_anything_was_done_can_be_sent_again(house: House, edge: Edge) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        edge.status = 503
        assert texts(await talks.take(turn(talk, "你好"))) == [failure(house)]
        edge.status = 200
        assert texts(await talks.take(turn(talk, "你好"))) == ["听到：你好"]
        assert (row_of(house, talk).failed, len(edge.told)) == (False, 2)

    in_a_talk(house, story)


@on_one_database
def test_a_turn_that_failed_before_the_talk_went_on_is_not_obeyed_later(house: House, edge: Edge) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        edge.status = 503
        await talks.take(turn(talk, "对"))
        edge.status = 200
        await talks.take(turn(talk, "不办了", "t2"))
        assert texts(await talks.take(turn(talk, "对"))) == [failure(house)]
        assert [told["message"] for told in edge.told] == ["对", "不办了"]

    in_a_talk(house, story)


def test_what_was_done_although_the_answer_was_lost_is_told_when_the_turn_is_sent_again(house: House, edge: Edge) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        edge.status = 502
        await talks.take(turn(talk, "对"))
        acted(house, talk.id, "t1", AFTER_ALL)
        assert texts(await talks.take(turn(talk, "对"))) == [AFTER_ALL]
        assert texts(await talks.take(turn(talk, "对"))) == [AFTER_ALL]
        assert (row_of(house, talk).failed, len(edge.told)) == (False, 1)

    in_a_talk(house, story)


def test_what_was_done_although_the_answer_was_lost_is_told_first_in_the_next_turn(house: House, edge: Edge) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        edge.status = 502
        await talks.take(turn(talk, "对"))
        acted(house, talk.id, "t1", AFTER_ALL)
        edge.status = 200
        assert texts(await talks.take(turn(talk, "喂", "t2"))) == [AFTER_ALL, "听到：喂"]
        assert texts(await talks.take(turn(talk, "喂", "t3"))) == ["听到：喂"]

    in_a_talk(house, story)


@on_one_database
def test_only_what_was_not_told_comes_late(house: House, edge: Edge) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        edge.answer = lambda told: [*says("先说这个。"), *says(failure(house), failed=True)]
        await talks.take(turn(talk, "要多久"))
        acted(house, talk.id, "t1", "先说这个。", AFTER_ALL)
        edge.answer = lambda told: says("好。")
        assert texts(await talks.take(turn(talk, "喂", "t2"))) == [AFTER_ALL, "好。"]

    in_a_talk(house, story)


def test_a_turn_that_was_left_lying_is_taken_over_when_its_lease_ends(house: House, edge: Edge) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        left_lying(house, talk.id, ago=-0.5)
        assert texts(await talks.take(turn(talk, "对"))) == ["听到：对"]
        assert len(edge.told) == 1

    in_a_talk(house, story)


def test_who_stood_still_longer_than_the_lease_writes_over_nothing(house: House, edge: Edge) -> None:
    def answer(told: dict[str, Any]) -> Any:
        if len(edge.told) > 1:
            return says("听到：对")
        edge.let_go.wait(30)
        return says("早过了时候的话")

    async def story(talks: Talks, talk: Opened) -> None:
        edge.answer = answer
        still = asyncio.create_task(talks.take(turn(talk, "对")))
        while not edge.told:  # noqa: ASYNC110  # the edge has threads of its own
            await asyncio.sleep(0.02)
        with house.sessions.begin() as session:
            session.execute(update(TurnRow).where(TurnRow.conversation_id == talk.id).values(lease_until=datetime.now(UTC)))
        assert texts(await talks_of(house).take(turn(talk, "对"))) == ["听到：对"]
        edge.let_go.set()
        assert texts(await still) == ["听到：对"]
        assert [reply["text"] for reply in row_of(house, talk).replies or ()] == ["听到：对"]

    in_a_talk(house, story)


def test_a_turn_that_was_left_lying_after_its_work_is_not_done_again(house: House, edge: Edge) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        left_lying(house, talk.id)
        acted(house, talk.id, "t1", AFTER_ALL)
        assert texts(await talks.take(turn(talk, "对"))) == [AFTER_ALL]
        assert edge.told == []

    in_a_talk(house, story)


@on_one_database
def test_a_resident_who_says_something_else_after_the_crash_hears_what_was_done(house: House, edge: Edge) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        left_lying(house, talk.id, ago=-0.5)
        acted(house, talk.id, "t1", AFTER_ALL)
        assert texts(await talks.take(turn(talk, "喂", "t2"))) == [AFTER_ALL, "听到：喂"]

    in_a_talk(house, story)


@on_one_database
def test_the_history_tells_an_unanswered_turn_as_failed_and_one_being_worked_on_as_open(house: House) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        left_lying(house, talk.id)
        assert [[reply.text for reply in one.replies] for one in (await talks.transcript.history(talk.id))[1:]] == [[failure(house)]]
        with house.sessions.begin() as session:
            session.execute(
                update(TurnRow).where(TurnRow.conversation_id == talk.id).values(lease_until=datetime.now(UTC) + timedelta(minutes=1))
            )
        history = await talks.transcript.history(talk.id)
        assert [(one.said, one.replies) for one in history[1:]] == [("对", ())]

    in_a_talk(house, story)


@on_one_database
def test_words_are_masked_before_rasa_and_the_transcript_see_them(house: House, edge: Edge) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        await talks.take(turn(talk, "我的电话是１３８ 0013-8000"))
        assert [told["message"] for told in edge.told] == [row_of(house, talk).said]
        assert row_of(house, talk).said.startswith("我的电话是⟦phone:")
        assert [one.said for one in await talks.transcript.history(talk.id)] == [None, "我的电话是138 0013-8000"]

    in_a_talk(house, story)


def test_a_talk_that_is_erased_while_rasa_thinks_leaves_nothing(house: House, edge: Edge) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        edge.answer = lambda told: edge.let_go.wait(60) and says("好。")
        taking = asyncio.create_task(talks.take(turn(talk, "你好")))
        assert await asyncio.to_thread(edge.asked.wait, 10)
        await talks_of(house).erase(talk.id)
        edge.let_go.set()
        assert texts(await taking) == ["好。"]
        with house.sessions.begin() as session:
            assert session.scalar(select(func.count()).where(TurnRow.conversation_id == talk.id)) == 0

    in_a_talk(house, story)


@on_one_database
def test_what_the_ears_put_right_in_words_that_are_masked_is_not_written_down(house: House) -> None:
    repairs = (Repair("设宝卡", "社保卡"), Repair("勤河区", "青禾区"), Repair("吧", "8"))
    said = Turn("", "我住青禾区，补社保卡，手机13800001380", "t1", recognised=Recognised(0.75, repairs))

    async def story(talks: Talks, talk: Opened) -> None:
        await talks.take(replace(said, conversation=talk.id))
        row = row_of(house, talk)
        assert "社保卡" in row.said
        assert row.recognised == {"confidence": 0.75, "repairs": [{"heard": "设宝卡", "taken_for": "社保卡"}], "doubted": False}

    in_a_talk(house, story)


MASKED, WHOLE = ("999***********0036", "尾号零零三六"), ("999001196607220036", "九九九零零幺，幺九六六，零七二二，零零三六")
READ_BACK = {"typed": (None, MASKED), "heard": (Recognised(0.9), MASKED), "doubted": (Recognised(0.4, doubted=True), WHOLE)}


@on_one_database
@pytest.mark.parametrize(("recognised", "told"), READ_BACK.values(), ids=READ_BACK)
def test_an_id_number_is_read_back_whole_only_where_the_ears_were_not_sure(
    house: House, recognised: Recognised | None, told: tuple[str, str]
) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        with house.sessions.begin() as session:
            save_talk(session, talk.id, Talk(stage="asking", asking="resident_id", pending="progress"), None)
        await talks.take(Turn(talk.id, "999001196607220036", "t1", recognised=recognised))
        token = row_of(house, talk).said
        assert (house.vault.render(talk.id, token), house.vault.render(talk.id, token, ear=True)) == told
        assert house.vault.render(talk.id, token, said=True) == WHOLE[0]

    in_a_talk(house, story)


@on_one_database
def test_the_short_and_the_whole_spoken_form_are_opened_for_the_ear(house: House) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        token = house.vault.put(talk.id, Secret("resident_id", "999001196607220036", *MASKED))
        (opened,) = talks.transcript.opened(talk.id, [Reply(f"看{token}", f"念{token}", whole=f"全{token}")])
        assert opened == Reply(f"看{MASKED[0]}", f"念{MASKED[1]}", whole=f"全{MASKED[1]}")

    in_a_talk(house, story)


# What the dialogue knows nothing of
