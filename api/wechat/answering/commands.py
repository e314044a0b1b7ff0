"""What residents say to the channel itself, and not to the dialogue: data/wechat_words.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from bot.catalogue.load import DataError, read_yaml
from bot.chinese import normalise

Command = Literal[
    "continue",
    "bind",
    "bind_yes",
    "bind_no",
    "bind_off",
    "agreed",
    "declined",
    "unbind",
    "bound_who",
    "large",
    "voice_on",
    "voice_off",
    "back_to",
]

_SIGNS = re.compile(r"[\s。.、,;:!?…~“”\"'‘’()《》【】]+")
_LEAD = re.compile(r"(?:请|麻烦|帮我|给我|你|您|我要|我想|那就?|嗯|好的?)+")
_TAIL = re.compile(r"(?:吧|一下|呀|啊|哈|嘛|谢谢您?)+$")


@dataclass(frozen=True)
class Commands:
    """Phrases without signs, and what each asks of the channel."""

    phrases: Mapping[str, Command]

    def command_in(self, text: str) -> Command | None:
        """What the whole of these words asks of the channel; None for anything else.

        Signs, spaces and manners (请, 一下, 吧) do not count. It is the bridge that
        knows whether a command makes sense now: `continue` counts while something
        waits to be sent or a question is open, `bind_no`, `agreed` and `declined`
        only while the channel has asked something. Otherwise the words are an ordinary turn.
        """
        said = _bare(text)
        if said in self.phrases:
            return self.phrases[said]
        lead = _LEAD.match(said)
        shorter = _TAIL.sub("", said[lead.end() :] if lead else said)
        return self.phrases.get(shorter)


def load_commands(file: Path) -> Commands:
    """The phrases of this file.

    Raises DataError for a command that is missing, unknown or without phrases,
    for what is no phrase, and for a phrase that stands twice.
    """
    lists = read_yaml(file)
    known: tuple[Command, ...] = get_args(Command)
    if not isinstance(lists, dict) or set(lists) != set(known):
        raise DataError(f"{file}: these commands and no others must stand here: {', '.join(known)}")
    phrases: dict[str, Command] = {}
    for command in known:
        if not isinstance(lists[command], list) or not lists[command]:
            raise DataError(f"{file}: `{command}` must be a list of phrases")
        for phrase in lists[command]:
            if not isinstance(phrase, str) or not _bare(phrase):
                raise DataError(f"{file}: `{command}` has `{phrase}`, which is no phrase (put it between quotation marks?)")
            if _bare(phrase) in phrases:
                raise DataError(f"{file}: `{phrase}` stands here twice")
            phrases[_bare(phrase)] = command
    return Commands(phrases)


def _bare(text: str) -> str:
    """The words as they are compared: one width, no signs or spaces, small letters."""
    return _SIGNS.sub("", normalise(text)).casefold()
