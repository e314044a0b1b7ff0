"""What residents send that is no words: fetched from WeChat, where the account may do that."""

from __future__ import annotations

from api.wechat.client.errors import NoRight
from api.wechat.client.wire import Media
from api.wechat.delivering.pacing import Pacing
from api.wechat.ports import Ports


class Fetching:
    """Fetches it while others are served."""

    def __init__(self, ports: Ports, pacing: Pacing) -> None:
        self._ports = ports
        self._pacing = pacing

    async def __call__(self, media_id: str) -> Media:
        """The file. Raises WechatFailed, and NoRight too where the settings do not claim the right: then WeChat is not asked."""
        if "media" not in self._ports.rights:
            raise NoRight(None, "media is not among the account's rights")
        async with self._pacing.aside():
            return await self._ports.api.media(media_id)
