"""Many messages, a slow Rasa, two gateways, one of them killed in between: what every resident's screen shows in the end."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import create_engine, text

from api.settings import Settings
from bot.say import load_sentences
from tests.living import free_port
from tests.outside import Outside, outside
from tests.wechat.between import Way, way
from tests.wechat.simulator import Balance, Mode, Resident, Sent, Simulator, simulator
from tests.wechat.town import account_settings

SCRIPT = ("我要办养老金资格认证", "青禾区", "要带什么", "照常发", "人工")
"""What every resident sends, each at least a second after the one before. Done twice, any of these is answered otherwise."""

LOSING = (0, 0, 1)
"""How many answers within the request get lost on their way to WeChat, by message, over and over: so many times it is sent again.

One at most: who loses one and whose gateway dies has had two of the three deliveries.
"""


@dataclass
class Pair:
    """Two gateways on the same databases, one Rasa, and WeChat before them."""

    system: Outside
    wechat: Simulator
    rasa: Way
    other: Settings
    second: Any = None

    def urls(self) -> list[str]:
        """Where the actions are: in whichever gateway lives."""
        return [self.system.settings.url, self.other.url]

    def kill(self) -> None:
        """The second gateway dies, as by a power cut."""
        self.second.send_signal(signal.SIGKILL)
        self.second.wait(10)

    def revive(self) -> None:
        """It is started again."""
        self.second = self.system.gateway_at(self.other)

    def sent_again(self) -> int:
        """Messages that the living gateway sent once more, not knowing whether they had arrived."""
        told = httpx.get(f"{self.system.settings.url}/metrics", trust_env=False).text
        return int(float(re.search(r"^nuanban_wechat_sent_again_total (\S+)", told, re.MULTILINE)[1]))  # type: ignore[index]

    def served(self) -> int:
        """Residents who are being served at this moment, by both gateways."""
        return self._counted("SELECT count(*) FROM wechat_followers WHERE lease IS NOT NULL")

    def waiting(self) -> int:
        """Deliveries without an answer, and answers that are not out."""
        undone = self._counted("SELECT count(*) FROM wechat_deliveries WHERE done_at IS NULL")
        return undone + self._counted("SELECT count(*) FROM wechat_answers WHERE state IN ('waiting', 'sending')")

    def turns(self) -> int:
        """Lines of all transcripts."""
        return self._counted("SELECT count(*) FROM turns")

    def _counted(self, statement: str) -> int:
        engine = create_engine(self.system.settings.database_url)
        with engine.connect() as connection:
            found = connection.execute(text(statement)).scalar_one()
        engine.dispose()
        return int(found)


@dataclass
class Counted:
    """What became of the messages."""

    messages: int = 0
    turns: int = 0
    """Lines of transcripts: one a message, however often it was delivered."""
    again: int = 0
    """Deliveries beyond the first of each message."""
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    """Residents who read everything once, but not in order."""
    failures: int = 0
    """Times that WeChat said that the account is out of order."""
    unanswered: int = 0
    served: int = 0
    """Residents who were being served, by both, when one gateway died."""
    sent_again: int = 0
    asked_again: int = 0
    """Turns that Rasa was asked more than once: whoever had asked died. Their actions answer from what they have written down."""
    late: float = 0.0
    """The slowest answer within the request, in seconds."""
    seconds: float = 0.0
    odd: list[str] = field(default_factory=list)
    """Screens that are not as they should be."""


@contextmanager
def pair(home: Path, slow: float = 0.0, **given: Any) -> Iterator[Pair]:
    """Two gateways and their WeChat."""
    ports = free_port(), free_port()
    callbacks = [f"http://127.0.0.1:{port}/channels/wechat" for port in ports]
    with simulator(callbacks, Mode.SAFE, balance=Balance.IN_TURN_LIVING) as wechat, way(lambda: made.urls()) as actions:
        settings = account_settings(wechat, public_url=f"http://127.0.0.1:{ports[0]}")
        environment = {"NUANBAN_ACTIONS_URL": f"{actions.url}/actions/webhook"}
        values = {"turn_timeout": slow + 30, "action_timeout": 6.0, **settings, **given}
        with way(lambda: [rasa_url]) as rasa:
            rasa_url = f"http://127.0.0.1:{free_port()}"
            with outside(home, port=ports[0], rasa_url=rasa_url, rasa_environment=environment, **values) as system:
                system.end(system.gateway)
                system.settings = system.settings.model_copy(update={"rasa_url": rasa.url})
                made = Pair(system, wechat, rasa, system.settings.model_copy(update={"port": ports[1]}))
                system.start_gateway()
                made.revive()
                try:
                    yield made
                finally:
                    system.end(made.second)


def expected(town: Pair, script: Sequence[str] = SCRIPT) -> list[str]:
    """What the script is answered when nothing goes wrong."""
    model = town.wechat.resident("the model")
    for words in script:
        model.send(words).wait()
    assert len(model.texts) == len(script), model.texts
    return model.texts


def run(
    town: Pair, residents: int, slow: float, kill_after: float | None, script: Sequence[str] = SCRIPT, losing: Sequence[int] = LOSING
) -> Counted:
    """Everybody sends the script, one after the other and all at once; after `kill_after` seconds a gateway dies and comes back."""
    answers = expected(town, script)
    turns_before, asked_before = town.turns(), len(town.rasa.turns)
    town.rasa.seconds = slow
    people = [town.wechat.resident(f"resident {number}") for number in range(residents)]
    began = time.monotonic()
    sent: list[Sent] = []
    served = 0
    for words in script:
        prepared = [one.prepare("text", Content=words) for one in people]
        for one, loses in zip(prepared, cycle(losing), strict=False):
            one.loses = loses
        sent += town.wechat.at_pace(prepared, max(20.0, residents / 8))
        time.sleep(max(1.2, residents / max(20.0, residents / 8)))
        if kill_after is not None and time.monotonic() - began >= kill_after:
            kill_after = None
            served = town.served()
            town.kill()
            time.sleep(3)
            town.revive()
    for one in sent:
        one.wait(600)
    deadline = time.monotonic() + 600
    while town.waiting() and time.monotonic() < deadline:
        time.sleep(1)
    time.sleep(2)
    counted = count(people, sent, answers)
    counted.turns = town.turns() - turns_before
    counted.served = served
    counted.sent_again = town.sent_again()
    counted.asked_again = sum(1 for times in list(town.rasa.turns.values())[asked_before:] if times > 1)
    counted.seconds = time.monotonic() - began
    return counted


def count(people: list[Resident], sent: list[Sent], answers: list[str]) -> Counted:
    """Compares every screen with what it should show. Acknowledgements do not count; several answers may come in one bubble."""
    later = load_sentences(Path("data/say")).say("wechat.later").text
    counted = Counted(len(sent))
    for one in people:
        shown, wanted = "\n\n".join(told for told in one.texts if told != later), "\n\n".join(answers)
        if shown != wanted:
            counted.odd.append(shown)
            more = [shown.count(answer) - wanted.count(answer) for answer in answers]
            counted.lost += sum(1 for many in more if many < 0)
            counted.doubled += sum(many for many in more if many > 0)
            counted.disordered += not any(more)
        counted.failures += len(one.failures)
    counted.unanswered = sum(1 for one in sent if one.outcome is None or one.outcome.value == "unanswered")
    counted.again = sum(len(one.deliveries) - 1 for one in sent)
    counted.late = max((d.took for one in sent for d in one.deliveries if d.outcome.value in {"shown", "acknowledged"}), default=0.0)
    return counted
