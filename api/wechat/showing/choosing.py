"""Numbered lines: when choices are shown so, and what a resident means by answering "2"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.chinese import normalise, number_of
from bot.turn import Choice, Expects

HEARD, BINDING, PICTURE_FOR = Expects("heard", "heard"), Expects("bind", "bind"), Expects("picture_for", "picture_for")
"""What the channel itself asks: what was said in a voice message, whether to bind, what a photograph is for. The dialogue knows nothing
of it."""
OF_CHANNEL = frozenset({HEARD.kind, BINDING.kind, PICTURE_FOR.kind})

NUMBERED = frozenset({None, "choice", "yes_no", "region", "code", *OF_CHANNEL})
"""Kinds of open question (None: no question) whose choices have numbers. A code has six digits, so that 2 is none.

To any other question a number or free words may be the answer itself; its
choices are ways around it (跳过) and are said in words.
"""

_AMOUNT = re.compile(r"(?:[0-9]+|[一二两三四五六七八九十]+)(?:级|年|岁|个|人|口|天|月|元|万|%)")
FEW = 6
"""Characters of an answer that only names a choice; in more than these something else is said."""

_MARKS = " \t。.、,;:!?…~()[]{}<>《》“”\"'‘’「」『』【】〔〕#"
_LEAD = r"(?:嗯|那个|这个|那|就|我|要|想|选|选择|选项|回复|回|按|点|是|办|option|number|no\.?|the|i|want|choose)*"
_TAIL = r"(?:[,、。.;!]?(?:吧|的|了|呢|啊|呀|哦|嘛|哈|好了|就行|就好|谢谢|please|one))*"
_NUMERAL = r"[0-9]{1,2}|[一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾]{1,3}"
_BY_WORD = {"二个": 2, "one": 1, "first": 1, "two": 2, "second": 2, "three": 3, "third": 3, "four": 4, "fourth": 4, "five": 5, "fifth": 5}
"""Nobody counts 二个: it is the second. 两个 may be both of them, 三个 all, and is no line."""
_LAST = r"最后(?:一|那|那一)?(?:个|项|条|种|样|行)|last"
_BY_NUMBER = re.compile(
    rf"{_LEAD}(?:第(?P<ordinal>{_NUMERAL})(?:个|项|条|种|样|号|行)?|(?P<cardinal>{_NUMERAL})(?:号|项)?|(?P<word>{'|'.join(_BY_WORD)})|(?P<last>{_LAST})){_TAIL}"
)
_LINE = re.compile(rf"(?P<number>{_NUMERAL}|第[一二三四五六七八九十]个)[ .。、,:)]+(?P<words>.+)")


def are_numbered(choices: Sequence[Choice], kind: str | None) -> bool:
    """Whether these choices are shown with numbers beside an open question of this kind (`Expects.kind`; None: no question is open).

    Beside a title that begins with an amount or a grade there are none: 四级、没有证, or 不到一年、一年以上.
    There "2" means 二级 although 没有证 is the second, and the dialogue knows that. 二手房 and 第一次办 are no such titles.
    """
    return kind in NUMBERED and not any(_AMOUNT.match(normalise(one.title)) for one in choices)


def chosen(text: str, choices: Sequence[Choice], kind: str | None = None) -> str | None:
    """The value of the choice that these words name: its number where numbers were shown (2, ２, ②, 第二个, 选2), or its words.

    `choices` are those that were shown last, in their order, and `kind` that of
    the question then open. None for anything else: the words go on as they are
    (2个孩子, 2020年, 一会儿再说, a number that no line has).
    """
    said = normalise(text).casefold().strip(_MARKS)
    if not said or not choices:
        return None
    for choice in choices:
        if _bare(said) in (_bare(choice.title), _bare(choice.value)):
            return choice.value
    if not are_numbered(choices, kind):
        return None
    place = _place(said, len(choices))
    if place is None:
        return _whole_line(said, choices)
    return choices[place].value if 0 <= place < len(choices) else None


def is_number(text: str) -> bool:
    """Whether these words are nothing but the number of a line, shown or not."""
    return _place(normalise(text).casefold().strip(_MARKS), lines=1) is not None


def _place(said: str, lines: int) -> int | None:
    """The line that is meant, the first of so many being 0; None when the words are no number of a line."""
    if said in ("两", "俩"):
        return 1
    found = _BY_NUMBER.fullmatch(said.replace(" ", ""))
    if found is None or re.search(r"[0-9] +[0-9]", said):
        return None
    if found["last"]:
        return lines - 1
    if found["word"]:
        return _BY_WORD[found["word"]] - 1
    number = number_of(found["ordinal"] or found["cardinal"])
    return int(number) - 1 if number is not None else None


def _whole_line(said: str, choices: Sequence[Choice]) -> str | None:
    """A line sent back as it was shown: "2. 白露区", "2 白露区"."""
    line = _LINE.fullmatch(said)
    place = _place(line["number"], len(choices)) if line else None
    if line is None or place is None or not 0 <= place < len(choices):
        return None
    return choices[place].value if _bare(line["words"]) == _bare(choices[place].title) else None


def _bare(text: str) -> str:
    """The words without signs and spaces, small letters."""
    return "".join(c for c in normalise(text).casefold() if unicodedata.category(c)[0] not in "PSZ")


def nearest(text: str, choices: Sequence[Choice]) -> str | None:
    """The value of the only choice that shares words with these few (给刚交的: 刚交的养老金资格认证); None when none does, or several."""
    if len(_bare(text)) > FEW:
        return None
    said, shared = _pairs(text), [pair for choice in choices for pair in _pairs(choice.title)]
    found = [choice.value for choice in choices if any(shared.count(pair) == 1 for pair in said & _pairs(choice.title))]
    return found[0] if len(found) == 1 else None


def _pairs(text: str) -> set[str]:
    """Each two characters that stand side by side."""
    bare = _bare(text)
    return {bare[at : at + 2] for at in range(len(bare) - 1)}
