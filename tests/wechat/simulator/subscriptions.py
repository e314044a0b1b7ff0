"""Subscription messages (订阅通知): what residents have agreed to, each message checked field by field, and the events about them.

Sources, all of developers.weixin.qq.com: doc/service/api/notify/notify/api_sendnewsubscribemsg.html (the call, its errors),
doc/service/api/notify/notify/api_getwxapubnewtemplate.html (templates; type 2 for one message, 3 for many),
doc/service/guide/product/subscription_messages/push.html (events). Limits of the fields: the table of the first, as copied at
cnblogs.com/blackcatah/p/17712622.html. That an answer carries a msgid is seen in answers that people post in WeChat's forum.
That a one-time consent is used up by a message that is taken, and gives 43101 afterwards, is said there too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests.wechat.simulator.errors import WeChatError
from tests.wechat.simulator.resident import Resident, Shown, Via

DAY = r"\d{4}年\d{1,2}月\d{1,2}日"
FITS = {
    "thing": r".{1,20}",
    "character_string": r"[!-~ ]{1,32}",
    "phrase": r"[一-鿿]{1,5}",
    "time": rf"({DAY} )?\d{{2}}:\d{{2}}",
    "date": rf"{DAY}( \d{{2}}:\d{{2}})?",
}
"""Kind of field → what it takes; other kinds are not played here."""


@dataclass(frozen=True)
class SubscriptionTemplate:
    """One that the account may use."""

    template_id: str
    title: str
    content: str
    """`办件：{{thing1.DATA}}\\n进度：{{phrase2.DATA}}`."""
    long_term: bool = False
    """Whether residents agree once for many messages."""

    def listed(self) -> dict[str, Any]:
        """As gettemplate gives it."""
        return {
            "priTmplId": self.template_id,
            "title": self.title,
            "content": self.content,
            "example": "",
            "type": 3 if self.long_term else 2,
        }


@dataclass
class Subscriptions:
    """The account's templates, and what each resident has agreed to."""

    templates: dict[str, SubscriptionTemplate] = field(default_factory=dict)
    agreed: dict[tuple[str, str], int] = field(default_factory=dict)
    """(OpenID, template) → messages that may still be sent; a long-term consent is not used up."""
    failing: str = ""
    """What WeChat says instead of showing the next message that it has taken."""

    def answer(self, resident: Resident, template_id: str, *, yes: bool) -> None:
        """She is asked, in an article or on a page, whether she wants such messages."""
        if yes:
            self.agreed[resident.openid, template_id] = self.agreed.get((resident.openid, template_id), 0) + 1

    def send(self, body: dict[str, Any], resident: Resident, now: float) -> tuple[str, str]:
        """Shows one, or takes it and fails. Gives its template and what became of it. Raises 40037, 47003, 43101."""
        template = self.templates.get(str(body.get("template_id")))
        if template is None:
            raise WeChatError(40037)
        text = _filled(template.content, body.get("data"))
        key = resident.openid, template.template_id
        if not self.agreed.get(key):
            raise WeChatError(43101)
        if not template.long_term:
            self.agreed[key] -= 1
        said, self.failing = self.failing or "success", ""
        if said == "success":
            resident.sees(Shown(now, Via.SUBSCRIPTION, "text", f"{template.title}\n{text}", url=str(body.get("page") or "")))
        return template.template_id, said


def _filled(content: str, data: Any) -> str:
    given = data if isinstance(data, dict) else {}
    words = re.findall(r"\{\{(\w+)\.DATA\}\}", content)
    for word in words:
        value = given.get(word, {}).get("value") if isinstance(given.get(word), dict) else None
        if not isinstance(value, str) or not value.strip():
            raise WeChatError(47003, f"argument invalid! data.{word}.value is empty")
        if not re.fullmatch(FITS[word.rstrip("0123456789")], value):
            raise WeChatError(47003, f"argument invalid! data.{word}.value invalid")
        content = content.replace("{{" + word + ".DATA}}", value)
    return content
