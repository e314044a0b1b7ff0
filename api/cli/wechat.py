"""`nuanban wechat`: whether the account does what the settings say, and its menu."""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Annotated

import httpx
import typer
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError
from stamina.instrumentation import set_on_retry_hooks

from api.cli.telling import fail, tell
from api.settings import Settings, load_settings
from api.vault import Cipher, load_keys
from api.wechat.client.errors import NoRight, NoSuchTemplate, NotAdmitted, WechatFailed
from api.wechat.client.rights import try_right
from api.wechat.client.template import load_news_fields
from api.wechat.client.token_tables import WechatTokenRow
from api.wechat.client.wechat_api import WechatApi, open_wechat_api
from api.wechat.menu import links_of, load_menu, menu_json
from api.wechat.settings import NEWS_RIGHTS, RIGHTS, USUAL_RIGHTS, Right, news_by
from bot.database import open_database

app = typer.Typer(help="The city's WeChat Official Account.", no_args_is_help=True, rich_markup_mode=None)

OFF = "the WeChat bridge is off: NUANBAN_WECHAT_APP_ID is not set"
NO_TABLES = "the database of DATABASE_URL lacks the tables of this version, or cannot be reached"
MIGRATE = "look at DATABASE_URL, and run `nuanban migrate`"
CLAIM = "take it out of NUANBAN_WECHAT_RIGHTS"
WITHOUT: dict[Right, str] = {
    "customer_service": "answers that take longer wait until the resident writes again",
    "templates": "news of a case wait until the resident writes again",
    "subscriptions": "news of a case go by template messages, or wait until the resident writes again",
    "oauth": "the large-text page opens by a link in the talk",
    "media": "residents hear that they had better type",
    "voice_upload": "answers are text only",
    "menu": "the menu is made by hand on WeChat's page",
}
"""What happens without a right; stands behind `without it`."""
NOT_ADMITTED = {
    40013: "NUANBAN_WECHAT_APP_ID is not an AppID that WeChat knows",
    40164: "put this machine's address, which WeChat names above, into IP白名单 on WeChat's page",
}
WRONG_SECRET = "compare NUANBAN_WECHAT_APP_ID and NUANBAN_WECHAT_SECRET with WeChat's page 基本配置"


@dataclass(frozen=True)
class Check:
    """One thing that the settings claim, and whether it is so."""

    name: str
    ok: bool
    found: str
    remedy: str | None
    """What to do; None when all is well."""
    claimed: bool = True
    """Whether the settings say that it is there."""


@app.command(epilog="Example: nuanban wechat check --json")
def check(as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Try what the settings say of the account; no resident notices. Exit code 1 when something that they claim is missing."""
    settings = load_settings()
    checks = asyncio.run(_all(settings)) if settings.wechat_app_id else [Check("settings", True, OFF, None)]
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in checks], ensure_ascii=False, indent=2))
    else:
        for one in checks:
            typer.echo(f"{'ok     ' if one.ok else 'MISSING' if one.claimed else 'not yet'} {one.name}: {one.found}")
            if one.remedy:
                typer.echo(f"        {one.remedy}")
    if any(not one.ok and one.claimed for one in checks):
        raise typer.Exit(1)


@app.command(epilog="Example: nuanban wechat menu --show")
def menu(show: Annotated[bool, typer.Option("--show", help="Print what would be installed, and install nothing.")] = False) -> None:
    """Install the menu of data/wechat.yml in the account; residents see it within five minutes."""
    settings = load_settings()
    content = menu_json(load_menu(settings.data), links_of(settings))
    if show:
        typer.echo(json.dumps(content, ensure_ascii=False, indent=2))
        return
    if settings.wechat_app_id is None:
        fail(OFF)
    if not _has_tables(settings):
        fail(f"{NO_TABLES}: {MIGRATE}")

    async def install() -> None:
        async with _api(settings) as api:
            await api.create_menu(content)

    try:
        asyncio.run(install())
    except NoRight:
        fail(f"the account may not have a menu by program: make it by hand on WeChat's page, and {CLAIM}")
    except NotAdmitted as fault:
        fail(f"WeChat does not know us: {fault}; {NOT_ADMITTED.get(fault.code or 0, WRONG_SECRET)}")
    except WechatFailed as fault:
        fail(f"the menu was not installed: {fault}; try again, or see `nuanban wechat check`")
    tell("the menu is installed; residents see it within five minutes, or when they follow the account anew")


@asynccontextmanager
async def _api(settings: Settings) -> AsyncIterator[WechatApi]:
    """The client, with the token that all processes share; the tables are there."""
    set_on_retry_hooks(())  # whoever types the command is told how it ended
    keys = load_keys(settings.vault_key.get_secret_value() if settings.vault_key else None, settings.home / "keys" / "vault.key")
    engine, sessions = open_database(settings.database_url)
    api = open_wechat_api(settings, sessions, Cipher(keys), lambda: datetime.now(UTC))
    try:
        yield api
    finally:
        await api.close()
        engine.dispose()


async def _all(settings: Settings) -> list[Check]:
    load_menu(settings.data)
    load_news_fields(settings.data, settings.wechat_news_kind)
    checks = [Check("settings", True, f"{settings.wechat_app_id}, {settings.wechat_mode} mode; the files are in order", None)]
    checks += await _account(settings) if _has_tables(settings) else [Check("database", False, NO_TABLES, MIGRATE)]
    checks.append(await _door(settings))
    return checks


async def _account(settings: Settings) -> list[Check]:
    async with _api(settings) as api:
        token = await _token(api)
        if not token.ok:
            return [token]
        return [token, await _addresses(api), *[await _right(api, settings, right) for right in RIGHTS]]


def _has_tables(settings: Settings) -> bool:
    """Whether there is where the token is kept. A look changes nothing in a database that may be at work."""
    engine, _ = open_database(settings.database_url)
    try:
        return inspect(engine).has_table(WechatTokenRow.__tablename__)
    except OperationalError:
        return False
    finally:
        engine.dispose()


async def _token(api: WechatApi) -> Check:
    try:
        await api.introduce()
    except NotAdmitted as fault:
        return _unknown("token", fault)
    except WechatFailed as fault:
        return _unasked("token", fault)
    return Check("token", True, "WeChat knows us", None)


async def _addresses(api: WechatApi) -> Check:
    try:
        known = await api.server_addresses()
    except WechatFailed as fault:
        return _unasked("WeChat's servers", fault)
    return Check("WeChat's servers", True, f"write from {known} {'address' if known == 1 else 'addresses'}", None)


async def _right(api: WechatApi, settings: Settings, right: Right) -> Check:
    claimed = right in settings.wechat_rights
    by = news_by(settings)
    template = by.template if by and NEWS_RIGHTS[by.kind] == right else None
    try:
        tried = await try_right(api, right, template)
        fields = await _fields(api, template) if tried.there and right == "subscriptions" else None
    except NotAdmitted as fault:
        return _unknown(right, fault, claimed)
    except NoSuchTemplate as fault:
        page = "模板消息" if right == "templates" else "订阅通知"
        remedy = f"compare NUANBAN_WECHAT_NEWS_TEMPLATE with the ids (模板ID) on WeChat's page {page}"
        return Check(right, False, f"the template of the settings is {fault}", remedy, claimed)
    except WechatFailed as fault:
        return _unasked(right, fault, claimed)
    if not tried.there:
        remedy = f"apply for it on WeChat's page 接口权限, or {CLAIM}; without it {WITHOUT[right]}"
        return Check(right, False, tried.why, remedy if claimed else None, claimed)
    named = {name for name in load_news_fields(settings.data, settings.wechat_news_kind).model_dump().values() if name}
    if fields is not None and fields != named:
        remedy = f"data/wechat.yml names {', '.join(sorted(named))} at `news`: name each of the template's fields, and no others"
        return Check(right, False, f"the template has the fields {', '.join(sorted(fields))}", remedy)
    if not claimed:
        remedy = f"put it into NUANBAN_WECHAT_RIGHTS; without it {WITHOUT[right]}"
        return Check(right, True, f"{tried.why}; not claimed", remedy if right in USUAL_RIGHTS else None, False)
    if right == NEWS_RIGHTS[settings.wechat_news_kind] and template is None:
        return Check(right, True, tried.why, f"name one of them in NUANBAN_WECHAT_NEWS_TEMPLATE; without it {WITHOUT[right]}")
    return Check(right, True, tried.why, None)


async def _fields(api: WechatApi, template: str | None) -> frozenset[str] | None:
    """Fields of the template for subscription messages: WeChat refuses a message that lacks one, or has another."""
    return (await api.subscription_templates())[template].fields if template is not None else None


async def _door(settings: Settings) -> Check:
    """Knocks at our own door from outside, as WeChat does when the address is entered on its page."""
    token = settings.wechat_token.get_secret_value() if settings.wechat_token else ""
    moment, nonce, word = str(int(time.time())), secrets.token_hex(8), secrets.token_hex(8)
    signature = hashlib.sha1("".join(sorted((token, moment, nonce))).encode(), usedforsecurity=False).hexdigest()
    asked = {"signature": signature, "timestamp": moment, "nonce": nonce, "echostr": word}
    address = f"{settings.public_url}/channels/wechat"
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            answer = await client.get(address, params=asked)
    except httpx.RequestError as error:
        return Check("our door", False, f"{address} does not answer ({type(error).__name__})", "`make run`, and look at the address")
    right = answer.status_code == httpx.codes.OK and answer.text == word
    found = "answers WeChat's question" if right else f"answers HTTP {answer.status_code}, and not what WeChat wants to hear"
    return Check("our door", right, f"{address} {found}", None if right else "is the running gateway one with these settings?")


def _unknown(name: str, fault: NotAdmitted, claimed: bool = True) -> Check:
    return Check(name, False, str(fault), NOT_ADMITTED.get(fault.code or 0, WRONG_SECRET), claimed)


def _unasked(name: str, fault: WechatFailed, claimed: bool = True) -> Check:
    return Check(name, False, f"WeChat could not be asked: {fault}", "try again later", claimed)
