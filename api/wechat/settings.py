"""What the settings of the WeChat account must be like, so that they work together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

if TYPE_CHECKING:
    from api.settings import Settings

Mode = Literal["plain", "compatible", "safe"]
"""How WeChat's server writes to us: readable, both, or encrypted (明文, 兼容, 安全)."""

Right = Literal["customer_service", "templates", "subscriptions", "oauth", "media", "voice_upload", "menu"]
"""What an account may do: send by itself within 48 hours, send news by template or to whoever has subscribed to them, open pages
as a known resident, fetch voice and pictures, send voice, install a menu."""

RIGHTS: tuple[Right, ...] = get_args(Right)
USUAL_RIGHTS: tuple[Right, ...] = tuple(right for right in RIGHTS if right != "subscriptions")
"""What a verified service account (认证服务号) has; subscription messages have to be added on WeChat's page."""

NewsKind = Literal["template", "subscription"]
"""How news of a case go out: as template messages (模板消息), or as subscription messages (订阅通知), to which residents agree."""
NEWS_RIGHTS: dict[NewsKind, Right] = {"template": "templates", "subscription": "subscriptions"}

TOKEN = re.compile(r"[A-Za-z0-9]{3,32}")
"""What WeChat's page accepts as Token (令牌)."""
AES_KEY = re.compile(r"[A-Za-z0-9]{43}")
"""What WeChat's page accepts as EncodingAESKey."""


def _split(given: Any) -> Any:
    """`customer_service, oauth` → both; `none` → none at all."""
    if not isinstance(given, str):
        return given
    words = tuple(word.strip() for word in given.split(",") if word.strip())
    unknown = [word for word in words if word not in (*RIGHTS, "none")]
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: no such right; known are {', '.join(RIGHTS)}, or none")
    return tuple(word for word in words if word != "none")


def _base_url(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", url):
        raise ValueError("must be an address such as https://city.example, without a question mark")
    return url.rstrip("/")


Rights = Annotated[tuple[Right, ...], NoDecode, BeforeValidator(_split)]
BaseUrl = Annotated[str, AfterValidator(_base_url)]
"""http:// or https://, without a slash at its end."""


@dataclass(frozen=True)
class NewsBy:
    """What news of a case go out by."""

    kind: NewsKind
    template: str
    """Its id at WeChat."""


def news_by(settings: Settings) -> NewsBy | None:
    """What the settings and rights allow; None: news are words that wait until the resident may be written to."""
    if settings.wechat_news_template is None or NEWS_RIGHTS[settings.wechat_news_kind] not in settings.wechat_rights:
        return None
    return NewsBy(settings.wechat_news_kind, settings.wechat_news_template)


def wechat_fault(settings: Settings) -> str | None:
    """What keeps these settings from working together, in a sentence that says what to do; None when nothing does."""
    if not settings.demo and settings.public_url and settings.public_url.startswith("http:"):
        return "NUANBAN_PUBLIC_URL must begin with https:// outside the demonstration: residents' talks go over it"
    if settings.wechat_app_id is None:
        return None
    if not settings.demo and settings.wechat_mode == "plain":
        return "NUANBAN_WECHAT_MODE must be safe or compatible outside the demonstration: in plain mode nothing proves what residents said"
    missing = [
        name
        for name, value in (
            ("NUANBAN_WECHAT_SECRET", settings.wechat_secret),
            ("NUANBAN_WECHAT_TOKEN", settings.wechat_token),
            ("NUANBAN_WECHAT_AES_KEY", settings.wechat_aes_key if settings.wechat_mode != "plain" else SecretStr("not needed")),
            ("NUANBAN_PUBLIC_URL", settings.public_url),
        )
        if value is None
    ]
    if missing:
        return f"with NUANBAN_WECHAT_APP_ID set, {' and '.join(missing)} must be set too; without it the WeChat bridge is off"
    if settings.wechat_token is not None and not TOKEN.fullmatch(settings.wechat_token.get_secret_value()):
        return "NUANBAN_WECHAT_TOKEN must be 3 to 32 letters and digits, the same as on WeChat's page 服务器配置"
    if settings.wechat_aes_key is not None and not AES_KEY.fullmatch(settings.wechat_aes_key.get_secret_value()):
        return "NUANBAN_WECHAT_AES_KEY must be 43 letters and digits; WeChat's page 服务器配置 makes one (EncodingAESKey)"
    if settings.wechat_news_kind == "subscription" and "subscriptions" not in settings.wechat_rights:
        return "NUANBAN_WECHAT_NEWS_KIND is subscription: subscriptions must be among NUANBAN_WECHAT_RIGHTS, or no news go out"
    if not settings.demo and settings.wechat_api.startswith("http:"):
        return "NUANBAN_WECHAT_API must begin with https:// outside the demonstration: the account's secret goes over it"
    return None
