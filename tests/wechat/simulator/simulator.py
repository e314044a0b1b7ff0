"""WeChat's servers and its residents, in one thread with a loop of its own."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import wait
from contextlib import contextmanager
from dataclasses import replace

import httpx

from tests.wechat.simulator.account import Account, Mode
from tests.wechat.simulator.api import Api
from tests.wechat.simulator.balancing import Balance, Balancer
from tests.wechat.simulator.clock import Clock
from tests.wechat.simulator.courier import Courier
from tests.wechat.simulator.envelope import Raw, fields_xml, signature
from tests.wechat.simulator.faults import Faults
from tests.wechat.simulator.media import Media
from tests.wechat.simulator.messages import Template
from tests.wechat.simulator.oauth import Codes
from tests.wechat.simulator.resident import Resident, Shown, Via
from tests.wechat.simulator.sent import PATIENCE, Outcome, Sent
from tests.wechat.simulator.serving import listen, serving
from tests.wechat.simulator.subscriptions import SubscriptionTemplate
from tests.wechat.simulator.tokens import Tokens

ACCOUNT = Account(
    app_id="wx0123456789abcdef",
    secret="secret-for-tests-only",
    token="tokenForTestsOnly",
    aes_key="keyForTestsOnlyKeyForTestsOnlyKeyForTestsO0",
)
"""Made up, for tests only."""


class Simulator:
    """WeChat for one account. Start it with `simulator(…)`; every method may be called from any thread."""

    def __init__(
        self,
        account: Account = ACCOUNT,
        callbacks: str | Sequence[str] = (),
        *,
        balance: Balance = Balance.IN_TURN,
        patience: float = 5.0,
        gap: float | None = None,
        fresh: bool = True,
        clock: Clock | None = None,
        port: int = 0,
    ) -> None:
        """`callbacks`: addresses of the gateways (`http://…/channels/wechat`). `patience`: real seconds to answer in.

        `gap`: real seconds until the next try after a refused connection (a fifth of `patience` unless given).
        `fresh`: each delivery is signed anew. `port`: of the API; any free one unless given.
        """
        self.account = account
        self.clock = clock or Clock()
        self.media = Media(self.clock)
        self.tokens = Tokens(account, self.clock)
        self.sent: list[Sent] = []
        """All that residents have done, in order."""
        self._residents: dict[str, Resident] = {}
        self._changed = threading.Condition()
        self._numbers = itertools.count(10**18 + secrets.randbelow(8 * 10**8) * 10**10)
        self._listening = listen(port)
        self._balancer = Balancer([callbacks] if isinstance(callbacks, str) else callbacks, balance)
        self._api = Api(
            account,
            self.clock,
            self.tokens,
            self.media,
            Codes(self.clock),
            self._residents,
            self._template_is_sent,
            self._subscription_is_sent,
        )
        self._client = httpx.AsyncClient(
            trust_env=False, verify=False, timeout=None, limits=httpx.Limits(max_connections=None, max_keepalive_connections=0)
        )
        self._courier = Courier(
            account,
            self.clock,
            self._balancer,
            self._client,
            self.media.has,
            self._loses,
            patience=patience,
            gap=patience / 5 if gap is None else gap,
            fresh=fresh,
        )
        self._losing = 0
        self._loop = asyncio.new_event_loop()
        self._ready, self._end = threading.Event(), asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._run, name="wechat", daemon=True)

    # the account's server sees this

    @property
    def url(self) -> str:
        """Base address of the API, and of the pages that ask who opens them."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    @property
    def calls(self) -> Counter[str]:
        """How often each path of the API was called."""
        return Counter(self._api.calls)

    @property
    def faults(self) -> Faults:
        """What goes wrong in the API."""
        return self._api.faults

    @property
    def menu(self) -> dict[str, object] | None:
        """The menu that is installed."""
        return self._api.menu

    # tests arrange this

    def call_back(self, *urls: str) -> None:
        """From now on deliveries go to these gateways."""
        self._balancer.urls = list(urls)

    def resident(self, name: str) -> Resident:
        """The resident of this name, always the same one; her OpenID is made of the name.

        In a system that many tests share, let each test have residents of its own.
        """
        openid = f"oTest_{hashlib.sha256(name.encode()).hexdigest()}"[:28]
        if openid not in self._residents:
            self._residents[openid] = Resident(
                openid,
                name,
                self._start,
                self._fields,
                self.media,
                lambda media_id: f"{self.url}/mmbiz/{media_id}",
                lambda: self._api.menu,
                self._changed,
            )
        return self._residents[openid]

    def add_media(self, content: bytes, content_type: str = "") -> str:
        """Puts a file there that the account may fetch; gives its media_id."""
        return self.media.add(content, content_type)

    def add_template(self, template: Template) -> None:
        """A template message that the account may use."""
        self._api.templates[template.template_id] = template

    def add_subscription(self, template: SubscriptionTemplate) -> None:
        """A template of subscription messages that the account may use."""
        self._api.subscriptions.templates[template.template_id] = template

    def asks(self, resident: Resident, template_id: str, *, yes: bool) -> Sent:
        """An article asks her whether she wants messages of this template."""
        self._api.subscriptions.answer(resident, template_id, yes=yes)
        said = "accept" if yes else "reject"
        row = _row(TemplateId=template_id, SubscribeStatusString=said, PopupScene=2)
        return resident.event("subscribe_msg_popup_event", SubscribeMsgPopupEvent=row)

    def takes_back(self, resident: Resident, template_id: str) -> Sent:
        """She switches messages of this template off (通知管理)."""
        self._api.subscriptions.agreed.pop((resident.openid, template_id), None)
        row = _row(TemplateId=template_id, SubscribeStatusString="reject")
        return resident.event("subscribe_msg_change_event", SubscribeMsgChangeEvent=row)

    def fail_template(self, why: str) -> None:
        """The next template message is taken and not shown."""
        self._api.failing_template = why

    def fail_subscription(self, why: str) -> None:
        """The next subscription message is taken and not shown."""
        self._api.subscriptions.failing = why

    def add_staff(self, account: str, nick: str) -> None:
        """Somebody who answers in person (客服账号)."""
        self._api.staff.append({"kf_account": account, "kf_nick": nick, "kf_id": str(1001 + len(self._api.staff)), "kf_headimgurl": ""})

    def held_by(self, resident: Resident | None) -> None:
        """Who opens pages from now on; None: not inside WeChat."""
        self._api.holder = resident

    def lose_answers(self, times: int = 1) -> None:
        """So many of the next good answers get lost on the way: the message is sent again."""
        with self._changed:
            self._losing += times

    def again(self, sent: Sent) -> Sent:
        """Delivers the same message once more, as if WeChat had not heard the answer."""
        return self._start(Sent(sent.openid, dict(sent.fields)), self._residents[sent.openid])

    def at_pace(self, many: Sequence[Sent], per_second: float) -> list[Sent]:
        """Sends prepared messages (`resident.prepare`) at this pace, without a thread for each. Comes back at once."""
        self.sent.extend(many)
        asyncio.run_coroutine_threadsafe(self._pace(many, per_second), self._loop)
        return list(many)

    def settle(self, quiet: float = 1.0, seconds: float = PATIENCE) -> None:
        """Until all that residents have sent is over and no screen has changed for `quiet` real seconds: nothing more comes.

        Raises TimeoutError.
        """
        until = time.monotonic() + seconds
        for sent in list(self.sent):
            wait([sent.done], max(0, until - time.monotonic()))
        with self._changed:
            while self._changed.wait(quiet):
                if time.monotonic() > until:
                    raise TimeoutError("screens do not come to rest")
        if any(not sent.done.done() for sent in self.sent):
            raise TimeoutError("something is still on its way")

    def verify(self, url: str = "") -> bool:
        """Whether the server echoes as WeChat's console wants it when the address is entered."""
        timestamp, nonce, echo = str(int(self.clock.now())), secrets.token_hex(5), str(secrets.randbelow(10**19))
        asked = {"signature": signature(self.account.token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce, "echostr": echo}
        answer = httpx.get(url or self._balancer.urls[0], params=asked, timeout=5, trust_env=False, verify=False)
        return answer.status_code == 200 and answer.content == echo.encode()

    # inside

    def start(self) -> None:
        """Comes up."""
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        """Goes down; what is on its way stays undelivered."""
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        async with self._client, serving(self._api.app(), self._listening):
            self._ready.set()
            await self._end.wait()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _loses(self) -> bool:
        with self._changed:
            losing, self._losing = self._losing > 0, max(0, self._losing - 1)
            return losing

    def _fields(self, openid: str, kind: str) -> dict[str, str | int]:
        fields: dict[str, str | int] = {
            "ToUserName": self.account.name,
            "FromUserName": openid,
            "CreateTime": int(self.clock.now()),
            "MsgType": kind,
        }
        return fields if kind == "event" else {**fields, "MsgId": next(self._numbers)}

    def _start(self, sent: Sent, resident: Resident) -> Sent:
        self.sent.append(sent)
        self._loop.call_soon_threadsafe(self._launch, sent, resident)
        return sent

    def _launch(self, sent: Sent, resident: Resident) -> None:
        self._grant(sent, resident)
        task = self._loop.create_task(self._carry(sent, resident))
        self._tasks.add(task)
        task.add_done_callback(lambda over: self._over(over, sent))

    def _over(self, task: asyncio.Task[None], sent: Sent) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            sent.done.cancel()
        elif wrong := task.exception():
            sent.done.set_exception(wrong)
        else:
            sent.done.set_result(None)

    def _grant(self, sent: Sent, resident: Resident) -> None:
        now = self.clock.now()
        match sent.fields.get("Event"):
            case None:
                resident.allowance.has_written(now)
            case "CLICK" | "subscribe" | "SCAN" | "scancode_push" | "scancode_waitmsg":
                resident.allowance.has_pressed(now)
            case "unsubscribe":
                resident.allowance.end()

    async def _carry(self, sent: Sent, resident: Resident) -> None:
        if not self._balancer.urls:
            sent.outcome = Outcome.UNANSWERED
            return
        sent.outcome, sent.answer, why = await self._courier.carry(sent)
        if sent.answer is not None:
            media = self.media.get(sent.answer.media_id).content if sent.answer.media_id else b""
            resident.sees(Shown(self.clock.now(), Via.PASSIVE, sent.answer.kind, sent.answer.text, media, answers=sent))
        elif sent.outcome in {Outcome.BROKEN, Outcome.UNANSWERED} and sent.fields.get("Event") not in SILENT:
            resident.failures.append(why)

    async def _pace(self, many: Sequence[Sent], per_second: float) -> None:
        began = self._loop.time()
        for number, sent in enumerate(many):
            await asyncio.sleep(max(0, began + number / per_second - self._loop.time()))
            sent.fields["CreateTime"] = int(self.clock.now())
            self._launch(sent, self._residents[sent.openid])

    def _template_is_sent(self, resident: Resident, number: int, said: str) -> None:
        """A while later, as it must be: whoever has sent it has to write that down first."""
        if self._balancer.urls:
            self._loop.call_later(1.0, lambda: resident.event("TEMPLATESENDJOBFINISH", MsgID=number, Status=said))

    def _subscription_is_sent(self, resident: Resident, template: str, number: int, said: str) -> None:
        code = 0 if said == "success" else 1
        row = _row(TemplateId=template, MsgID=number, ErrorCode=code, ErrorStatus=said)
        if self._balancer.urls:
            self._loop.call_later(1.0, lambda: resident.event("subscribe_msg_sent_event", SubscribeMsgSentEvent=row))


def _row(**fields: str | int) -> Raw:
    """One line of an event about subscription messages."""
    return Raw(f"<List>{fields_xml(fields)}</List>")


SILENT = {
    "unsubscribe",
    "VIEW",
    "TEMPLATESENDJOBFINISH",
    "subscribe_msg_popup_event",
    "subscribe_msg_change_event",
    "subscribe_msg_sent_event",
}
"""Events after which WeChat shows no failure (from memory)."""


@contextmanager
def simulator(
    callbacks: str | Sequence[str] = (),
    mode: Mode = Mode.PLAIN,
    account: Account = ACCOUNT,
    *,
    balance: Balance = Balance.IN_TURN,
    patience: float = 5.0,
    gap: float | None = None,
    fresh: bool = True,
    clock: Clock | Callable[[], float] | None = None,
    port: int = 0,
) -> Iterator[Simulator]:
    """WeChat, running: `with simulator("http://127.0.0.1:8000/channels/wechat") as wechat`. See `Simulator`."""
    own = clock if isinstance(clock, Clock) or clock is None else Clock(clock)
    wechat = Simulator(
        replace(account, mode=mode), callbacks, balance=balance, patience=patience, gap=gap, fresh=fresh, clock=own, port=port
    )
    wechat.start()
    try:
        yield wechat
    finally:
        wechat.stop()
