"""A WeChat account in memory: answers each path as WeChat would, or as a test says."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

import httpx

OK = {"errcode": 0, "errmsg": "ok"}
Answer = dict[str, Any] | httpx.Response | Exception
"""JSON with HTTP 200, a whole response, or a transport that fails."""


@dataclass
class PretendedWechat:
    """Give `answers[path]` to what is not to go the usual way; they are used up in their order."""

    usual: dict[str, Answer] = field(default_factory=dict)
    answers: defaultdict[str, deque[Answer]] = field(default_factory=lambda: defaultdict(deque))
    requests: list[httpx.Request] = field(default_factory=list)
    tokens: int = 0

    def transport(self) -> httpx.MockTransport:
        """What a client talks over."""
        return httpx.MockTransport(self._answer)

    def asked(self, path: str) -> list[httpx.Request]:
        """The requests for this path."""
        return [request for request in self.requests if request.url.path == path]

    def body(self, path: str) -> Any:
        """The JSON of the one request for this path."""
        (request,) = self.asked(path)
        return json.loads(request.content)

    @property
    def paths(self) -> list[str]:
        """Every path that was asked, without the token's, in order."""
        return [request.url.path for request in self.requests if request.url.path != "/cgi-bin/stable_token"]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        path = request.url.path
        if self.answers[path]:
            return _response(self.answers[path].popleft(), request)
        if path == "/cgi-bin/stable_token":
            self.tokens += json.loads(request.content)["force_refresh"] or not self.tokens
            return _response({"access_token": f"token-{self.tokens}-for-tests-only", "expires_in": 7200}, request)
        return _response(self.usual.get(path, OK), request)


def _response(answer: Answer, request: httpx.Request) -> httpx.Response:
    if isinstance(answer, Exception):
        raise answer
    if isinstance(answer, httpx.Response):
        return answer
    return httpx.Response(200, json=answer, headers={"content-type": "text/plain"})
