"""What is said to the channel and not to the dialogue: in the transcript, in its order, once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy.exc import NoResultFound

from api.house import House
from api.talks import Opened, Talks
from bot.turn import Reply
from tests.api.turning import AFTER_ALL, acted, asides, house, in_a_talk, made, on_one_database, row_of, says, talks_of, texts, turn
from tests.edge import Edge, edge

__all__ = ["edge", "house", "made"]


PHOTO = (Reply("照片收到了。"),)


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


def test_what_was_said_aside_goes_with_the_talk(house: House) -> None:
    async def story(talks: Talks, talk: Opened) -> None:
        await talks.note(talk.id, "t1", "【照片】", PHOTO, "picture")
        await talks.tell(talk.id, "请打138 0013-8000", "李")
        assert len(asides(house, talk)) == 2
        await talks.erase(talk.id)
        assert asides(house, talk) == []

    in_a_talk(house, story)
