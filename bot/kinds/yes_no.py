"""Yes or no: by the question's own phrases anywhere, or as the beginning of the answer when asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.catalogue.models import Question
from bot.kinds import Found, Moment, Unasked, Value
from bot.kinds.asking import clauses, is_interruption, is_no_answer, is_question

_NEGATORS = r"(?:从来没有?|并没有?|还没有?|都没有?|没有|没|不是|并不|从不|不|未)"
_NEGATED = re.compile(rf"{_NEGATORS}(?:去|是|有|过|再|都|算|真的?)?$")
_LEAD = (
    r"(?:(?:嗯+|哦|噢|喔|啊|哎呀|哎|呃|额|诶|喂|那个|这个|那|这|俺们?|咱们?|我们?|我俩|俩|他们?|她们?|它|您|你|家里"
    r"|孩子|老人|都|应该|可能|大概|当然|其实|肯定|确实|本来|好像)[,、 ]*)*"
)
_YES = (
    r"是的是的|对的对的|对对对?|是是是?|嗯嗯嗯?|好好好?|是的|对的|有的|要的|好的|没错|不错|当然|肯定|确实|没问题"
    r"|可以的?|需要的?|愿意|同意|行的?|成|中|对头|要得|是滴|对滴|阔以|好滴"
    r"|在的|在呢|是|对|有|要|好|嗯|得|yes|yeah|yep|ok|okay|sure|y|正确|符合|已经有了?|早就有了?|都有|都是|想"
)
_NO = (
    r"没有没有|不是不是|不要不要|不用不用|没没没?|不是的|不是|不对|不用了|不用|不要了|不要|不需要|不想|不愿意|不同意|不行|不可以|不可|不符合|不了|没有的|没有过"
    r"|没有|没得|冇|还没有?|从来没有?|都没有?|都不是|没呢|没|否|不|别|未|无|no|nope|n|用不着|不必"
)
_AFTER = (
    r"(?:的|啊|呀|呢|嘛|吧|哦|噢|喔|了|哈|嘞|呐|滴|哟|啦|诶|谢谢|过)*"
    r"(?=$|[,。;!、 ]|我|俺|咱|他|她|就|都|已经|早|一直|从|现在|去年|今年|前年|确实|这边|你放心|您放心)"
)
_BEGINS = re.compile(rf"^{_LEAD}(?P<said>(?P<no>{_NO})|(?P<yes>{_YES})){_AFTER}", re.IGNORECASE)
_NOT_THIS = re.compile(
    r"^(?:嗯+|哦|啊|那个|[,、 ])*(?:对了|是这样|好吧?[,，]?(?:我想|你先|那)|没事|没听|没懂|有没有|是不是|要不要"
    r"|对不对|行不行|好不好|可不可以|不好意思|不急|不过|要不(?!要)|不如|有个|有点)"
)
_ECHO_NO = re.compile(
    r"^(?:还没有|还没|没有|没|不想|不要|不用|不打算|不|未)(?:去|再)?(?P<verb>[^\s,。不没]{1,6}?)(?:了|过|的|呢|啊|吧"
    r"|呀)*$"
)
_ECHO_YES = re.compile(
    r"^(?:已经|早就|早|都|刚|刚刚|要|想|想要|需要|打算|有)?(?P<verb>[^\s,。不没]{1,5}?)(?P<mark>好了|完了|过了|过"
    r"|了)(?:的|呀|啊|呢|吧)*$|^(?:要|想|想要|需要|打算)(?P<wish>[^\s,。不没]{1,6}?)(?:的|啊|吧|呀)*$"
)


class YesNo:
    """Yes or no, value: `yes` or `no`."""

    name = "yes_no"
    unasked: Unasked = "words"
    cues: tuple[str, ...] = ()

    def find(self, text: str, question: Question, at: Moment, *, asked: bool) -> Iterable[Found]:
        """The question's phrases; when asked also 是的, 没有 and the verb of the question at the beginning."""
        phrases = list(_phrases(text, question))
        if phrases or not asked:
            return phrases
        if is_interruption(text) and not _bare(text):
            return []
        if is_no_answer(text):
            return []
        return list(_beginning(text, question))

    def show(self, value: Value, question: Question, at: Moment) -> str:
        """是 or 否."""
        return "是" if value in ("yes", True) else "否"

    def speak(self, value: Value, question: Question, at: Moment) -> str:
        """是 or 不是."""
        return "是" if value in ("yes", True) else "不是"


def _phrases(text: str, question: Question) -> Iterator[Found]:
    """The question's phrases, the longest where they overlap; with 没 or 不 before it a phrase means its opposite."""
    said = [(phrase, "yes") for phrase in question.says_yes] + [(phrase, "no") for phrase in question.says_no]
    taken: list[tuple[int, int]] = []
    for phrase, value in sorted(said, key=lambda pair: -len(pair[0])):
        for m in re.finditer(re.escape(phrase.lower()).replace("没有", "没").replace("没", "没有?"), text.lower()):
            if any(m.start() < e and s < m.end() for s, e in taken):
                continue
            taken.append(m.span())
            before = text[max(0, m.start() - 6) : m.start()]
            denied = _NEGATED.search(before)
            turned = {"yes": "no", "no": "yes"}[value] if denied else value
            yield Found(m.start() - (len(denied[0]) if denied else 0), m.end(), turned)


def _bare(text: str) -> bool:
    said = _BEGINS.match(text)
    return said is not None and said.end() == len(text.rstrip("。!, "))


def _beginning(text: str, question: Question) -> Iterator[Found]:
    span = next(iter(clauses(text)), None)
    if span is None:
        return
    start, end = span
    clause = text[start:end].rstrip("?")
    if _NOT_THIS.match(clause) or is_question(text[start:end]):
        return
    said = _BEGINS.match(clause)
    if said:
        yield Found(start + said.start("said"), start + said.end(), "no" if said["no"] else "yes")
        return
    bare = re.sub(rf"^{_LEAD}", "", clause)
    offset = start + len(clause) - len(bare)
    value = _echo(bare, question.ask.zh)
    if value:
        yield Found(offset, offset + len(bare), value)


def _echo(words: str, ask: str) -> str | None:
    """没领 or 领了 answer a question in which 领 stands."""
    no = _ECHO_NO.match(words)
    if no and no["verb"] in ask:
        return "no"
    yes = _ECHO_YES.match(words)
    if yes and (yes["verb"] or yes["wish"]) in ask:
        return "yes"
    return None
