"""Whether the account may do what its settings claim: each right is really tried, and nobody notices."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from api.wechat.client.errors import BadCode, Busy, NoRight, NoSuchTemplate, NotAdmitted, Throttled, TokenRefused, Unsure, WechatFailed
from api.wechat.client.wechat_api import WechatApi
from api.wechat.settings import Right

NOBODY = "o" + "0" * 27
"""An OpenID that nobody has."""
SILENCE = b"#!AMR\n" + (b"\x04" + b"\0" * 12) * 50
"""One second of next to nothing: 50 AMR frames of 4.75 kbit/s (RFC 4867)."""
UNTRIED = (Busy, Unsure, Throttled, TokenRefused, NotAdmitted, NoSuchTemplate)
"""Faults that say nothing about a right."""


@dataclass(frozen=True)
class Tried:
    """What WeChat says about one right."""

    right: Right
    there: bool
    why: str
    """WeChat's words, or what was seen."""


async def try_right(api: WechatApi, right: Right, template: str | None = None) -> Tried:
    """Tries one right with a call that changes nothing for any resident; any fault but NoRight means that it was let through.

    `template`: the id that news are sent with. Raises NoSuchTemplate when it is not one of the account's, NotAdmitted
    when WeChat does not know us, another WechatFailed when WeChat cannot be asked now.
    """
    try:
        return Tried(right, True, await _try(api, right, template))
    except NoRight as fault:
        return Tried(right, False, str(fault))
    except UNTRIED:
        raise
    except WechatFailed as fault:
        return Tried(right, True, f"the account may (WeChat's answer to the trial: {fault.code})")


async def _try(api: WechatApi, right: Right, template: str | None) -> str:
    match right:
        case "customer_service":
            await api.send_text(NOBODY, "nuanban wechat check")
            return "WeChat takes messages"
        case "templates":
            known = await api.templates()
            if template is not None and template not in known:
                raise NoSuchTemplate(None, f"not one of the account's {_counted(len(known))}")
            return f"the account has {_counted(len(known))}"
        case "subscriptions":
            subscribed = await api.subscription_templates()
            if template is not None and template not in subscribed:
                raise NoSuchTemplate(None, f"not one of the account's {_counted(len(subscribed))} of subscription messages")
            if template is None:
                return f"the account has {_counted(len(subscribed))} of subscription messages"
            return "residents agree once for many" if subscribed[template].long_term else "residents agree to one message at a time"
        case "oauth":
            return await _try_oauth(api)
        case "media":
            await api.media("nuanban-wechat-check")
            return "WeChat gives files"
        case "voice_upload":
            await api.upload("voice", "silence.amr", SILENCE)
            return "WeChat takes recordings"
        case "menu":
            await api.menu()
            return "there is a menu"


async def _try_oauth(api: WechatApi) -> str:
    with suppress(BadCode):
        await api.openid_of("nuanban-wechat-check")
    return "codes are looked at; the domain 网页授权域名 can only be seen by opening the page in WeChat"


def _counted(templates: int) -> str:
    return "1 template" if templates == 1 else f"{templates} templates"
