"""WeChat's API, as the account's server calls it: an ASGI application."""

from __future__ import annotations

import asyncio
import html
import json
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.wechat.simulator.account import Account, Right
from tests.wechat.simulator.clock import Clock
from tests.wechat.simulator.errors import WeChatError
from tests.wechat.simulator.faults import Dropped, Fault, Faults, Refused, Slow, Status
from tests.wechat.simulator.media import Media
from tests.wechat.simulator.menu import check_menu, current
from tests.wechat.simulator.messages import Template, body_of, service_message, template_message
from tests.wechat.simulator.multipart import uploaded
from tests.wechat.simulator.oauth import Codes
from tests.wechat.simulator.resident import Resident
from tests.wechat.simulator.subscriptions import Subscriptions
from tests.wechat.simulator.tokens import Tokens


class Transport(Protocol):
    """The connection that a call came on."""

    def abort(self) -> None:
        """Breaks it."""


@dataclass(frozen=True)
class Call:
    """One call of the API."""

    params: Mapping[str, str]
    body: bytes
    content_type: str


@dataclass(frozen=True)
class Endpoint:
    """One path of the API."""

    method: str
    carry_out: Callable[[Call], dict[str, Any] | Response]
    right: Right | None = None
    needs_token: bool = True


@dataclass
class Api:
    """All paths, and what they know."""

    account: Account
    clock: Clock
    tokens: Tokens
    media: Media
    codes: Codes
    residents: dict[str, Resident]
    """By OpenID."""
    after_template: Callable[[Resident, int, str], None]
    """WeChat tells the account's server what became of a template message: MsgID, and `success` or why not."""
    after_subscription: Callable[[Resident, str, int, str], None]
    """The same of a subscription message: its template, MsgID, and `success` or why not."""
    faults: Faults = field(default_factory=Faults)
    calls: Counter[str] = field(default_factory=Counter)
    """How often each path was called, whatever came of it."""
    subscriptions: Subscriptions = field(default_factory=Subscriptions)
    templates: dict[str, Template] = field(default_factory=dict)
    failing_template: str = ""
    """What WeChat says instead of showing the next template message that it has taken."""
    menu: dict[str, Any] | None = None
    staff: list[dict[str, Any]] = field(default_factory=list)
    """What getkflist gives: `{"kf_account": …, "kf_nick": …, "kf_id": …}`."""
    holder: Resident | None = None
    """Whoever opens pages now."""

    def app(self) -> Starlette:
        """The application."""
        endpoints = {
            "/cgi-bin/stable_token": Endpoint("POST", self._stable_token, needs_token=False),
            "/cgi-bin/token": Endpoint("GET", self._token, needs_token=False),
            "/cgi-bin/message/custom/send": Endpoint("POST", self._service, Right.SERVICE),
            "/cgi-bin/message/template/send": Endpoint("POST", self._template, Right.TEMPLATE),
            "/cgi-bin/template/get_all_private_template": Endpoint("GET", self._templates, Right.TEMPLATE),
            "/cgi-bin/message/subscribe/bizsend": Endpoint("POST", self._subscribed, Right.SUBSCRIBE),
            "/wxaapi/newtmpl/gettemplate": Endpoint("GET", self._subscription_templates, Right.SUBSCRIBE),
            "/cgi-bin/menu/create": Endpoint("POST", self._menu_create, Right.MENU),
            "/cgi-bin/menu/get": Endpoint("GET", self._menu_get, Right.MENU),
            "/cgi-bin/menu/delete": Endpoint("GET", self._menu_delete, Right.MENU),
            "/cgi-bin/get_current_selfmenu_info": Endpoint("GET", lambda call: current(self.menu)),
            "/cgi-bin/getcallbackip": Endpoint("GET", lambda call: {"ip_list": ["127.0.0.1"]}),
            "/cgi-bin/customservice/getkflist": Endpoint("GET", lambda call: {"kf_list": list(self.staff)}, Right.SERVICE),
            "/cgi-bin/media/get": Endpoint("GET", self._media_get, Right.MEDIA),
            "/cgi-bin/media/upload": Endpoint("POST", self._media_upload, Right.MEDIA),
            "/sns/oauth2/access_token": Endpoint("GET", self._page_token, Right.OAUTH, needs_token=False),
        }
        routes = [Route(path, self._served(path, endpoint), methods=["GET", "POST"]) for path, endpoint in endpoints.items()]
        return Starlette(routes=[*routes, Route("/connect/oauth2/authorize", self._authorize), Route("/mmbiz/{media_id}", self._picture)])

    def _served(self, path: str, endpoint: Endpoint) -> Callable[[Request], Any]:
        async def serve(request: Request) -> Response:
            self.calls[path] += 1
            call = Call(dict(request.query_params), await request.body(), request.headers.get("content-type", ""))
            return await self._faulty(self.faults.next(path), lambda: self._answer(endpoint, request.method, call), request)

        return serve

    async def _faulty(self, fault: Fault | None, answer: Callable[[], Response], request: Request) -> Response:
        match fault:
            case Refused(errcode):
                return said(WeChatError(errcode))
            case Status(status):
                return HTMLResponse(f"<html><body><h1>{status}</h1></body></html>", status)
            case Slow(seconds, accepted):
                early = answer() if accepted else None
                await asyncio.sleep(seconds)
                return early or answer()
            case Dropped(accepted):
                response = answer() if accepted else Response()
                transport: Transport = request.scope["transport"]
                transport.abort()
                return response
            case None:
                return answer()

    def _answer(self, endpoint: Endpoint, method: str, call: Call) -> Response:
        try:
            if method != endpoint.method:
                raise WeChatError(43001 if endpoint.method == "GET" else 43002)
            if endpoint.needs_token:
                self.tokens.check(call.params.get("access_token", ""))
            if endpoint.right and endpoint.right not in self.account.rights:
                raise WeChatError(48001)
            answer = endpoint.carry_out(call)
        except WeChatError as refusal:
            return said(refusal)
        return answer if isinstance(answer, Response) else written(answer)

    # tokens

    def _stable_token(self, call: Call) -> dict[str, Any]:
        body = body_of(call.body)
        app_id, secret, grant_type = (str(body.get(name, "")) for name in ("appid", "secret", "grant_type"))
        return self.tokens.give_stable(app_id, secret, grant_type, force=body.get("force_refresh") is True)

    def _token(self, call: Call) -> dict[str, Any]:
        return self.tokens.give_plain(*[call.params.get(name, "") for name in ("appid", "secret", "grant_type")])

    # messages

    def _service(self, call: Call) -> dict[str, Any]:
        body = body_of(call.body)
        service_message(body, self._to(body), self.media, self.clock)
        return OK

    def _template(self, call: Call) -> dict[str, Any]:
        body = body_of(call.body)
        resident = self._to(body)
        said, self.failing_template = self.failing_template or "success", ""
        template_message(body, resident, self.templates, self.clock, shown=said == "success")
        number = secrets.randbelow(10**18)
        self.after_template(resident, number, said)
        return {**OK, "msgid": number}

    def _templates(self, call: Call) -> dict[str, Any]:
        return {
            "template_list": [
                {"template_id": one.template_id, "title": one.title, "primary_industry": "政府", "content": one.content, "example": ""}
                for one in self.templates.values()
            ]
        }

    def _subscribed(self, call: Call) -> dict[str, Any]:
        body = body_of(call.body)
        resident = self._to(body)
        template, said = self.subscriptions.send(body, resident, self.clock.now())
        number = secrets.randbelow(10**18)
        self.after_subscription(resident, template, number, said)
        return {**OK, "msgid": number}

    def _subscription_templates(self, call: Call) -> dict[str, Any]:
        return {**OK, "data": [one.listed() for one in self.subscriptions.templates.values()]}

    def _to(self, body: dict[str, Any]) -> Resident:
        resident = self.residents.get(str(body.get("touser")))
        if resident is None:
            raise WeChatError(40003)
        return resident

    # the menu

    def _menu_create(self, call: Call) -> dict[str, Any]:
        menu = body_of(call.body)
        check_menu(menu)
        self.menu = menu
        return OK

    def _menu_get(self, call: Call) -> dict[str, Any]:
        if self.menu is None:
            raise WeChatError(46003)
        return {"menu": self.menu}

    def _menu_delete(self, call: Call) -> dict[str, Any]:
        self.menu = None
        return OK

    # media

    def _media_get(self, call: Call) -> Response:
        medium = self.media.get(call.params.get("media_id", ""))
        disposition = f'attachment; filename="{secrets.token_hex(8)}.{medium.content_type.rpartition("/")[2]}"'
        return Response(medium.content, media_type=medium.content_type, headers={"Content-disposition": disposition})

    def _media_upload(self, call: Call) -> dict[str, Any]:
        return self.media.upload(call.params.get("type", ""), uploaded(call.content_type, call.body))

    async def _picture(self, request: Request) -> Response:
        media_id = request.path_params["media_id"]
        if not self.media.has(media_id):
            return Response(status_code=404)
        medium = self.media.get(media_id)
        return Response(medium.content, media_type=medium.content_type)

    # pages

    def _page_token(self, call: Call) -> dict[str, Any]:
        if call.params.get("appid") != self.account.app_id:
            raise WeChatError(40013)
        if call.params.get("secret") != self.account.secret:
            raise WeChatError(40125)
        if call.params.get("grant_type") != "authorization_code":
            raise WeChatError(40002)
        return self.codes.redeem(call.params.get("code", ""))

    async def _authorize(self, request: Request) -> Response:
        """Where a page sends the resident to be known; sends her back with a code. Words of the refusals are from memory."""
        self.calls["/connect/oauth2/authorize"] += 1
        asked = request.query_params
        back = urlsplit(asked.get("redirect_uri", ""))
        if asked.get("appid") != self.account.app_id or asked.get("response_type") != "code":
            return _refused_page("参数错误")
        if asked.get("scope") not in {"snsapi_base", "snsapi_userinfo"}:
            return _refused_page("Scope 参数错误或没有 Scope 权限")
        if Right.OAUTH not in self.account.rights:
            return _refused_page("该公众号没有这些权限，错误码：10005")
        if back.scheme not in {"http", "https"} or (self.account.web_host and back.netloc != self.account.web_host):
            return _refused_page("redirect_uri 参数错误")
        if self.holder is None:
            return _refused_page("请在微信客户端打开链接")
        code = self.codes.give(self.holder.openid, asked["scope"])
        query = "&".join(part for part in (back.query, urlencode({"code": code, "state": asked.get("state", "")})) if part)
        return RedirectResponse(back._replace(query=query, fragment="").geturl(), 302)


OK = {"errcode": 0, "errmsg": "ok"}


def said(refusal: WeChatError) -> Response:
    """A refusal, with the request's number behind the words, as WeChat writes them."""
    return written({"errcode": refusal.errcode, "errmsg": f"{refusal.errmsg} rid: {secrets.token_hex(4)}-{secrets.token_hex(4)}"})


def written(answer: dict[str, Any]) -> Response:
    """JSON with the odd content type of WeChat's (from memory)."""
    return Response(json.dumps(answer, ensure_ascii=False), headers={"Content-Type": "application/json; encoding=utf-8"})


def _refused_page(words: str) -> Response:
    return HTMLResponse(f"<!doctype html><html lang=zh><meta charset=utf-8><title>提示</title><p>{html.escape(words)}</p></html>")
