"""A whole living system with a WeChat account, and WeChat itself before it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import func, select, update

from api.tables import TurnRow
from api.wechat.delivering import outbox
from api.wechat.delivering.inbox import fingerprint_of
from api.wechat.tables import AnswerRow, DeliveryRow, FollowerRow
from bot.turn import Reply
from tests.living import Living, free_port, living
from tests.wechat.between import Way, way
from tests.wechat.simulator import ACCOUNT, Mode, Resident, Simulator, simulator


@dataclass
class Town:
    """The system, its account, and the residents' telephones."""

    living: Living
    wechat: Simulator
    rasa: Way
    """What lies between the door and Rasa."""

    def resident(self, name: str) -> Resident:
        """Somebody who follows the account."""
        return self.wechat.resident(name)

    def ask(self, resident: Resident, *said: str) -> str:
        """Types, one after the other; what comes back with the last of them."""
        for text in said:
            sent = resident.send(text).wait()
        assert sent.answer is not None, (sent.outcome, sent.deliveries, resident.failures)
        return sent.answer.text

    def follower(self, resident: Resident) -> FollowerRow:
        """The bridge's line about somebody who wrote before."""
        with self.living.house.sessions() as session:
            fingerprint = fingerprint_of(self.living.house.desk.seal, resident.openid)
            return session.scalars(select(FollowerRow).where(FollowerRow.fingerprint == fingerprint)).one()

    def talk(self, resident: Resident) -> str:
        """The talk that goes on with somebody who wrote before."""
        conversation = self.follower(resident).conversation_id
        assert conversation is not None
        return conversation

    def said(self, resident: Resident) -> list[str]:
        """What the transcript of their talk holds of what they said."""
        with self.living.house.sessions() as session:
            found = select(TurnRow.said).where(TurnRow.conversation_id == self.talk(resident), TurnRow.said != "")
            return list(session.scalars(found.order_by(TurnRow.number)))

    def deliveries(self, resident: Resident) -> list[str]:
        """Keys of what is written down as having come from somebody who wrote before."""
        with self.living.house.sessions() as session:
            found = select(DeliveryRow.key).where(DeliveryRow.follower_id == self.follower(resident).id)
            return list(session.scalars(found.order_by(DeliveryRow.id)))

    def followers(self) -> int:
        """How many the bridge knows."""
        with self.living.house.sessions() as session:
            return session.scalar(select(func.count()).select_from(FollowerRow)) or 0

    def put(self, resident: Resident, *texts: str) -> None:
        """Answers that nobody asked for are on their way to somebody who wrote before, one for each text."""
        follower = self.follower(resident)
        with self.living.house.sessions.begin() as session:
            for text in texts:
                outbox.put(session, follower.id, follower.conversation_id, outbox.body_of([Reply(text)]), datetime.now(UTC))

    def tell(self, conversation: str, text: str) -> None:
        """A member of staff says something in this talk."""
        asyncio.run(self.living.house.talks.tell(conversation, text, "zhou"))

    def states(self, resident: Resident) -> list[str]:
        """What became of all that was to be shown to somebody who wrote before."""
        with self.living.house.sessions() as session:
            found = select(AnswerRow.state).where(AnswerRow.follower_id == self.follower(resident).id)
            return list(session.scalars(found.order_by(AnswerRow.id)))

    def change(self, resident: Resident, **values: Any) -> None:
        """Sets columns of the bridge's line about somebody: what would otherwise take days."""
        with self.living.house.sessions.begin() as session:
            session.execute(update(FollowerRow).where(FollowerRow.id == self.follower(resident).id).values(**values))

    def say(self, key: str, **values: str) -> str:
        """The channel's own sentence of this name."""
        return self.living.house.desk.sentences.say(f"wechat.{key}", "zh", **values).text


def words_of(resident: Resident) -> Sequence[tuple[str, str]]:
    """The screen as (how it came, words)."""
    return [(shown.via.value, shown.text) for shown in resident.screen]


def account_settings(wechat: Simulator, **given: Any) -> dict[str, Any]:
    """Settings of the simulator's account."""
    values: dict[str, Any] = {
        "wechat_app_id": ACCOUNT.app_id,
        "wechat_secret": SecretStr(ACCOUNT.secret),
        "wechat_token": SecretStr(ACCOUNT.token),
        "wechat_aes_key": SecretStr(ACCOUNT.aes_key),
        "wechat_mode": "safe",
        "wechat_api": wechat.url,
        "wechat_open": wechat.url,
    }
    return {**values, **given}


@contextmanager
def new_town(home: Path, **given: Any) -> Iterator[Town]:
    """A town of its own, with these settings beside the usual ones."""
    port = free_port()
    mode = Mode(given.get("wechat_mode", "safe"))
    with simulator(f"http://127.0.0.1:{port}/channels/wechat", mode) as wechat:
        settings = account_settings(wechat, public_url=f"http://127.0.0.1:{port}", **given)
        rasa_url = f"http://127.0.0.1:{free_port()}"
        with way(lambda: [rasa_url]) as rasa, living(home, rasa.url, port=port, rasa_url=rasa_url, **settings) as running:
            yield Town(running, wechat, rasa)
