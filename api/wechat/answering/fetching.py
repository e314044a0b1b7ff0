"""What residents send that is no words: fetched from WeChat, where the account may do that."""

from __future__ import annotations

from api.wechat.client.errors import NoRight
from api.wechat.client.wire import Media
from api.wechat.ports import Ports


async def fetched(ports: Ports, media_id: str) -> Media:
    """The file. Raises WechatFailed, and NoRight too where the settings do not claim the right: then WeChat is not asked."""
    if "media" not in ports.rights:
        raise NoRight(None, "media is not among the account's rights")
    return await ports.api.media(media_id)
