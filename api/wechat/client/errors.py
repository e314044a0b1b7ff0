"""How a call to WeChat fails, each way with a name. No message holds an OpenID, a token, a secret or an address.

Codes: developers.weixin.qq.com/doc/offiaccount/en/Getting_Started/Global_Return_Code.html, and WeChat's answers
in its developers' forum for those that the page does not list (43019, 43101, 45047, 47003).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

MESSAGE_LIMIT = 200
"""Characters of WeChat's own message that are kept."""
LONG_WORD = re.compile(r"[A-Za-z0-9_-]{28,}")
"""OpenIDs have 28 characters, tokens, secrets and media ids more; WeChat's own reference number (rid) has 26."""


class WechatFailed(Exception):
    """A call to WeChat was refused or could not be made. Every other fault of this file is one of these."""

    def __init__(self, code: int | None, message: str) -> None:
        super().__init__(message if code is None else f"{message} ({code})")
        self.code = code
        """WeChat's errcode; None when WeChat gave none."""


class Busy(WechatFailed):
    """WeChat is busy or cannot be reached; nothing was done, and it may be tried again later (-1)."""


class Unsure(WechatFailed):
    """The answer was lost after the question was sent: it may have been done, or not. Whoever asked decides."""


class OutOfWindow(WechatFailed):
    """Not now: the resident last wrote more than 48 hours ago, or does not follow any more (45015)."""


class TooMany(WechatFailed):
    """As many messages were sent as one message of the resident allows (45047)."""


class Throttled(WechatFailed):
    """The account has used up its calls of this minute or this day (45009, 45011)."""


class NotFollowing(WechatFailed):
    """The resident does not follow the account, has been barred, or wants no such messages (43004, 43005, 43019; 43101: NotSubscribed)."""


class NotSubscribed(NotFollowing):
    """The resident has not agreed to such messages, has used their consent up, or taken it back (43101)."""


class BadFields(WechatFailed):
    """A value does not fit its field, or one is missing; WeChat's words name it (47003). It does not get better by itself."""


class NoRight(WechatFailed):
    """The account may not do this (48001, 48004, 50001, 50002, 65400)."""


class NotAdmitted(WechatFailed):
    """WeChat does not know us: AppID, AppSecret or this machine's address (40013, 40125, 40164 …; 40001 where a secret was shown)."""


class NoSuchMedia(WechatFailed):
    """No such recording or picture, or it is older than three days (40007)."""


class TooLarge(WechatFailed):
    """A recording or picture is larger than is fetched."""


class NoSuchTemplate(WechatFailed):
    """The template's id is not one of this account (40036, 40037)."""


class BadCode(WechatFailed):
    """The code of a page that was opened is wrong, old or used (40029, 40163, 41008, 42003)."""


class TokenRefused(WechatFailed):
    """The access token is not valid any more (40001, 40014, 42001)."""


BY_CODE: Mapping[int, type[WechatFailed]] = {
    -1: Busy,
    40001: TokenRefused,
    40014: TokenRefused,
    42001: TokenRefused,
    40007: NoSuchMedia,
    40013: NotAdmitted,
    40125: NotAdmitted,
    40164: NotAdmitted,
    40243: NotAdmitted,
    89503: NotAdmitted,
    89506: NotAdmitted,
    89507: NotAdmitted,
    40029: BadCode,
    40163: BadCode,
    41008: BadCode,
    42003: BadCode,
    40036: NoSuchTemplate,
    40037: NoSuchTemplate,
    43004: NotFollowing,
    43005: NotFollowing,
    43019: NotFollowing,
    43101: NotSubscribed,
    45009: Throttled,
    45011: Throttled,
    45015: OutOfWindow,
    45047: TooMany,
    47003: BadFields,
    48001: NoRight,
    48004: NoRight,
    50001: NoRight,
    50002: NoRight,
    65400: NoRight,
}
"""WeChat's errcode → the fault's name. Every other code is a plain WechatFailed."""


def fault_in(path: str, answer: Mapping[str, Any]) -> WechatFailed | None:
    """The fault that WeChat tells of in its answer to `path`; None when it tells of none (no errcode, or 0)."""
    code = answer.get("errcode", 0)
    if code == 0:
        return None
    if not isinstance(code, int):
        return WechatFailed(None, f"{path}: an answer that cannot be read")
    said = LONG_WORD.sub("…", str(answer.get("errmsg", "")))[:MESSAGE_LIMIT]
    return BY_CODE.get(code, WechatFailed)(code, f"{path}: {said}")
