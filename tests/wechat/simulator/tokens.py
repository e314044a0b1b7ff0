"""Access tokens.

Sources: getStableAccessToken and getAccessToken (developers.weixin.qq.com): the stable one stays the same until 5 minutes
before its end; then a new one is given and both count for 5 minutes; a forced one ends the former at once, at most 20 a day
and not within 30 s of the last; the two kinds know nothing of each other.
"""

from __future__ import annotations

import secrets
from collections import deque
from dataclasses import dataclass, field

from tests.wechat.simulator.account import Account
from tests.wechat.simulator.clock import Clock
from tests.wechat.simulator.errors import WeChatError

OVERLAP = 300
FORCED_A_DAY = 20
FORCED_APART = 30


@dataclass
class Tokens:
    """All tokens of one account."""

    account: Account
    clock: Clock
    life: float = 7200
    """Seconds that a new token counts. Tests may set it."""
    stable: str = ""
    """The stable token that counts now, as the account's server was given it."""
    _plain: str = ""
    _ends: dict[str, float] = field(default_factory=dict)
    _forced: deque[float] = field(default_factory=deque)

    def give_stable(self, app_id: str, secret: str, grant_type: str, force: bool) -> dict[str, object]:
        """Answer of POST /cgi-bin/stable_token."""
        self._allow(app_id, secret, grant_type)
        now = self.clock.now()
        if force and self._may_force(now):
            self._ends.pop(self.stable, None)
            self.stable = self._new()
        elif self._ends.get(self.stable, 0) - now <= min(OVERLAP, self.life / 2):
            self.stable = self._new()
        return {"access_token": self.stable, "expires_in": int(self._ends[self.stable] - now)}

    def give_plain(self, app_id: str, secret: str, grant_type: str) -> dict[str, object]:
        """Answer of GET /cgi-bin/token: each call a new one; the former counts for 5 minutes more."""
        self._allow(app_id, secret, grant_type)
        if self._plain in self._ends:
            self._ends[self._plain] = min(self._ends[self._plain], self.clock.now() + OVERLAP)
        self._plain = self._new()
        return {"access_token": self._plain, "expires_in": int(self.life)}

    def check(self, token: str) -> None:
        """Raises 41001 (none), 40001 (not ours, or ended early) or 42001 (its time is over)."""
        if not token:
            raise WeChatError(41001)
        ends = self._ends.get(token)
        if ends is None:
            raise WeChatError(40001)
        if ends <= self.clock.now():
            raise WeChatError(42001)

    def forget(self) -> None:
        """Ends all tokens at once, as when somebody else has fetched one or the secret was changed: 40001 from now on."""
        self._ends.clear()

    def _allow(self, app_id: str, secret: str, grant_type: str) -> None:
        if grant_type != "client_credential":
            raise WeChatError(40002)
        if app_id != self.account.app_id:
            raise WeChatError(40013)
        if secret != self.account.secret:
            raise WeChatError(40125)

    def _may_force(self, now: float) -> bool:
        while self._forced and self._forced[0] <= now - 86400:
            self._forced.popleft()
        if self._forced and now - self._forced[-1] < FORCED_APART:
            return False
        if len(self._forced) >= FORCED_A_DAY:
            raise WeChatError(45009)
        self._forced.append(now)
        return True

    def _new(self) -> str:
        token = f"token-for-tests-only-{secrets.token_urlsafe(64)}"
        self._ends[token] = self.clock.now() + self.life
        return token
