"""For whom a sentence wants something: 给我爸和我妈办, 我爸的也要办(,跟我妈一样), 我老婆的社保卡."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.kin import BOTH, KEY_OF, SELF, surely_two

_MINE = r"(?:我|俺|咱|阿拉)们?(?:家|屋里|屋头)?的?(?:那个?|这个?)?"
_WORDS = "|".join(map(re.escape, sorted({*KEY_OF, *BOTH}, key=len, reverse=True)))
_PERSON = re.compile(
    rf"(?P<mine>{_MINE})?(?P<word>{_WORDS})(?![姓]|公积金)",
    re.IGNORECASE,
)
_ONESELF = re.compile(
    r"(?:我|俺)(?:自己|本人|个人|自个儿)|(?:我|俺)(?=[和跟与、](?:我|俺)?[爸妈爹娘老爱媳丈妻儿女孩])|(?<=[和跟与、])(?:我|俺)(?=都|也|的)"
)
_GIVEN = re.compile(r"(?:给|帮|替|代|和|跟|与|及|、|for |and )$", re.IGNORECASE)
_OF_ANOTHER = ("他", "她", "他的", "她的", "他们", "人家", "别人")
_FOR = re.compile(r"(?<![打寄发留送交转还])(?:给|帮|替|代|for )$", re.IGNORECASE)
_NOT_FOR = re.compile(r"(?:打电?话|打个|打了|留个|发个|发短信|说一|看|带|做饭|帮忙|送|治)")
_BESIDE_EACH_OTHER = re.compile(r"(?:和|跟|与|同|及|还有|以及|、|,|加上| |and )*", re.IGNORECASE)
_TOGETHER = re.compile(r"(?:两个|俩|两口子|他们)?人?(?:的|[都也]?(?:要|想|办|满|到了|丢|掉|停|[六七八九0-9]|没认|没办|没领)|,|。|$)")
_ALL_OF_THEM = re.compile(r"(?:^|[,。;])(?:他们|两个人?|俩人?|两位?老人?)?都[^,。;不没]{0,3}?(?:想|要|办|领|做)")
"""我妈满八十五了,我爸八十二,都想领."""
_I_WANT = re.compile(r"(?:^|[,。;])(?:我|俺)(?:自己)?(?:也|想|要|来|得|先|需要)*(?:做|办|弄|领|申请|认证|补|换)")
"""我要做养老认证,我老伴也要做."""
_ALIKE = re.compile(r"(?:的)?(?:一样|似的|那样|同样)")
_TOO = re.compile(r"(?:的[\u4e00-\u9fff]{0,6})?(?:也|都)")
_MORE = re.compile(r"(?:还有|再|另外|接着|然后|顺便)(?:给|帮|替)?$")
_DOES = re.compile(r"办|做|弄|搞|补|换|领|申请|报|认证|来一|要")
_INTRODUCES = re.compile(r"叫(?!我|你|您|他|她)|姓|的?(?:名字|姓名|身份证|证件|号码)")
_HELPS = re.compile(r"(?:也|会|能|可以|就|在|正)*(?:帮|替|代|陪|教|给我|说|[来去](?:办|弄|跑|问))")
"""我女儿帮我弄的 wants nothing for her."""
_STOPS = re.compile(r"[,。;!?]")


@dataclass(frozen=True)
class Named:
    """Somebody of the family, or the speaker, at this place of a sentence."""

    key: str
    start: int
    end: int


def named(text: str) -> tuple[Named, ...]:
    """Everybody of the family who is named, in order."""
    found: list[Named] = []
    for match in _PERSON.finditer(text):
        word = match["word"].lower()
        before = text[: match.start()]
        if not match["mine"] and (before.endswith(_OF_ANOTHER) or (len(word) == 1 and not _GIVEN.search(before))):
            continue
        found += [Named(key, match.start(), match.end()) for key in BOTH.get(word) or (KEY_OF[word],)]
    return tuple(found)


def introduced(text: str) -> tuple[Named, ...]:
    """Relatives whose name or number is about to be told: 小儿子叫…, 我爸的身份证…."""
    return tuple(one for one in named(text) if _INTRODUCES.match(text, one.end))


def served(text: str) -> tuple[Named, ...]:
    """For whom something is to be done, each once: 给我爸和我妈办, 我爸我妈的都要办, 我爸的也要办(,跟我妈一样); else the only one named."""
    people = _people(text)
    chosen = _expressly(text, people)
    if not chosen and len({one.key for one in people if one.key != SELF}) == 1:
        chosen = [one for one in people if one.key != SELF and not _HELPS.match(text, one.end)]
    return tuple(_each_once(chosen))


def expressly(text: str, things: Iterable[str] = ()) -> tuple[Named, ...]:
    """For whom it is said in so many words to be done: 再给我爸办一个, 我爸的也要办; with `things` whose they are, too: 我老婆的社保卡."""
    people = _people(text)
    chosen = _expressly(text, people)
    return tuple(_each_once(chosen or [one for one in people if _owns(text, one, things)]))


def _people(text: str) -> list[Named]:
    oneself = [Named(SELF, m.start(), m.end()) for m in _ONESELF.finditer(text)]
    people = sorted([*named(text), *oneself], key=lambda one: one.start)
    return [one for one in people if not _ALIKE.match(text, one.end)]


def _expressly(text: str, people: list[Named]) -> list[Named]:
    groups = list(_groups(text, people))
    asked_for = [group for group in groups if _FOR.search(text[: group[0].start]) and not _NOT_FOR.match(text, group[-1].end)]
    if not asked_for:
        asked_for = [group for group in groups if len({one.key for one in group}) > 1 and _TOGETHER.match(text, group[-1].end)]
    too = [group for group in groups if _wanted_too(text, group)]
    if not asked_for and _ALL_OF_THEM.search(text):
        asked_for = groups
    if too and not asked_for:
        asked_for = [group for group in groups if group[0].start < too[0][0].start and text.startswith("的", group[-1].end)]
    chosen = [one for group in groups if group in asked_for or group in too for one in group]
    if too and not asked_for and (mine := _I_WANT.search(text[: too[0][0].start])) and groups[0] is too[0]:
        return [Named(SELF, mine.start(), mine.end()), *chosen]
    return chosen


def _owns(text: str, one: Named, things: Iterable[str]) -> bool:
    """我老婆(高示红)的社保卡, 我老头子住院; 我老婆说我的社保卡 is mine."""
    return any(re.match(rf"[^,。;!?我俺咱说讲]{{0,6}}?{re.escape(thing)}", text[one.end :]) for thing in things)


def _groups(text: str, people: Iterable[Named]) -> Iterator[list[Named]]:
    """People named side by side: 我爸和我妈, 我爸我妈."""
    group: list[Named] = []
    for one in people:
        if group and (one.start == group[-1].start or _BESIDE_EACH_OTHER.fullmatch(text, group[-1].end, one.start)):
            group.append(one)
            continue
        if group:
            yield group
        group = [one]
    if group:
        yield group


def _wanted_too(text: str, group: list[Named]) -> bool:
    """我妈的也要办, 再给我爸办一个; 我妈也走不动 wants nothing."""
    end = next((m.start() for m in _STOPS.finditer(text, group[-1].end)), len(text))
    clause = text[group[-1].end : end]
    beside = _TOO.match(clause) or _MORE.search(text[: group[0].start])
    return beside is not None and _DOES.search(clause) is not None and not re.search(r"[不没]", clause)


def _each_once(people: Iterable[Named]) -> Iterator[Named]:
    told: list[Named] = []
    for one in people:
        if all(surely_two(one.key, other.key) for other in told):
            told.append(one)
            yield one
