"""For whom a sentence wants something: 给我爸和我妈办, 我爸的也要办(,跟我妈一样), 我老婆的社保卡."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.helping import helps
from bot.kin import SELF
from bot.named import Named, each_once, everybody, groups

_FOR = re.compile(r"(?<![打寄发留送交转还])(?:给|帮|替|代|for )$", re.IGNORECASE)
_NOT_FOR = re.compile(r"(?:打电?话|打个|打了|留个|发个|发短信|说一|看|带|做饭|帮忙|送|治)")
_TOGETHER = re.compile(
    r"(?:两个|俩|两口子|他们)?人?(?:的|[都也]?(?:要|想|办|满|到了|丢|掉|停|[六七八九0-9]|没认|没办|没领)|,|。|$)"
    r"|\s+(?:both\s+|each\s+|have to\s+|would\s+)*(?:need|want|like|lost|apply|must)\b",
    re.IGNORECASE,
)
_ALL_OF_THEM = re.compile(r"(?:^|[,。;])(?:他们|两个人?|俩人?|两位?老人?)?都[^,。;不没]{0,3}?(?:想|要|办|领|做)")
"""我妈满八十五了,我爸八十二,都想领."""
I_WANT = re.compile(r"(?:^|[,。;])(?P<who>我|俺)(?:自己)?(?:也|想|要|来|得|先|需要)*(?:做|办|弄|领|申请|认证|补|换)")
"""我要做养老认证,我老伴也要做."""
_TOO = re.compile(r"(?:的[\u4e00-\u9fff]{0,6})?(?:也|都)")
_MORE = re.compile(r"(?:还有|再|另外|接着|然后|顺便)(?:给|帮|替)?$")
_DOES = re.compile(r"办|做|弄|搞|补|换|领|申请|报|认证|来一|要")
_I_WANT_TOO = re.compile(r"(?:我|俺)(?:自己|本人)?也(?:想|要|得|来|需要|打算|给自己)+(?:办|弄|做|补|换|领|申请|认证)")
_MY_OWN = re.compile(r"(?:我|俺)(?=的)")
_TOO_OF = re.compile(r"(?:自己|本人)?的(?P<thing>[^,。;!?我俺]{0,8}?)(?:也|都)")
_FINE = re.compile(r"不用|不要|不办|没事|没丢|没坏|好好|还好|还在|正常|照常")
_STOPS = re.compile(r"[,。;!?]")


def served(text: str) -> tuple[Named, ...]:
    """For whom something is to be done, each once: 给我爸和我妈办, 我爸我妈的都要办, 我爸的也要办(,跟我妈一样); else the only one named."""
    people = everybody(text)
    chosen = _expressly(text, people)
    if not chosen and len({one.key for one in people if one.key != SELF}) == 1:
        chosen = [one for one in people if one.key != SELF and not helps(text, one.end)]
    return tuple(each_once(chosen))


def expressly(text: str, things: Iterable[str] = ()) -> tuple[Named, ...]:
    """For whom it is said in so many words to be done: 再给我爸办一个, 我爸的也要办; with `things` whose they are, too: 我老婆的社保卡."""
    people = everybody(text)
    chosen = _expressly(text, people)
    return tuple(each_once(chosen or [one for one in people if _owns(text, one, things)]))


def too(text: str, things: Iterable[str]) -> tuple[Named, ...]:
    """Whose `things` are in the same plight, so that the same is wanted for them: 我自己的卡也坏了, 我爸的也停发了, 我也想补一张."""
    own = [Named(SELF, m.start(), m.end()) for m in _MY_OWN.finditer(text)]
    wanted = [Named(SELF, m.start(), m.end()) for m in _I_WANT_TOO.finditer(text)]
    return tuple(each_once([*(one for one in (*everybody(text), *own) if _is_too(text, one, things)), *wanted]))


def _is_too(text: str, one: Named, things: Iterable[str]) -> bool:
    said = _TOO_OF.match(text, one.end)
    if said is None or _FINE.match(text, said.end()):
        return False
    return not said["thing"] or any(thing in text[one.end : said.end()] for thing in things)


def _expressly(text: str, people: list[Named]) -> list[Named]:
    every = list(groups(text, people))
    asked_for = [group for group in every if _FOR.search(text[: group[0].start]) and not _NOT_FOR.match(text, group[-1].end)]
    if not asked_for:
        asked_for = [group for group in every if len({one.key for one in group}) > 1 and _TOGETHER.match(text, group[-1].end)]
    too = [group for group in every if _wanted_too(text, group)]
    if not asked_for and _ALL_OF_THEM.search(text):
        asked_for = every
    if too and not asked_for:
        asked_for = [group for group in every if group[0].start < too[0][0].start and text.startswith("的", group[-1].end)]
    chosen = [one for group in every if group in asked_for or group in too for one in group]
    if too and not asked_for and (mine := I_WANT.search(text[: too[0][0].start])) and every[0] is too[0]:
        return [Named(SELF, mine.start(), mine.end()), *chosen]
    return chosen


def _owns(text: str, one: Named, things: Iterable[str]) -> bool:
    """我老婆(高示红)的社保卡, 我老头子住院; 我老婆说我的社保卡 is mine."""
    return any(re.match(rf"[^,。;!?我俺咱说讲]{{0,6}}?{re.escape(thing)}", text[one.end :]) for thing in things)


def _wanted_too(text: str, group: list[Named]) -> bool:
    """我妈的也要办, 再给我爸办一个; 我妈也走不动 wants nothing."""
    end = next((m.start() for m in _STOPS.finditer(text, group[-1].end)), len(text))
    clause = text[group[-1].end : end]
    beside = _TOO.match(clause) or _MORE.search(text[: group[0].start])
    return beside is not None and _DOES.search(clause) is not None and not re.search(r"[不没]", clause)
