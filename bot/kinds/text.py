"""Free words, kept as they were said."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.catalogue.models import Question
from bot.kinds import Found, Moment, Problem, Unasked, Value
from bot.kinds.asking import clauses, core, is_interruption, is_no_answer, is_question, is_skipped

_LONGEST = 200
_CALLS_WRONG = re.compile(
    r"(?:说|讲|报|写|填|记|听|念|搞|弄|打)错|(?:门牌|门号|房号|尾号|号码?|卡号|电话|手机|地址|姓名|名字|生日|日期)[^,。;!?]{0,4}(?:不对|错了)"
)
"""门牌又说错了, 尾号不对,是2286: about another answer."""
_IT_IS = re.compile(r"^(?:我|他|她|老人|孩子)?(?:自己|本人)?的?(?:社保)?卡?(?:就|应该|好像)?是(?=\w\w)")
_ONLY_YES_OR_NO = re.compile(r"(?:是|不是|对|不对|好|行|可以|嗯|有|要|不要|yes|no|ok)+", re.IGNORECASE)


class FreeText:
    """What was said, without fillers. Settings: `max`, characters, 200 unless told; `names`, words of which an answer has one: 银行."""

    name = "text"
    unasked: Unasked = "cue"
    cues: tuple[str, ...] = ()

    def find(self, text: str, question: Question, at: Moment, *, asked: bool) -> Iterable[Found]:
        """The whole sentence without its cue when asked; else what follows a cue and 是 or 叫, up to the end of the clause."""
        if not asked:
            return _after_cue(text, question)
        if is_question(text) or is_no_answer(text) or (question.optional and is_skipped(text)) or _CALLS_WRONG.search(text):
            return []
        if "names" in question.settings:
            return _named(text, question)
        if is_interruption(text):
            return []
        start, end = core(text)
        if announced := _announced(text[start:end], question):
            start += announced.end()
        elif re.search(r"(?<!\w)[好对]$", text[:start]):
            start -= 1  # 好味道小饭馆 is a name, 好,味道小饭馆 an answer
        words = text[start:end].strip()
        if not re.search(r"\w", words) or _ONLY_YES_OR_NO.fullmatch(words):
            return []
        longest = int(question.settings.get("max", _LONGEST))
        problem = Problem("kinds.text.long", {"max": longest}) if len(words) > longest else None
        return [Found(start, end, words, problem)]

    def show(self, value: Value, question: Question, at: Moment) -> str:
        """The words."""
        return str(value)

    def speak(self, value: Value, question: Question, at: Moment) -> str:
        """The words."""
        return str(value)


def _announced(words: str, question: Question) -> re.Match[str] | None:
    """The cue with which these words begin."""
    cues = "|".join(re.escape(cue) for cue in question.cues)
    return re.match(rf"(?:{cues})[是叫在:]?(?=\w\w)", words) if cues else None


def _named(text: str, question: Question) -> Iterable[Found]:
    """The last clause that has one of the names, without 是 before it: 不对,是工商银行."""
    said, names = text.lower(), question.settings["names"]
    having = [(start, end) for start, end in clauses(text) if any(name in said[start:end] for name in names)]
    for start, end in having[-1:]:
        first, last = core(text[start:end])
        first, last = start + first, start + last
        if before := _announced(text[first:last], question) or _IT_IS.match(text[first:last]):
            first += before.end()
        yield Found(first, last, text[first:last].strip())


def _after_cue(text: str, question: Question) -> Iterable[Found]:
    for cue in sorted(question.cues, key=len, reverse=True):
        said = re.search(f"{re.escape(cue)}(?:是|叫|在|:)(?P<words>[^,。;!?]{{2,60}})", text)
        if said and not is_question(said[0]):
            start, end = said.span("words")
            yield Found(start, end, text[start:end].strip())
            return
