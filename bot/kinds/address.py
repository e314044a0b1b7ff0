"""Postal addresses, as free words that name a place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.catalogue.models import Question
from bot.kinds import Found, Moment, Problem, Unasked, Value
from bot.kinds.address_piece import PutRight, is_piece, put_into, put_right, without_denied
from bot.kinds.asking import clauses, core, is_interruption, is_no_answer, is_question
from bot.kinds.region import names_of

_PLACE = re.compile(
    r"(?:路|街|道|巷|弄|胡同|大道|里)[0-9一二三四五六七八九十百零东南西北中]|[0-9一二三四五六七八九十百零]+(?:号|弄|栋|幢|座|单元|室|楼|层|组|队|户|门)"
    r"|小区|社区|花园|公寓|家园|新村|宿舍|家属院|大院|[^他她农]村|镇|乡|街道|[^拐]弯?路|大街|胡同|巷子?|苑|小院"
)
_LEAD = re.compile(r"^(?:我们?|他|她|老人|现在|目前|家里|家|的|户口|户籍|地址|住址|就|是|住|在|于|写|填|寄|送|邮|快递|到|:|,| )+(?=.)")
_INSTEAD = re.compile(r"^.*(?:改成|改为|改到|换成|换到|更正为|应该是|地址就?是|[寄送邮搬迁]到)")
"""What stands before the address, in a correction too: 麻烦寄到, 59号改成60号."""
_DENIED = re.compile(r"^(?:不是|不在|不住|不寄)")
_BESIDES = re.compile(
    r"(?<=[号室栋幢座层组队户门村里苑院店厂0-9])(?:吧|啊|哈|呢|嘛|,| )*(?:要|请|麻烦|快[一点些递]|急[用着]|尽快|赶紧|赶快"
    r"|不用|不要|别(?!墅)|谢|就这|就行|可以|行吗|我|孩子|老人(?!院|公寓)|跟我|和我|你|您|写).*$"
)
"""What follows an address and is none of it: 要快一点, 不用写太细."""
_NUMBERED = re.compile(r"[0-9一二三四五六七八九十]{2,}|[0-9]")
_ROAD = re.compile(r"(?!.*(?:[省市区县镇乡]|街道))[^0-9,。;!?]{1,8}?(?:大街|大道|胡同|路|街|巷|弄|村)")
_FRONT = re.compile(r"^.*?(?:街道|镇|乡)(?:.{1,6}?社区)?|^.*?[区县市](?!.*(?:街道|镇|乡))")
_TAKEN_BACK = re.compile(r"[,。;! ]*(?:哦|噢|啊|哎呀?|唉)?(?:不对|不是|我?(?:说|讲|报|写|打|念)?错了)[,。;! ]+(?:应该)?(?:就?是|在)?")
_STREET = re.compile(r"(?:(?<=[省市区县])|^)[^省市区县,。;!?]{1,6}?(?:街道|镇|乡)")
_CUT = re.compile(r"[,。;!?]")
WHOLE = "kinds.address.whole"
"""The problem of a piece that makes another address of the one given before: is that what was meant?"""
PIECE_BESIDE = "kinds.address.piece_beside"
"""The problem of a piece that does not tell what it changes in the address given before."""


class Address:
    """An address in one string, value: the words."""

    name = "address"
    unasked: Unasked = "cue"
    cues: tuple[str, ...] = ()

    def find(self, text: str, question: Question, at: Moment, *, asked: bool) -> Iterable[Found]:
        """The sentence when asked, if it names a place; else the clause that begins with a cue."""
        if not asked:
            return list(_after_cue(text, question, at))
        before = str(at.before.get(question.key) or "")
        if before and not is_question(text) and (again := put_right(text, before)):
            return [_put_right(again, before)]
        if is_question(text) or is_interruption(text) or is_no_answer(text):
            return []
        taken_back = _taken_back(text, at)
        start, end = (taken_back.start, taken_back.end) if taken_back else _place_only(text, at)
        words = str(taken_back.value) if taken_back else without_denied(text[start:end])
        if not re.search(r"\w", words):
            return []
        if not _names_a_place(words, at):
            return [Found(start, end, words, Problem("kinds.address.address"))]
        if is_piece(words):
            return [_piece(start, end, words, before)]
        if _STREET.fullmatch(words) and _STREET.search(before):
            whole = _STREET.sub(words, before, count=1)
            return [Found(start, end, whole, Problem(WHOLE, {"address": whole}))]
        return [Found(start, end, words if taken_back else _with_front(words, before))]

    def show(self, value: Value, question: Question, at: Moment) -> str:
        """The words."""
        return str(value)

    def speak(self, value: Value, question: Question, at: Moment) -> str:
        """The words."""
        return str(value)


def _taken_back(text: str, at: Moment) -> Found | None:
    """雨水街道,不对,是惊蛰街道: what is said last, in what was said before."""
    marks = (m for m in _TAKEN_BACK.finditer(text) if _names_a_place(text[: m.start()], at))
    mark = next((m for m in marks if _names_a_place(text[m.end() :], at)), None)
    if mark is None:
        return None
    start, end = _place_only(text[: mark.start()], at)
    first, last = _place_only(text[mark.end() :], at)
    earlier, words = without_denied(text[start:end]), without_denied(text[mark.end() + first : mark.end() + last])
    if is_piece(words):
        whole = put_into(words, earlier)
    elif _STREET.fullmatch(words):
        whole = _STREET.sub(words, earlier, count=1) if _STREET.search(earlier) else words
    else:
        whole = _with_front(words, earlier)
    return Found(start, mark.end() + last, whole) if whole is not None else None


def _put_right(again: PutRight, before: str) -> Found:
    """不是三号是五号: the address that it comes to is asked about, else the whole is asked for."""
    if again.whole is not None:
        return Found(again.start, again.end, again.whole, Problem(WHOLE, {"address": again.whole}))
    return Found(again.start, again.end, None, Problem(PIECE_BESIDE, {"piece": again.said, "address": before}))


def _piece(start: int, end: int, words: str, before: str) -> Found:
    """12号: never taken as it is. Beside an address given before it makes another one, which is asked about."""
    whole = put_into(words, before)
    if whole is not None:
        return Found(start, end, whole, Problem(WHOLE, {"address": whole}))
    if before:
        return Found(start, end, None, Problem(PIECE_BESIDE, {"piece": words, "address": before}))
    return Found(start, end, None, Problem("kinds.address.piece", {"piece": words}))


def _with_front(words: str, before: str) -> str:
    """演示路45号 as a correction of 青禾区麦笛街道演示路81号: what stands before the road is kept."""
    road = _ROAD.match(words)
    if road is None or not before:
        return words
    at = before.find(road[0])
    front = before[:at] if at > 0 else (m[0] if (m := _FRONT.match(before)) else "")
    return front + words


def _bare(text: str) -> tuple[int, int]:
    start, end = core(text)
    lead = _LEAD.match(text[start:end])
    return (start + lead.end() if lead else start), end


def _place_only(text: str, at: Moment) -> tuple[int, int]:
    """The span from the first clause that names a place to the last that still belongs to it."""
    told = [(s, e) for s, e in clauses(text) if _names_a_place(text[s:e], at)]
    told = [(s, e) for s, e in told if not _DENIED.match(text[s:e])] or told
    if not told:
        return _bare(text)
    start, end = told[0][0], told[0][1]
    for s, e in clauses(text):
        if s > start and ((s, e) in told or _NUMBERED.match(text[s:e])):
            end = e
    if instead := _INSTEAD.match(text[start:end]):
        start += instead.end()
    besides = _BESIDES.search(text[start:end])
    if besides and not _names_a_place(besides[0], at):
        end = start + besides.start()
    left, right = _bare(text[start:end])
    return start + left, start + right


def _names_a_place(words: str, at: Moment) -> bool:
    near = (r for r in at.regions.regions.values() if r.level in ("street", "community"))  # a district is no address
    return bool(_PLACE.search(words)) or any(name in words for r in near for name in names_of(r, at.regions))


def _after_cue(text: str, question: Question, at: Moment) -> Iterable[Found]:
    for cue in sorted(question.cues, key=len, reverse=True):
        start = text.find(cue)
        if start < 0:
            continue
        stop = _CUT.search(text, start)
        words = text[start + len(cue) : stop.start() if stop else len(text)]
        left, right = _bare(words)
        if _PLACE.search(words) and not is_question(words):
            yield Found(start + len(cue) + left, start + len(cue) + right, words[left:right])
            return
