"""Pages that know who opens them (网页授权).

Source: 网页授权 (developers.weixin.qq.com): the code counts once and for 5 minutes; 40029 invalid, 40163 used.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from tests.wechat.simulator.clock import Clock
from tests.wechat.simulator.errors import WeChatError

LIFE = 300


@dataclass
class Code:
    """Stands for one resident who has opened one page."""

    openid: str
    scope: str
    ends: float
    used: bool = False


@dataclass
class Codes:
    """All codes of one account."""

    clock: Clock
    _codes: dict[str, Code] = field(default_factory=dict)

    def give(self, openid: str, scope: str) -> str:
        """A new code."""
        code = secrets.token_hex(16)
        self._codes[code] = Code(openid, scope, self.clock.now() + LIFE)
        return code

    def redeem(self, code: str) -> dict[str, object]:
        """Answer of /sns/oauth2/access_token. Raises 40029 or 40163."""
        found = self._codes.get(code)
        if found is None or found.ends <= self.clock.now():
            raise WeChatError(40029)
        if found.used:
            raise WeChatError(40163)
        found.used = True
        return {
            "access_token": f"page-token-for-tests-only-{secrets.token_urlsafe(32)}",
            "expires_in": 7200,
            "refresh_token": f"page-refresh-for-tests-only-{secrets.token_urlsafe(32)}",
            "openid": found.openid,
            "scope": found.scope,
        }
