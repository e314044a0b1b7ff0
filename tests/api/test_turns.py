"""The path of a turn with a Rasa that answers what a test wants: each turn once, nothing lost, failure said as failure."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import func, select, update
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from actions.talk import Talk, save_talk
from api.house import House
from api.migrate import upgrade
from api.rasa import Rasa
from api.tables import TurnRow
from api.talks import Opened, Taken, Talks
from api.vault import Cipher, SqlVault, load_keys
from api.wiring import build, door
from bot.turn import Recognised, Repair, Reply, Turn
from bot.vault import Secret
from tests.edge import Edge, edge
from tests.living import StillClock, settings_in
from tests.postgres import new_database

__all__ = ["edge"]

PATIENCE = 1.5
"""Seconds that these talks wait for Rasa."""
AFTER_ALL = "交好了。"


on_one_database = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
"""For what no database changes."""


def says(text: str, **more: Any) -> list[dict[str, Any]]:
    """What Rasa hands on of one of our replies."""
    return [{"recipient_id": "x", "custom": {"text": text, "speech": None, "choices": [], "expects": None, **more}}]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], House]]:
    """Makes a real house on each database once; every test has a talk of its own in it."""
    with ExitStack() as stack:

        @cache
        def make(database: str) -> House:
            given = {} if database == "sqlite" else {"database_url": stack.enter_context(new_database())}
            settings = settings_in(tmp_path_factory.mktemp(database), **given)
            upgrade(settings.database_url)
            house = build(settings, StillClock())
            stack.callback(house.sessions.kw["bind"].dispose)
            return house

        yield make


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, made: Callable[[str], House], edge: Edge) -> House:
    """A house, with the edge in Rasa's place."""
    edge.answer = lambda told: says(f"听到：{told['message']}")
    house = made(request.param)
    return replace(house, settings=house.settings.model_copy(update={"rasa_url": f"http://127.0.0.1:{edge.port}"}))


def talks_of(house: House) -> Talks:
    """One more gateway on the same database; made inside a loop, as its connections belong to it."""
    settings = house.settings
    cipher = Cipher(load_keys(None, settings.home / "keys" / "vault.key"))
    rasa = Rasa(settings.rasa_url, PATIENCE)
    at_door = door(settings, house.desk, cipher, house.tracker, house.words)
    return Talks(at_door, house.sessions, SqlVault(house.sessions, cipher), rasa, PATIENCE)


def in_a_talk(house: House, story: Callable[[Talks, Opened], Any]) -> Any:
    """Runs a story that happens in one conversation."""

    async def run() -> Any:
        talks = talks_of(house)
        return await story(talks, await talks.open("web", "zh"))

    return asyncio.run(run())


def turn(talk: Opened, text: str, turn_id: str = "t1") -> Turn:
    """One thing said."""
    return Turn(talk.id, text, turn_id)


def texts(taken: Taken) -> list[str]:
    """The replies' sentences."""
    return [reply.text for reply in taken.replies]


def failure(house: House) -> str:
    """The sentence for what failed."""
    return house.talks.failed("zh").text


def row_of(house: House, talk: Opened, turn_id: str = "t1") -> TurnRow:
    """A turn's line."""
    with house.sessions.begin() as session:
        return session.scalars(select(TurnRow).where(TurnRow.conversation_id == talk.id, TurnRow.turn_id == turn_id)).one()


def acted(house: House, talk: str, turn_id: str, *replies: str) -> None:
    """Writes what the actions answered in a turn, as they would with their effects."""
    bodies: list[dict[str, Any]] = [{"text": text, "speech": None, "choices": [], "expects": None} for text in replies]
    with house.sessions.begin() as session:
        save_talk(session, talk, Talk(turn=turn_id, replies=bodies), None)


def left_lying(house: House, talk: str, turn_id: str = "t1", ago: float = 1, said: str = "对") -> None:
    """A turn whose gateway was killed; its lease ended `ago` seconds ago."""
    now = datetime.now(UTC)
    row = TurnRow(
        conversation_id=talk, number=1, turn_id=turn_id, said=said, at=now, lease_until=now - timedelta(seconds=ago), heard=[], failed=False
    )
    with house.sessions.begin() as session:
        session.add(row)


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
        assert texts(await talks.take(turn(talk, "你好"))) == [failure(house)]

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
        (opened,) = talks.opened(talk.id, [Reply(f"看{token}", f"念{token}", whole=f"全{token}")])
        assert opened == Reply(f"看{MASKED[0]}", f"念{MASKED[1]}", whole=f"全{MASKED[1]}")

    in_a_talk(house, story)


# What the dialogue knows nothing of


PHOTO = (Reply("照片收到了。"),)


def asides(house: House, talk: Opened) -> list[tuple[int, str, bool]]:
    """The talk's lines: number, words, whether said aside."""
    with house.sessions.begin() as session:
        rows = session.scalars(select(TurnRow).where(TurnRow.conversation_id == talk.id).order_by(TurnRow.number))
        return [(row.number, row.said, row.aside) for row in rows]


def noted(channel: str) -> float:
    """How many were counted on this channel."""
    return REGISTRY.get_sample_value("nuanban_turns_total", {"channel": channel, "outcome": "aside"}) or 0.0


def test_what_is_said_to_the_channel_stands_in_its_order_and_rasa_never_hears_of_it(house: House, edge: Edge) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        await talks.take(turn(talk, "你好"))
        assert await talks.note(talk.id, "t2", "【照片】", PHOTO, "picture") == PHOTO
        await talks.take(turn(talk, "谢谢", "t3"))
        assert asides(house, talk) == [(1, "你好", False), (2, "【照片】", True), (3, "谢谢", False)]
        assert [(one.said, [reply.text for reply in one.replies], one.aside) for one in (await talks.transcript.history(talk.id))[1:]] == [
            ("你好", ["听到：你好"], False),
            ("【照片】", ["照片收到了。"], True),
            ("谢谢", ["听到：谢谢"], False),
        ]
        assert [told["message"] for told in edge.told] == ["你好", "谢谢"]

    in_a_talk(house, story)


def test_the_same_said_again_to_the_channel_gives_the_first_replies(house: House) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        heard, before = talks.listeners.listen(talk.id), noted("web")
        await talks.note(talk.id, "t1", "【照片】", PHOTO, "picture")
        assert await talks_of(house).note(talk.id, "t1", "【照片】", [Reply("再来一张。")], "picture") == PHOTO
        assert await talks.note(talk.id, "t1", "【照片】", [Reply("再来一张。")], "picture") == PHOTO
        assert (asides(house, talk), noted("web") - before) == ([(1, "【照片】", True)], 1)
        assert [heard.get_nowait() for _ in range(heard.qsize())] == list(PHOTO)

    in_a_talk(house, story)


def test_two_gateways_that_note_the_same_at_once_write_it_once(house: House) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        gateways = (talks, talks_of(house), talks_of(house))
        kept = await asyncio.gather(*(one.note(talk.id, "t1", "【照片】", PHOTO, "picture") for one in gateways))
        assert (kept, asides(house, talk)) == ([PHOTO] * 3, [(1, "【照片】", True)])

    in_a_talk(house, story)


@on_one_database
def test_a_turn_that_was_answered_by_the_dialogue_is_not_noted_over(house: House) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        taken = await talks.take(turn(talk, "你好"))
        assert await talks.note(talk.id, "t1", "【语音】", PHOTO, "unheard") == taken.kept
        assert texts(await talks.take(turn(talk, "别的"))) == ["听到：你好"]

    in_a_talk(house, story)


@on_one_database
def test_a_voice_message_that_was_not_heard_once_is_not_heard_otherwise_later(house: House, edge: Edge) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        await talks.note(talk.id, "t1", "【语音】", PHOTO, "unheard")
        assert texts(await talks.take(turn(talk, "你好"))) == ["照片收到了。"]
        assert edge.told == []

    in_a_talk(house, story)


@on_one_database
def test_personal_words_to_the_channel_are_masked(house: House) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        await talks.note(talk.id, "t1", "绑定１３８ 0013-8000", PHOTO, "bind")
        assert row_of(house, talk).said.startswith("绑定⟦phone:")
        assert [one.said for one in await talks.transcript.history(talk.id)] == [None, "绑定138 0013-8000"]

    in_a_talk(house, story)


def test_what_was_done_although_the_answer_was_lost_is_told_after_a_photograph_too(house: House, edge: Edge) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        edge.status = 502
        await talks.take(turn(talk, "对"))
        acted(house, talk.id, "t1", AFTER_ALL)
        edge.status = 200
        await talks.note(talk.id, "t2", "【照片】", PHOTO, "picture")
        assert texts(await talks.take(turn(talk, "喂", "t3"))) == [AFTER_ALL, "听到：喂"]
        assert texts(await talks.take(turn(talk, "喂", "t4"))) == ["听到：喂"]

    in_a_talk(house, story)


@on_one_database
def test_a_turn_that_failed_can_be_sent_again_after_words_of_staff(house: House, edge: Edge) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        edge.status = 503
        await talks.take(turn(talk, "你好"))
        edge.status = 200
        await talks.tell(talk.id, "您稍等。", "李")
        assert texts(await talks.take(turn(talk, "你好"))) == ["听到：你好"]

    in_a_talk(house, story)


def test_a_photograph_that_comes_while_a_turn_is_worked_on_lets_no_other_turn_overtake_it(house: House, edge: Edge) -> None:
    order: list[str] = []

    def answer(told: dict[str, Any]) -> Any:
        edge.let_go.wait(0.5 if told["message"] == "你好" else 0)
        order.append(told["message"])
        return says(f"听到：{told['message']}")

    async def story(talks: Talks, talk: Opened) -> None:
        edge.answer = answer
        first = asyncio.create_task(talks.take(turn(talk, "你好")))
        assert await asyncio.to_thread(edge.asked.wait, 10)
        other = talks_of(house)
        await other.note(talk.id, "t2", "【照片】", PHOTO, "picture")
        await other.take(turn(talk, "谢谢", "t3"))
        await first
        assert order == ["你好", "谢谢"]

    in_a_talk(house, story)


@on_one_database
def test_where_a_talk_stands_is_what_the_dialogue_said_last(house: House) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        await talks.note(talk.id, "t1", "【照片】", PHOTO, "picture")
        greeting = await talks.transcript.last_kept(talk.id)
        await talks.take(turn(talk, "你好", "t2"))
        await talks.note(talk.id, "t3", "【照片】", PHOTO, "picture")
        await talks.tell(talk.id, "您稍等。", "李")
        assert [[reply.text for reply in replies] for replies in (greeting, await talks.transcript.last_kept(talk.id))] == [
            [talk.replies[0].text],
            ["听到：你好"],
        ]

    in_a_talk(house, story)


@on_one_database
def test_nothing_is_noted_in_a_talk_that_was_erased(house: House) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        await talks.erase(talk.id)
        with pytest.raises(NoResultFound):
            await talks.note(talk.id, "t1", "【照片】", PHOTO, "picture")

    in_a_talk(house, story)


def test_words_of_staff_stand_in_the_transcript_masked_and_reach_whoever_listens(house: House) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        listening = talks.listeners.listen(talk.id)
        await talks.take(turn(talk, "你好"))
        listening.get_nowait()
        await talks.tell(talk.id, "请打１３８ 0013-8000", "李")
        told = [listening.get_nowait() for _ in range(listening.qsize())]
        assert [(reply.text, reply.facts) for reply in told] == [("请打138 0013-8000", {"by": "李"})]
        assert [(one.said, one.replies, one.aside) for one in (await talks.transcript.history(talk.id))[2:]] == [("", tuple(told), True)]
        with house.sessions.begin() as session:
            row = session.scalars(select(TurnRow).where(TurnRow.conversation_id == talk.id, TurnRow.number == 2)).one()
        assert (row.said, row.why) == ("", "staff: 李")
        assert "138" not in str(row.replies)
        assert str(row.replies).count("⟦phone:") == 1

    in_a_talk(house, story)


def test_words_of_staff_are_on_their_way_in_the_channel_in_the_same_transaction(house: House) -> None:
    carried: list[tuple[str, list[str], int]] = []

    def carry(session: Session, conversation: str, replies: Sequence[Reply], now: datetime) -> None:
        written = session.scalar(select(func.count()).where(TurnRow.conversation_id == conversation)) or 0
        carried.append((conversation, [reply.text for reply in replies], written))
        if replies[0].text == "坏掉":
            raise RuntimeError("the channel cannot take it")

    async def story(talks: Talks, talk: Opened) -> None:
        talks._door = replace(talks._door, carry=carry)
        await talks.tell(talk.id, "您稍等。", "李")
        assert carried == [(talk.id, ["您稍等。"], 1)]
        with pytest.raises(RuntimeError):
            await talks.tell(talk.id, "坏掉", "李")
        assert [number for number, *_ in asides(house, talk)] == [1]

    in_a_talk(house, story)


@on_one_database
def test_staff_say_nothing_in_a_talk_that_is_closed_or_erased(house: House) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        await talks.sign_out(talk.id)
        with pytest.raises(KeyError):
            await talks.tell(talk.id, "您稍等。", "李")
        assert asides(house, talk) == []
        await talks.erase(talk.id)
        with pytest.raises(KeyError):
            await talks.tell(talk.id, "您稍等。", "李")

    in_a_talk(house, story)


def test_what_was_said_aside_goes_with_the_talk(house: House) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        await talks.note(talk.id, "t1", "【照片】", PHOTO, "picture")
        await talks.tell(talk.id, "请打138 0013-8000", "李")
        assert len(asides(house, talk)) == 2
        await talks.erase(talk.id)
        assert asides(house, talk) == []

    in_a_talk(house, story)
