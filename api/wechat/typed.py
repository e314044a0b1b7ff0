"""What the channel says where the account may fetch neither voices nor photographs: nobody is invited to send any."""

from __future__ import annotations

from typing import Any

from bot.say import Said, Sentences


class TypedOnly(Sentences):
    """The usual sentences, with wechat.typed.<key> in place of wechat.<key> where there is such a one."""

    def __init__(self, usual: Sentences) -> None:
        self._usual = usual

    def say(self, key: str, language: str = "zh", /, **values: Any) -> Said:
        """As `Sentences.say`."""
        typed = key.replace("wechat.", "wechat.typed.", 1)
        return self._usual.say(typed if self._usual.has(typed) else key, language, **values)
