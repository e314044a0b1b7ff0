"""WeChat's interfaces, as far as we call them: answers that come later, news, recordings, pictures, the menu, who opens a page."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import httpx

from api.settings import Settings
from api.wechat.client.errors import BadCode, NotAdmitted, TokenRefused, WechatFailed
from api.wechat.client.token import Fresh, Tokens
from api.wechat.client.token_store import TokenStore
from api.wechat.client.wire import Media, Wire
from bot.database import Sessions
from bot.vault import Seal

__all__ = ["Kind", "Media", "SubscriptionTemplate", "WechatApi", "open_wechat_api"]

Kind = Literal["voice", "image"]
"""What may be sent up: AMR or MP3 of at most 60 seconds and 2 MB, a picture of at most 10 MB."""

LONG_TERM = 3
"""`type` of a subscription message's template that a resident agrees to once for many; 2: for one."""

MEDIA_LIMIT = 10 * 1024 * 1024
"""Bytes; nothing larger is kept at WeChat (developers.weixin.qq.com/doc/service/api/material/temporary/api_uploadtempmedia)."""


@dataclass(frozen=True)
class SubscriptionTemplate:
    """One template of subscription messages."""

    fields: frozenset[str]
    """Names of its fields: thing1, phrase2 …"""
    long_term: bool
    """Whether a resident agrees to it once for many messages; else each time for one."""


def open_wechat_api(
    settings: Settings, sessions: Sessions, seal: Seal, now: Callable[[], datetime], transport: httpx.AsyncBaseTransport | None = None
) -> WechatApi:
    """The client of the settings' account, which must be set. Nothing is called before it is used. `transport` is for tests."""
    app_id, secret = settings.wechat_app_id, settings.wechat_secret
    if app_id is None or secret is None:
        raise ValueError("no WeChat account is set")
    wire = Wire(settings.wechat_api, transport)
    return WechatApi(wire, app_id, secret.get_secret_value(), TokenStore(app_id, sessions, seal, now), now)


class WechatApi:
    """One account's interfaces, for one process.

    Every method raises WechatFailed (api.wechat.client.errors), by its name where it has one. What a
    call does to a resident's screen is not repeated when the answer is lost: Unsure is raised.
    """

    def __init__(self, wire: Wire, app_id: str, secret: str, store: TokenStore, now: Callable[[], datetime]) -> None:
        self._wire = wire
        self._app_id = app_id
        self._secret = secret
        self._tokens = Tokens(store, self._fresh_token, now)

    async def send_text(self, openid: str, text: str) -> None:
        """Words, at most 2,048 bytes in UTF-8. Raises OutOfWindow, TooMany, NoRight, NotFollowing, Unsure."""
        await self._send(openid, {"msgtype": "text", "text": {"content": text}})

    async def send_voice(self, openid: str, media_id: str) -> None:
        """A recording that was sent up before. Raises like `send_text`, and NoSuchMedia."""
        await self._send(openid, {"msgtype": "voice", "voice": {"media_id": media_id}})

    async def send_news(self, openid: str, template_id: str, fields: Mapping[str, str], once: str | None = None) -> str:
        """A notice by template, which may come at any time. WeChat's number of it, by which an event tells what became of it.

        `fields`: the template's names (`thing1`) → values that fit them (api.wechat.client.template). `once`: an id of this
        news; WeChat shows the same one to the same resident once within ten minutes, so that with it the call is
        repeated and Unsure is not raised. Raises NotFollowing, NoSuchTemplate, NoRight, Unsure.
        """
        body: dict[str, Any] = {
            "touser": openid,
            "template_id": template_id,
            "data": {name: {"value": value} for name, value in fields.items()},
        }
        body |= {"client_msg_id": once} if once else {}
        return _number(await self._asked("POST", "/cgi-bin/message/template/send", repeat=once is not None, body=body))

    async def send_subscribed(self, openid: str, template_id: str, fields: Mapping[str, str]) -> str:
        """A notice to somebody who has agreed to such (订阅通知), at any time; where they agreed to one only, that is used up then.

        WeChat's number of it, as for `send_news`.

        `fields` as for `send_news`. It takes no id by which WeChat would know it again, so it is not repeated. Raises NotSubscribed,
        BadFields, NotFollowing, NoSuchTemplate, NoRight, Unsure. What became of it is told by an event, subscribe_msg_sent_event.
        Source: developers.weixin.qq.com/doc/service/api/notify/notify/api_sendnewsubscribemsg.html.
        """
        data = {name: {"value": value} for name, value in fields.items()}
        body = {"touser": openid, "template_id": template_id, "data": data}
        return _number(await self._asked("POST", "/cgi-bin/message/subscribe/bizsend", repeat=False, body=body))

    async def subscription_templates(self) -> Mapping[str, SubscriptionTemplate]:
        """Id → template of the account's subscription messages. Raises NoRight.

        Source: developers.weixin.qq.com/doc/service/api/notify/notify/api_getwxapubnewtemplate.html.
        """
        answer = await self._asked("GET", "/wxaapi/newtmpl/gettemplate", repeat=True)
        found = answer.get("data")
        rows = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        return {str(one.get("priTmplId")): _subscription_template(one) for one in rows}

    async def media(self, media_id: str) -> Media:
        """A recording or picture that a resident sent in the last three days, at most 10 MB. Raises NoSuchMedia, TooLarge."""

        async def get(token: str) -> Media:
            return await self._wire.media("/cgi-bin/media/get", {"access_token": token, "media_id": media_id}, MEDIA_LIMIT)

        return await self._with_token(get)

    async def upload(self, kind: Kind, name: str, content: bytes) -> str:
        """Sends a file up and returns its media id, good for three days. `name` with its ending: `answer.mp3`."""
        files = {"media": (name, content, "application/octet-stream")}
        answer = await self._asked("POST", "/cgi-bin/media/upload", repeat=True, params={"type": kind}, files=files)
        return _text(answer, "media_id", "/cgi-bin/media/upload")

    async def create_menu(self, menu: Mapping[str, Any]) -> None:
        """Puts this menu (api.wechat.menu.menu_json) in place of the account's. Residents see it within five minutes."""
        await self._asked("POST", "/cgi-bin/menu/create", repeat=True, body=menu)

    async def openid_of(self, code: str) -> str:
        """Who opened a page, from the code that came with it (OAuth, snsapi_base). A code works once. Raises BadCode, Unsure."""
        path = "/sns/oauth2/access_token"
        params = {"appid": self._app_id, "secret": self._secret, "code": code, "grant_type": "authorization_code"}
        try:
            answer = await self._wire.call("GET", path, repeat=False, params=params)
        except TokenRefused as fault:  # here 40001 speaks of the secret
            raise NotAdmitted(fault.code, str(fault)) from None
        if answer.get("is_snapshotuser"):
            raise BadCode(None, f"{path}: a stand-in's OpenID, which WeChat gives for a page seen without consent")
        return _text(answer, "openid", path)

    async def introduce(self) -> None:
        """Shows WeChat AppID and AppSecret, whatever token is kept; changes nothing. Raises NotAdmitted when it does not know us."""
        await self._fresh_token(force=False)

    async def server_addresses(self) -> int:
        """From how many addresses WeChat's servers write to us."""
        answer = await self._asked("GET", "/cgi-bin/getcallbackip", repeat=True)
        found = answer.get("ip_list")
        return len(found) if isinstance(found, list) else 0

    async def templates(self) -> frozenset[str]:
        """Ids of the account's templates. Raises NoRight."""
        answer = await self._asked("GET", "/cgi-bin/template/get_all_private_template", repeat=True)
        found = answer.get("template_list")
        return frozenset(str(one.get("template_id")) for one in found if isinstance(one, dict)) if isinstance(found, list) else frozenset()

    async def menu(self) -> Mapping[str, Any]:
        """The account's menu as WeChat has it. Raises WechatFailed with code 46003 when there is none."""
        return await self._asked("GET", "/cgi-bin/menu/get", repeat=True)

    async def close(self) -> None:
        """Closes the connections."""
        await self._wire.close()

    async def _send(self, openid: str, message: Mapping[str, Any]) -> None:
        await self._asked("POST", "/cgi-bin/message/custom/send", repeat=False, body={"touser": openid, **message})

    async def _asked(
        self,
        method: str,
        path: str,
        *,
        repeat: bool,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
    ) -> Mapping[str, Any]:
        async def call(token: str) -> Mapping[str, Any]:
            shown = {"access_token": token, **(params or {})}
            return await self._wire.call(method, path, repeat=repeat, params=shown, body=body, files=files)

        return await self._with_token(call)

    async def _with_token[T](self, call: Callable[[str], Awaitable[T]]) -> T:
        """The call, and once more with another token when WeChat refuses the first: what is refused was not done."""
        token = await self._tokens.token()
        try:
            return await call(token)
        except TokenRefused:
            return await call(await self._tokens.renewed(token))

    async def _fresh_token(self, force: bool) -> Fresh:
        path = "/cgi-bin/stable_token"
        body = {"grant_type": "client_credential", "appid": self._app_id, "secret": self._secret, "force_refresh": force}
        try:
            answer = await self._wire.call("POST", path, repeat=True, body=body)
        except TokenRefused as fault:  # here 40001 speaks of the secret
            raise NotAdmitted(fault.code, str(fault)) from None
        seconds = answer.get("expires_in")
        if not isinstance(seconds, int):
            raise WechatFailed(None, f"{path}: an answer that cannot be read")
        return Fresh(_text(answer, "access_token", path), seconds)


def _subscription_template(found: Mapping[str, Any]) -> SubscriptionTemplate:
    fields = re.findall(r"\{\{\s*(\w+)\.DATA\s*\}\}", str(found.get("content")))
    return SubscriptionTemplate(frozenset(fields), found.get("type") == LONG_TERM)


def _number(answer: Mapping[str, Any]) -> str:
    """WeChat's number of a notice; empty where it gave none."""
    return str(answer.get("msgid", ""))


def _text(answer: Mapping[str, Any], key: str, path: str) -> str:
    """A word of the answer that must be there."""
    word = answer.get(key)
    if not isinstance(word, str) or not word:
        raise WechatFailed(None, f"{path}: an answer without {key}")
    return word
