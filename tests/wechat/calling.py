"""The account's server, at its simplest, calling the simulator over real HTTP."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import av
import httpx
import pytest

from tests.wechat.simulator import ACCOUNT, Simulator, Template, simulator

SEND = "/cgi-bin/message/custom/send"
STABLE = "/cgi-bin/stable_token"
NEWS = Template("template-1", "办件进度提醒", "事项：{{thing1.DATA}}\n进度：{{phrase2.DATA}}")


@pytest.fixture
def wechat() -> Iterator[Simulator]:
    """WeChat, with nobody to call back."""
    with simulator() as running:
        yield running


class Caller:
    """The account's server, at its simplest."""

    def __init__(self, wechat: Simulator) -> None:
        self.http = httpx.Client(base_url=wechat.url, trust_env=False, verify=False, timeout=10)
        self.token = ""

    def login(self, force: bool = False, **other: str) -> dict[str, Any]:
        """Fetches the stable token."""
        asked = {"grant_type": "client_credential", "appid": ACCOUNT.app_id, "secret": ACCOUNT.secret, **other}
        answer: dict[str, Any] = self.http.post(STABLE, json={**asked, "force_refresh": force}).json()
        self.token = str(answer.get("access_token", self.token))
        return answer

    def get(self, path: str, **params: str) -> Any:
        """JSON of a GET with the token."""
        return self.http.get(path, params={"access_token": self.token, **params}).json()

    def post(self, path: str, body: Any = None, content: bytes | None = None) -> Any:
        """JSON of a POST with the token."""
        raw = json.dumps(body, ensure_ascii=False).encode() if content is None else content
        return self.http.post(path, params={"access_token": self.token}, content=raw).json()

    def text(self, openid: str, text: str) -> int:
        """Sends text; gives errcode."""
        return int(self.post(SEND, {"touser": openid, "msgtype": "text", "text": {"content": text}})["errcode"])

    def upload(self, kind: str, content: bytes, name: str = "media") -> Any:
        """Uploads a file."""
        files = {name: ("a.bin", content, "application/octet-stream")}
        return self.http.post("/cgi-bin/media/upload", params={"access_token": self.token, "type": kind}, files=files).json()


@pytest.fixture
def caller(wechat: Simulator) -> Iterator[Caller]:
    """Logged in."""
    calling = Caller(wechat)
    with calling.http:
        calling.login()
        yield calling


def mp3(seconds: float) -> bytes:
    """Silence."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=16000)
        left = int(seconds * 16000)
        while left > 0:
            frame = av.AudioFrame(format="s16p", layout="mono", samples=min(left, 1152))
            frame.sample_rate = 16000
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            container.mux(stream.encode(frame))
            left -= 1152
        container.mux(stream.encode(None))
    return out.getvalue()
