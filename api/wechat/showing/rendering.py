"""A turn's replies as WeChat text: plain lines that read well aloud, in messages that are not too long."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from api.wechat.showing.choosing import are_numbered
from api.wechat.showing.splitting import LIMIT, size, split
from bot.say import Sentences
from bot.turn import Choice, Reply

_BULLET = re.compile(r"^[·•‧∙*-] +(?P<thing>.+)$")
_NOTED = re.compile(r"^(?P<thing>[^（）]+)（(?P<note>[^（）]+)）$")
_MOBILE = re.compile(r"(?<![0-9])(?<![0-9] )(1[3-9][0-9]|16[0-9]) ([0-9]{4}) ([0-9]{4})(?! ?[0-9])")
_LINK = re.compile(r"[ \n]*(?P<link>https?://[!-~]+?)(?P<mark>[.,;:!?)]?)(?=[^!-~]|$)[ \n]*")
_HIDDEN = re.compile(r"(?<=[0-9])\*+(?=[0-9Xx])")
"""The middle of a number that is not shown; a telephone that reads aloud says 星号 for each sign."""
_DASH = re.compile(r" ?[—―]{2} ?(?=[\u4e00-\u9fff])")
_ENDS = ("。", "！", "？", "；", ".", "!", "?")


@dataclass(frozen=True)
class Rendered:
    """What is sent, and what the resident may answer with a number."""

    pieces: tuple[str, ...]
    """Messages in their order, each of at most 2,048 bytes with room for `with_more`."""
    choices: tuple[Choice, ...] = ()
    """The choices shown, in their order: for `choosing.chosen`."""
    kind: str | None = None
    """The kind of the question that is open: for `choosing.chosen`."""


def rendered(replies: Sequence[Reply], sentences: Sentences, language: str) -> Rendered:
    """The replies of one turn, already opened for their resident.

    A blank line stands between two replies. An alarm (`facts.alarm`) is a
    message of its own, before all others. The choices of the last reply that
    has some come at the end, whole and with the question before them, unless a
    later reply asks something else.
    """
    alarms = [_plain(reply.text) for reply in replies if reply.facts.get("alarm")]
    calm = [reply for reply in replies if not reply.facts.get("alarm")]
    choices, kind = _left_open(calm)
    drop = _enumerations(choices, sentences, language)
    body = "\n\n".join(text for reply in calm if (text := _plain(reply.text, drop)))
    most = LIMIT - size("\n\n" + sentences.say("wechat.more", language).text)
    shown = _shown(choices, kind, sentences, language)
    pieces = [piece for alarm in alarms for piece in split(alarm, most)]
    return Rendered((*pieces, *_fitted(body, shown, most)), choices, kind)


def with_more(piece: str, sentences: Sentences, language: str) -> str:
    """A piece after which the rest waits until the resident asks for it."""
    return f"{piece}\n\n{sentences.say('wechat.more', language).text}"


def _left_open(replies: Sequence[Reply]) -> tuple[tuple[Choice, ...], str | None]:
    """The choices that still stand at the end of the turn, and the kind of the question that is open."""
    for reply in reversed(replies):
        if reply.choices or reply.expects:
            return reply.choices, reply.expects.kind if reply.expects else None
    return (), None


def _plain(text: str, drop: frozenset[str] = frozenset()) -> str:
    """Lines for the eye and for a voice: no bullets, lists and links apart from what is around them, telephones without spaces."""
    text = _MOBILE.sub(r"\1\2\3", _DASH.sub("，", text.replace("）（", "，")))
    text = _HIDDEN.sub("…", text)
    text = _LINK.sub(r"\n\g<link>\n", text).strip()
    lines: list[str] = []
    listed = False
    given = [line.rstrip() for line in text.split("\n") if line.strip() not in drop]
    for line, following in zip(given, [*given[1:], ""], strict=True):
        bullet = _BULLET.match(line)
        if (lines and lines[-1]) and ((listed and not bullet) or (_BULLET.match(following) and not bullet)):
            lines.append("")
        lines.append(_thing(bullet["thing"]) if bullet else line)
        listed = bullet is not None
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _thing(words: str) -> str:
    """身份证（原件）in a list: 身份证，原件。"""
    noted = _NOTED.match(words)
    said = f"{noted['thing']}，{noted['note']}" if noted else words
    return said if said.endswith(_ENDS) or not re.search("[\u4e00-\u9fff]", said) else f"{said}。"


def _enumerations(choices: Sequence[Choice], sentences: Sentences, language: str) -> frozenset[str]:
    """The sentences that say the same choices again: 您可以说：甲、乙。"""
    titles = [choice.title for choice in choices]
    comma = sentences.say("dialogue.comma", language).text
    return frozenset(
        sentences.say(key, language, options=comma.join(shown)).text
        for key, shown in (("dialogue.pick", titles), ("dialogue.pick_more", titles[:-1]))
        if shown
    )


def _shown(choices: Sequence[Choice], kind: str | None, sentences: Sentences, language: str) -> str:
    """The choices with how to answer; empty when there are none."""
    if not choices:
        return ""
    titles = [" ".join(choice.title.split()) for choice in choices]
    if not are_numbered(choices, kind):
        options = sentences.say("dialogue.comma", language).text.join(titles)
        key = "choose_named" if kind in ("choice", "region") else "choose_words"
        return sentences.say(f"wechat.{key}", language, options=options).text
    key = "choose_code" if kind == "code" else "choose_one" if len(titles) == 1 else "choose"
    lines = [f"{number}. {title}" for number, title in enumerate(titles, start=1)]
    return "\n".join([*lines, sentences.say(f"wechat.{key}", language).text])


def _fitted(body: str, shown: str, most: int) -> tuple[str, ...]:
    """Messages of the body, the choices whole in the last one, with the line that they answer where it fits."""
    together = "\n\n".join(part for part in (body, shown) if part)
    if not body or not shown or size(together) <= most:
        return split(together, most)
    before, _, asked = body.rpartition("\n")
    tail = f"{asked}\n\n{shown}"
    if size(tail) > most:
        before, tail = body, shown
    *first, last = split(before, most) or ("",)
    joined = f"{last}\n{tail}" if tail != shown else f"{last}\n\n{tail}"
    if size(joined) <= most:
        return (*first, joined.strip())
    return (*first, *((last,) if last else ()), *split(tail, most))
