"""Free words, kept as they were said."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.catalogue.models import Question
from bot.kinds import Found, Moment, Problem, Unasked, Value
from bot.kinds.asking import core, is_interruption, is_no_answer, is_question, is_skipped

_LONGEST = 200
_ONLY_YES_OR_NO = re.compile(r"(?:是|不是|对|不对|好|行|可以|嗯|有|要|不要|yes|no|ok)+", re.IGNORECASE)


class FreeText:
    """What was said, without fillers. Settings: `max`, characters, 200 unless told."""

    name = "text"
    unasked: Unasked = "cue"
    cues: tuple[str, ...] = ()

    def find(self, text: str, question: Question, at: Moment, *, asked: bool) -> Iterable[Found]:
        """The whole sentence without its cue when asked; else what follows a cue and 是 or 叫, up to the end of the clause."""
        if not asked:
            return _after_cue(text, question)
        if is_question(text) or is_interruption(text) or is_no_answer(text) or (question.optional and is_skipped(text)):
            return []
        start, end = core(text)
        cues = "|".join(re.escape(cue) for cue in question.cues)
        if announced := re.match(rf"(?:{cues})[是叫在:]?(?=\w\w)", text[start:end]) if cues else None:
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


def _after_cue(text: str, question: Question) -> Iterable[Found]:
    for cue in sorted(question.cues, key=len, reverse=True):
        said = re.search(f"{re.escape(cue)}(?:是|叫|在|:)(?P<words>[^,。;!?]{{2,60}})", text)
        if said and not is_question(said[0]):
            start, end = said.span("words")
            yield Found(start, end, text[start:end].strip())
            return
