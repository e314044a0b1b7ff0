"""A gateway written with wechatpy, as small as it can be: what the simulator is tried on."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from wechatpy import create_reply, parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.utils import check_signature

from tests.wechat.simulator.account import Account, Mode
from tests.wechat.simulator.serving import listen, serving


@dataclass
class SampleGateway:
    """Repeats what it hears, unless a test says otherwise."""

    account: Account
    url: str
    answer: Callable[[Any], str | Response] = field(default=lambda message: f"您说：{message.content}")
    """Text of the passive answer; "" acknowledges; a response is given as it is."""
    delays: deque[float] = field(default_factory=deque)
    """Seconds before each of the next answers."""
    seen: list[dict[str, str]] = field(default_factory=list)
    """The query of each delivery that was signed right."""
    messages: list[Any] = field(default_factory=list)
    """wechatpy's reading of each."""
    cut: int = 0
    """How many slow answers nobody waited for any more."""
    wrong: list[str] = field(default_factory=list)
    """What wechatpy would not take."""

    async def called(self, request: Request) -> Response:
        """GET verifies, POST delivers."""
        asked = dict(request.query_params)
        try:
            check_signature(self.account.token, asked["signature"], asked["timestamp"], asked["nonce"])
            if request.method == "GET":
                return PlainTextResponse(asked["echostr"])
            xml = await request.body()
            if self.account.mode is not Mode.PLAIN:
                xml = self._crypto().decrypt_message(xml, asked["msg_signature"], asked["timestamp"], asked["nonce"])
        except InvalidSignatureException:
            self.wrong.append("signature")
            return Response(status_code=403)
        message = parse_message(xml)
        self.seen.append(asked)
        self.messages.append(message)
        if self.delays:
            await asyncio.sleep(self.delays.popleft())
            self.cut += await request.is_disconnected()
        if request.scope["path"] == "/breaks":
            request.scope["transport"].abort()
        answer = self.answer(message)
        return answer if isinstance(answer, Response) else Response(self.written(message, answer), media_type="application/xml")

    def written(self, message: Any, text: str) -> str:
        """The answer's body: sealed where the mode says so."""
        if not text:
            return "success"
        xml: str = create_reply(text, message).render()
        return xml if self.account.mode is Mode.PLAIN else self.sealed(xml)

    def sealed(self, xml: str) -> str:
        """Sealed by wechatpy."""
        sealed: str = self._crypto().encrypt_message(xml, "nonce")
        return sealed

    def _crypto(self) -> WeChatCrypto:
        return WeChatCrypto(self.account.token, self.account.aes_key, self.account.app_id)


@contextmanager
def sample_gateway(account: Account) -> Iterator[SampleGateway]:
    """The gateway, on a port of its own; `/breaks` hears and breaks the connection."""
    listening = listen()
    gateway = SampleGateway(account, f"http://127.0.0.1:{listening.getsockname()[1]}/wechat")
    app = Starlette(routes=[Route(path, gateway.called, methods=["GET", "POST"]) for path in ("/wechat", "/breaks")])
    ready, loop, end = threading.Event(), asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        async with serving(app, listening):
            ready.set()
            await end.wait()

    thread = threading.Thread(target=lambda: asyncio.Runner(loop_factory=lambda: loop).run(serve()), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield gateway
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join()
