"""Words of staff that nobody asked for: in the transcript, masked, and on their way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.house import House
from api.tables import TurnRow
from api.talks import Opened, Talks
from bot.turn import Reply
from tests.api.turning import asides, house, in_a_talk, made, on_one_database, turn
from tests.edge import edge

__all__ = ["edge", "house", "made"]


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
