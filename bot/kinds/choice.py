"""One of a question's options, by its names, its place in the list, or its sound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from rapidfuzz import fuzz

from bot.catalogue.models import Option, Question
from bot.chinese import number_of
from bot.died import died
from bot.helping import helps
from bot.kin import is_of, surely_two
from bot.kinds import Found, Moment, Problem, Unasked, Value
from bot.kinds.alone import alone
from bot.kinds.asking import clause_at, clauses, core, is_interruption, is_no_answer, is_question
from bot.kinds.dialect import spoken_pattern
from bot.kinds.sound import syllable
from bot.named import named
from bot.served import expressly

_NOT = re.compile(r"(?:不是|没有|没得|莫得|冇得|不要|不选|没|莫|冇|不|非|别|不在|不算|不属于)$")
_SEX = re.compile(r"(?:我|他|她|本人|老人)?是?(?P<sex>[男女])(?:的|性|士|生|同志)?(?:哈|啊|呀|嘛|吧|哦|的)*")
"""A clause that says nothing but man or woman."""
_I_JUST = re.compile(r"(?:我|俺|才|是|今年|上个?月|昨天|前几?天)*")
_FIRST = re.compile(
    r"^(?:选|要|按|我|是|就|办)*"
    r"(?:第?(?P<number>[0-9]|[一二两三四五六七八九十])(?P<mark>个|号|种|项|条|样|)|(?P<first>头一?个|前一?个|前面(?:那|的)?一?个?|前者|上面(?:那|的)?一?个?)"
    r"|(?P<last>后一?个|后面(?:那|的)?一?个?|后者|下面(?:那|的)?一?个?|最后(?:那|的)?一?个?)|(?P<middle>中间(?:那|的)?一?个?))$"
)
_COMES = re.compile(r"(?:给|让|喊|来|去)")
"""我女儿来办 is not for her."""
_SAME, _ENOUGH, _MARGIN = 1.0, 0.86, 0.1
"""How alike a name sounds: typed words must be the very syllables, spoken ones may be near; better than any other by so much."""
_TELLING, _BARE = 3, 4
"""A shorter name sounds like something in any long clause: only in so few characters is it meant."""


class Choice:
    """One option, value: its `value`. Settings: `anywhere`, its short names count in any sentence (我妈, 挂失)."""

    name = "choice"
    unasked: Unasked = "words"
    cues: tuple[str, ...] = ()

    def find(self, text: str, question: Question, at: Moment, *, asked: bool) -> Iterable[Found]:
        """Names of options; when asked also 第一个, a part of a name, and names spelt by their sound."""
        told = list(_named(text, question, asked)) or list(_alone(text, question)) or list(_for_people(text, question, asked))
        if told or not asked:
            return told or list(_sex(text, question))
        if is_interruption(text) or is_no_answer(text):
            return []
        part = _in_part(text, question) or _first_part(text, question)
        return _first(_other(text, question), by_place(text, question), part, _by_sound(text, question, at))

    def show(self, value: Value, question: Question, at: Moment) -> str:
        """The option's title."""
        return next((o.title.zh for o in question.options if o.value == value), str(value))

    def speak(self, value: Value, question: Question, at: Moment) -> str:
        """The option's title."""
        return self.show(value, question, at)


def _first(*ways: Found | None) -> list[Found]:
    return [found for found in ways if found is not None][:1]


def _names(option: Option) -> tuple[str, ...]:
    english = (option.title.en.lower(),) if option.title.en else ()
    return tuple(dict.fromkeys(name for name in (option.title.zh, *option.names, *english) if name))


def _named(text: str, question: Question, asked: bool) -> Iterator[Found]:
    """Names in the text, the longest first where they overlap; not those that are denied."""
    low = text.lower()
    if asked:
        for option in question.options:
            if low.strip(" .。") == option.value.lower():
                yield Found(0, len(text), option.value)
                return
    words = sorted(((name, o.value) for o in question.options for name in _names(o)), key=lambda pair: -len(pair[0]))
    taken: list[tuple[int, int]] = []
    for name, value in words:
        for m in spoken_pattern(name).finditer(low):
            if any(m.start() < e and s < m.end() for s, e in taken):
                continue
            taken.append(m.span())
            if _of_another(text, m.start(), m.end(), question) or _of_no_one_served(text, m.start(), m.end(), question):
                continue
            if not _NOT.search(text[: m.start()]) and (asked or _plain(text, m.start(), m.end(), question)):
                yield Found(m.start(), m.end(), value)


def _for_people(text: str, question: Question, asked: bool) -> Iterator[Found]:
    """给我老婆补卡, 我老婆的社保卡: the option for such relatives; asked for whom it is, whoever is named."""
    told = expressly(text, question.cues) if not asked else [one for one in named(text) if not _COMES.match(text, one.end)]
    told = [one for one in told if not helps(text, one.end) and not died(text, one.end)]
    for one in told:
        value = next((o.value for o in question.options if is_of(one.key, o.people)), None)
        denied = _NOT.search(text[: one.start]) or surely_two(one.key, question.settings.get("relative"))
        if value is not None and not denied:
            yield Found(one.start, one.end, value)


def _of_another(text: str, start: int, end: int, question: Question) -> bool:
    """Whether a name speaks of a relative who is surely not the one whom the question is about: (给)我爸, amid my mother's."""
    about = question.settings.get("relative")
    return about is not None and any(surely_two(one.key, about) for one in named(text) if start < one.end and one.start < end)


def _of_no_one_served(text: str, start: int, end: int, question: Question) -> bool:
    """Whether a name says who told or helps, or who has died, where it is asked for whom it is: 我老伴(让我问问), 我老伴(前年走了)."""
    if not any(option.people for option in question.options):
        return False
    return any(helps(text, one.end) or died(text, one.end) for one in named(text) if start < one.end and one.start < end)


def _alone(text: str, question: Question) -> Iterator[Found]:
    """What means an option when a clause begins with it, and nobody else is named in it."""
    for s, e in clauses(text):
        said = _I_JUST.match(text[s:e])
        begins = s + (said.end() if said else 0)
        for option in question.options:
            if name := next((n for n in option.alone if text.startswith(n, begins)), None):
                yield Found(begins, begins + len(name), option.value)


def _plain(text: str, start: int, end: int, question: Question) -> bool:
    """Whether a name says enough for a question that was not put: a short one must be the whole clause or beside a cue."""
    if end - start > 2 or question.settings.get("anywhere"):
        return True
    s, e = clause_at(text, start, end)
    if any(cue in text[s:e] for cue in question.cues):
        return True
    left, right = core(text[s:e])
    if text[s:e].strip(" ,") == text[start:end]:
        return True
    bare = re.sub(r"^(?:我们?|俩|他们?|她|两个|都|全|是|算|家里|家)+", "", text[s + left : s + right])
    return bare == text[start:end]


def _sex(text: str, question: Question) -> Iterator[Found]:
    """男, 我是女的: a clause of its own answers the question that has just these options."""
    by_letter = {option.title.zh[:1]: option.value for option in question.options}
    if set(by_letter) != {"男", "女"}:
        return
    for s, e in clauses(text):
        said = _SEX.fullmatch(text[s:e].strip(" ,、"))
        if said:
            yield Found(s, e, by_letter[said["sex"]])


def _other(text: str, question: Question) -> Found | None:
    """Of two options the one that was not denied."""
    if len(question.options) != 2 or is_question(text):
        return None
    for option, other in (question.options, question.options[::-1]):
        for name in _names(option):
            m = re.search(rf"(?:不是|不要|不选|不属于|不算){re.escape(name)}", text)
            if m:
                return Found(m.start(), m.end(), other.value)
    return None


def by_place(text: str, question: Question) -> Found | None:
    """第一个, 2号, 最后一个: the option in that place of the list."""
    start, end = core(text)
    said = _FIRST.match(text[start:end].strip())
    count = len(question.options)
    if said is None or count == 0:
        return None
    if said["number"]:
        number = number_of(said["number"])
        place = int(number) - 1 if number is not None else -1
    elif said["first"]:
        place = 0
    elif said["last"]:
        place = count - 1
    else:
        place = 1 if count == 3 else -1
    return Found(start, end, question.options[place].value) if 0 <= place < count else None


def _in_part(text: str, question: Question) -> Found | None:
    """家庭 for 家庭户, 女 for 女士, when only one option has it."""
    start, end = core(text)
    words = text[start:end].strip()
    if not words:
        return None
    if len(words) == 1:
        fits = {o.value for o in question.options if o.title.zh.startswith(words)}
    else:
        fits = {o.value for o in question.options if any(words in name for name in _names(o))}
    return Found(start, end, fits.pop()) if len(fits) == 1 else None


def _first_part(text: str, question: Question) -> Found | None:
    """妈妈 of 妈妈本人, when it is the first clause: (妈妈,)我刚说了."""
    start, end = next(clauses(text), (0, 0))
    found = _in_part(text[start:end], question) if end - start >= 2 and not is_question(text[start:end]) else None
    return replace(found, start=start + found.start, end=start + found.end) if found else None


def _by_sound(text: str, question: Question, at: Moment) -> Found | None:
    """加庭户 for 家庭户: syllables alike, clearly better than every other option.

    Only when that is all that was said: 市妇幼 sounds like 随父 in a part of it and means
    something else. Typed, such a part says nothing; spoken, it is asked whether it was meant.
    """
    best: dict[str, tuple[float, int, int]] = {}
    for s, e in clauses(text):
        if e - s > 16 or is_question(text[s:e]):
            continue
        heard = [syllable(c) for c in text[s:e]]
        for option in question.options:
            for name in _names(option):
                for place, score in _windows(heard, name):
                    if len(name) < _TELLING and e - s > _BARE and not alone(text, s + place, s + place + len(name)):
                        continue
                    now = best.get(option.value, (0.0, 0, 0))
                    if (score, len(name)) > (now[0], now[2] - now[1]):
                        best[option.value] = (score, s + place, s + place + len(name))
    ranked = sorted(best.items(), key=lambda pair: -pair[1][0])
    if not ranked or ranked[0][1][0] < (_ENOUGH if at.spoken else _SAME):
        return None
    if len(ranked) > 1 and ranked[0][1][0] - ranked[1][1][0] < _MARGIN:
        return None
    value, (_, start, end) = ranked[0]
    if _NOT.search(text[:start]):
        return None
    if alone(text, start, end):
        return Found(start, end, value)
    title = next(option.title.zh for option in question.options if option.value == value)
    return Found(start, end, value, Problem("kinds.choice.alike", {"name": title})) if at.spoken else None


def _windows(heard: list[str], name: str) -> Iterator[tuple[int, float]]:
    wanted = [syllable(c) for c in name]
    if len(wanted) < 2:
        return
    for at in range(len(heard) - len(wanted) + 1):
        scores = [_alike(a, b) for a, b in zip(heard[at : at + len(wanted)], wanted, strict=True)]
        yield at, sum(scores) / len(scores)


def _alike(heard: str, wanted: str) -> float:
    if heard == wanted:
        return 1.0
    likeness = fuzz.ratio(heard, wanted) / 100
    return likeness if likeness >= 0.6 else 0.0
