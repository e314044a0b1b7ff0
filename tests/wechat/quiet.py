"""A town without Rasa: WeChat, its residents, our door and bridge are real; what is said to the dialogue fails."""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from actions.identity import person_of
from actions.identity.tables import IdentityRow
from api.all_tables import all_tables
from api.house import House
from api.wechat.delivering.inbox import Delivery, fingerprint_of
from api.wechat.protocol.received import Text
from api.wechat.tables import AnswerRow, FollowerRow
from api.wiring import build
from bot.database import open_database
from bot.vault import Secret
from tests.living import free_port, serving, settings_in
from tests.wechat.simulator import Mode, Resident, Simulator, simulator
from tests.wechat.town import account_settings


@dataclass(frozen=True)
class Person:
    """One of the demonstration's people."""

    name: str
    resident_id: str


LIN = Person("林示伟", "999001196008251332")
WANG = Person("王演示", "999001196607220036")


@dataclass
class QuietTown:
    """The gateway, and WeChat before it."""

    house: House
    wechat: Simulator
    _telephones: Iterator[int] = field(default_factory=itertools.count)

    def ask(self, resident: Resident, text: str) -> str:
        """Types; what comes back with the message itself."""
        before = len(resident.screen)
        resident.send(text)
        return resident.wait_for(before + 1)[before].text

    def follower(self, resident: Resident) -> FollowerRow:
        """The bridge's line about somebody who wrote before."""
        with self.house.sessions() as session:
            fingerprint = fingerprint_of(self.house.desk.seal, resident.openid)
            return session.scalars(select(FollowerRow).where(FollowerRow.fingerprint == fingerprint)).one()

    def talk(self, resident: Resident) -> str:
        """The talk that goes on with somebody who wrote before."""
        conversation = self.follower(resident).conversation_id
        assert conversation is not None
        return conversation

    def verify(self, conversation: str, who: Person) -> None:
        """As after the right code."""
        desk = self.house.desk
        with self.house.sessions.begin() as session:
            name, number = (
                desk.vault.put(session, conversation, Secret(kind, text, text, text))
                for kind, text in (("name", who.name), ("resident_id", who.resident_id))
            )
            person = person_of(desk.seal, who.resident_id)
            session.merge(
                IdentityRow(
                    conversation=conversation, person=person, name_token=name, resident_id_token=number, verified_at=desk.clock.now()
                )
            )

    def stranger(self) -> Resident:
        """Somebody who has just found the account."""
        return self.wechat.resident(f"telephone {next(self._telephones)}")

    def newcomer(self) -> Resident:
        """Somebody with a talk in which nothing was said to the dialogue."""
        resident = self.stranger()
        self.ask(resident, "我绑定了谁")
        return resident

    def bound(self, who: Person) -> Resident:
        """Somebody who has bound their telephone to this person."""
        resident = self.newcomer()
        self.verify(self.talk(resident), who)
        self.ask(resident, "绑定")
        self.ask(resident, "要绑")
        assert self.follower(resident).person == person_of(self.house.desk.seal, who.resident_id)
        return resident

    def tell(self, resident: Resident, text: str) -> None:
        """A member of staff writes to somebody."""
        asyncio.run(self.house.talks.tell(self.talk(resident), text, "lihua"))

    def take(self, resident: Resident, text: str, *, times: int) -> list[list[str]]:
        """What the bridge makes of one delivery that is taken so often, as after faults between."""
        line, seal = self.follower(resident), self.house.desk.seal
        delivery = Delivery(1, line.id, fingerprint_of(seal, resident.openid), f"m:{secrets.token_hex(8)}", Text(text), datetime.now(UTC))
        account = self.house.wechat()
        assert account is not None
        take = account.bridge._serving._take

        async def taken() -> list[list[str]]:
            return [[reply.text for reply in (await take(delivery)).replies] for _ in range(times)]

        return asyncio.run(taken())

    def answers(self) -> list[AnswerRow]:
        """All that was written down to be shown."""
        with self.house.sessions() as session:
            return list(session.scalars(select(AnswerRow).order_by(AnswerRow.id)))


@contextmanager
def quiet_town(home: Path, **given: Any) -> Iterator[QuietTown]:
    """One with these settings beside the account's."""
    port = free_port()
    with simulator(f"http://127.0.0.1:{port}/channels/wechat", Mode(given.get("wechat_mode", "safe"))) as wechat:
        url = f"http://127.0.0.1:{port}"
        settings = settings_in(home, port=port, public_url=url, **account_settings(wechat, **given))
        settings.home.mkdir(parents=True, exist_ok=True)
        all_tables().create_all(open_database(settings.database_url)[0])
        house = build(settings)
        with serving(house):
            yield QuietTown(house, wechat)
