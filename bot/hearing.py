"""Every utterance is heard by all open questions, so that several answers in one sentence are all kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.binding import OWN, PERSONAL, Binding, anybody, bind, of_another, somebody_elses
from bot.birth_by_number import NUMBER, birth_by_number, number_question
from bot.catalogue.models import Question
from bot.kin import surely_two
from bot.kinds import Found, Moment, Problem, Value
from bot.kinds.asking import CORRECTION, asks_whether, clause_at, clauses, is_question, is_request, is_skipped
from bot.kinds.name_and_id import Person, pair_meant, people, whose
from bot.kinds.person_name import looks_like_name
from bot.kinds.registry import KINDS
from bot.kinds.said_of import said_of
from bot.kinds.unclear_whose import unclear, unclear_whose
from bot.named import introduced
from bot.told_of import told_of


@dataclass(frozen=True)
class Heard:
    """One question's answer in a sentence."""

    question: Question
    value: Value
    start: int
    end: int
    problem: Problem | None = None


@dataclass(frozen=True)
class Hearing:
    """What a sentence answered, in the order of the sentence."""

    heard: tuple[Heard, ...]
    rest: str
    """The sentence without the answers: what else was said, a question or an interruption perhaps."""


@dataclass(frozen=True)
class _Candidate:
    """An answer that a question could have here, and how near one of its cues stands."""

    question: Question
    found: Found
    distance: int

    def surest(self) -> tuple[int, int, bool]:
        """Sorts the best first: beside a cue, then long before short, then what has a birthday in it before a card's number."""
        return self.distance, self.found.start - self.found.end, self.question.kind == "bank_card"


_FAR = 1_000
"""The distance of a cue that is not there."""

_SHORT = 2
"""Characters of a name that may mean something else to another question: 爸爸."""

_WANTED = re.compile(r"(?:要|想|先|改|来|去|还是)(?:办|申请|申领)理?(?:一下|个|张|一张)?$")
"""What makes a service of the phrase after it: 我要办社保卡 is no answer to where money goes."""

_NUMBERS = frozenset({"date", "resident_id", "phone", "bank_card", "years_months"})
"""Kinds whose answers stand out even in a question: 3月5号生的要带什么."""

_CHECKED = frozenset({"resident_id", "phone", "bank_card"})
"""Kinds whose answer, said alone, can be nothing else, whatever was asked."""

_EVEN_IN_QUESTIONS = frozenset({"region"})
"""Kinds that are told though the clause asks something else: 湖南退休要带什么."""

_LEADS_TO_PLACE = re.compile(r"(?:请问|想问|问一下|那么?|我们?|这边|人|住|是|在|[,、 ])*")
_OF_SOMEBODY = re.compile(r"人|籍|的?户口|户籍|老家")
"""湖南户口能在这儿办吗 does not say where it is to be done."""

_OF_THERE = re.compile(r"的(?P<name>[\u4e00-\u9fff]{2,4})$")
"""我是青禾区的刘演芳 says where, and who."""
_DENIED = re.compile(r"(?:不是|不在|并不是|哪是)$")
_INSTEAD = re.compile(r"(?:不是|不要|不选)[^,。;!?]{1,12}[,、 ]+(?:而是|就是|是|要|选)?$")
"""不是家庭户,是 before 集体户: what was denied belongs to the answer."""

_WHETHER_OR_NOT = re.compile(r"[的了呢 ]*(?:没有?|没得|吗|么|不)?[?呢 ]*")
"""What makes a question of the phrase before it: 领证了 + 没有."""

_ENOUGH = re.compile(r"够|才|至少|最少|最低|必须|非得|要[交缴]")
"""交满十五年就够了吧 asks how long it must be, and does not say how long it was."""

_DONE = re.compile(r"[交缴干做][了过]|已经|都[交缴]")
_FILLING = re.compile(
    r"^(?:哎呀|哎|唉|诶|嗯|呃|哦|噢|啊|呀|那个|这个|那|这|就|是|的|了|在|我们|我|俺|咱|他们|他|她|孩子|宝宝|老人|家里|家|住|俩|都|也|还|和|跟|好|对|吧|呢|嘛|啦|她|有|叫|号码?|不是|不对|说错|其实|应该|不|年|出|名字?|姓名|然后|[\W_])++$"
)
_TAIL = re.compile(r"^[的吧啊呀嘛哈呢了来,、 ]*$")
_EDGE = " ,、。;!:"


def hear(text: str, asked: Question | None, open_questions: Sequence[Question], at: Moment) -> Hearing:
    """All answers in `text` (normalised) to the question just put and to the others still open.

    The question asked goes first; a span answers one question only. An answer
    with a problem is kept only for the question asked. Where somebody corrects
    themselves the later value wins, and the span covers both.
    """
    others = [q for q in open_questions if asked is None or q.key != asked.key]
    whom = bind(text, asked, [q for q in (asked, *others) if q is not None], at)
    heard = _named_with_number(text, asked, others, at, whom)
    told = {h.question.key for h in heard}
    others = [q for q in others if q.key not in told]
    wrong: Heard | None = None
    if asked is not None and asked.key not in told:
        first = _asked(text, asked, others, at, whom)
        if first is not None and first.problem is None and _free(first.start, first.end, heard):
            heard.append(first)
        else:
            wrong = first
    alone = wrong is None or wrong.question.kind in {"person_name", "code"}
    heard += _unasked(text, others, heard, at, whom, answered=asked is None or bool(heard), numbers_alone=alone)
    if wrong is not None and _free(wrong.start, wrong.end, heard):
        heard.append(wrong)
    if asked is not None and asked.optional and not heard and is_skipped(text) and not _about_another(text, asked):
        heard.append(Heard(asked, None, 0, len(text)))
    heard += _born(text, asked, others, heard, at)
    heard.sort(key=lambda h: h.start)
    return Hearing(tuple(heard), _rest(text, heard, [q for q in (asked, *others) if q is not None]))


def _born(text: str, asked: Question | None, others: Sequence[Question], heard: Sequence[Heard], at: Moment) -> list[Heard]:
    """An ID number where a birth was asked for answers both, if nothing else has answered."""
    if asked is None or any(h.question.key == asked.key and h.problem is None for h in heard):
        return []
    found = birth_by_number(text, asked, at)
    if found is None:
        return []
    number = number_question(asked, others)
    theirs = [h for h in heard if h.start < found.end and found.start < h.end and h.question.key != asked.settings.get(NUMBER)]
    if theirs:  # 我叫…，and her own number, where her father's birth was asked for
        return []
    told = [Heard(asked, found.value, found.start, found.end)]
    if number is not None and _free(found.start, found.end, heard):
        told += [Heard(number, one.value, one.start, one.end) for one in KINDS[number.kind].find(text, number, at, asked=False)]
    return told


def _about_another(text: str, asked: Question) -> bool:
    """身份证号记不得了 leaves out no question but that of the number."""
    return any(cue in text for kind in KINDS.values() if kind.name != asked.kind and kind.name in _CHECKED for cue in kind.cues)


def _named_with_number(text: str, asked: Question | None, others: Sequence[Question], at: Moment, whom: Binding) -> list[Heard]:
    """胡演勇999002199107220275: who is named right before a valid number, for the open questions about that person."""
    questions = [q for q in (asked, *others) if q is not None and q.kind in ("person_name", "resident_id")]
    valid = list(KINDS["resident_id"].find(text, questions[0], at, asked=False)) if questions else []
    heard: list[Heard] = []
    pairs = list(people(text)) if valid else []
    for person in pairs:
        meant = _pair_meant(text, person, asked, questions, whom)
        if meant is not None and _one_of_two(text, person, meant, pairs, questions, at):
            continue
        number = next((f for f in valid if (f.start, f.end) == person.id_span), None)
        if meant is None or number is None:
            continue
        for question in questions:
            if whose(question) != meant or any(h.question.key == question.key for h in heard):
                continue
            start, end = person.name_span if question.kind == "person_name" else person.id_span
            heard.append(Heard(question, text[start:end] if question.kind == "person_name" else number.value, start, end))
    return heard


def _one_of_two(text: str, person: Person, meant: str, pairs: Sequence[Person], questions: Sequence[Question], at: Moment) -> bool:
    """Whether two are named with their numbers, of whom nothing tells which is meant, and the name given before is not this one's."""
    name = text[slice(*person.name_span)]
    bare = [one for one in pairs if said_of(text, *one.name_span).who == "nobody"]
    if person not in bare or len({text[slice(*one.id_span)] for one in bare}) < 2:
        return False
    return name != at.before.get(f"{meant}_name" if meant else "name")


def _pair_meant(text: str, person: Person, asked: Question | None, questions: Sequence[Question], whom: Binding) -> str | None:
    of = said_of(text, *person.name_span)
    if any(of_another(q, of) for q in questions):
        return None
    if whom.of_holder(of):
        return OWN
    meant = pair_meant(person, asked, questions, of)
    if meant is None and of.who != "self" and any(anybody(q) for q in questions):
        return ""
    unsure = meant == "" and of.who == "nobody" and whom.for_another and (asked is None or asked.kind not in PERSONAL)
    return None if unsure else meant


def _asked(text: str, asked: Question, others: Sequence[Question], at: Moment, whom: Binding) -> Heard | None:
    """The answer to the question just put."""
    if asked.kind == "text" and any(surely_two(one.key, asked.settings.get("relative")) for one in introduced(text)):
        return None
    everything = [f for f in KINDS[asked.kind].find(text, asked, at, asked=True) if _may_answer(text, asked, f)]
    if asked.kind == "text" and "names" in asked.settings:
        about = asked.settings.get("relative")
        everything = [f for f in everything if not any(surely_two(one, about) for one in told_of(text, f.start, f.end))]
    found = whom.fitting(asked, everything, asked=True)
    if everything and not found and whose(asked) == "":
        found = [somebody_elses(asked, everything[0])]
    if unclear_whose(text, asked, found):
        found = [unclear(found[0], asked)]
    if asked.kind == "person_name" and not CORRECTION.search(text):
        found = found[:1]
    by_words = KINDS[asked.kind].unasked == "words"  # its own names tell it apart, not what stands near
    rivals = [q for q in others if q.kind == asked.kind and not by_words]
    if anybody(asked):
        rivals = [q for q in rivals if any(whom.fitting(q, [f], asked=False) for f in found)]
    own = [f for f in found if not any(_distance(text, f, q.cues) < _distance(text, f, asked.cues) for q in rivals)]
    chosen = _settled(text, own)
    if chosen is None:
        return None
    return Heard(asked, chosen.value, chosen.start, chosen.end, chosen.problem)


def _may_answer(text: str, asked: Question, found: Found) -> bool:
    """Whether what was found is said, not asked about."""
    start, end = clause_at(text, found.start, found.end)
    if not is_question(text[start:end]):
        return True
    if asked.kind == "years_months" and _ENOUGH.search(text[start:end]) and not _DONE.search(text[start:end]):
        return False
    if found.problem is not None:
        return False
    if asked.kind == "yes_no":
        if _WHETHER_OR_NOT.fullmatch(text[found.end : end]):
            return False
        return not text[start : found.start].strip(_EDGE + "嗯啊哦噢我们都") and not text[start:end].endswith("?")
    return asked.kind in _NUMBERS and not re.match(r"(?:如果|要是|假如|万一)", text[start:end])


def _unasked(
    text: str, questions: Sequence[Question], heard: Sequence[Heard], at: Moment, whom: Binding, *, answered: bool, numbers_alone: bool
) -> list[Heard]:
    """The answers to questions that were not put."""
    every = list(clauses(text))
    said_there = [s for s in every if not is_question(text[s[0] : s[1]]) and not _followed_by_doubt(text, s)]
    wished = [*said_there, *(s for s in every if is_request(text[s[0] : s[1]]))]
    candidates: dict[str, list[_Candidate]] = {}
    for question in questions:
        found = whom.fitting(question, list(KINDS[question.kind].find(text, question, at, asked=False)), asked=False)
        found = [] if unclear_whose(text, question, found) else found
        told = wished if question.kind == "choice" else said_there
        told = every if question.kind in _EVEN_IN_QUESTIONS or question.settings.get("in_questions") else told
        said = [f for f in found if f.problem is None and _inside(f, told)]
        kept = [_Candidate(question, f, 0 if whom.surely(question, f) else _distance(text, f, question.cues)) for f in said]
        alone = sum(q.kind == question.kind for q in questions) == 1 or (whom.own_asked and whose(question) == "")
        sure = answered or (numbers_alone and question.kind in _CHECKED)
        kept = [c for c in kept if _unmistakable(text, c, alone=alone, answered=sure)]
        if kept:
            candidates[question.key] = kept
    return _shared_out(text, candidates, heard)


def _shared_out(text: str, candidates: dict[str, list[_Candidate]], heard: Sequence[Heard]) -> list[Heard]:
    """Each span to one question, each question one answer, the surest first."""
    taken = list(heard)
    given: list[Heard] = []
    for candidate in sorted((c for one in candidates.values() for c in one), key=_Candidate.surest):
        question = candidate.question
        if any(h.question.key == question.key for h in given):
            continue
        chosen = _settled(text, _meant(text, candidate, candidates[question.key], taken))
        if chosen is None or not _open(replace(candidate, found=chosen), taken):
            continue
        answer = Heard(question, chosen.value, chosen.start, chosen.end)
        given.append(answer)
        taken.append(answer)
    return given


def _meant(text: str, best: _Candidate, all_of_it: Sequence[_Candidate], taken: Sequence[Heard]) -> list[Found]:
    """Of options and yes or no everything that was said; of other kinds the best and what corrects it."""
    free = [c.found for c in all_of_it if _open(c, taken)]
    if KINDS[best.question.kind].unasked == "words":
        return sorted(free, key=lambda f: f.start)
    if best.found not in free:
        return []
    after = best.found.end
    return [best.found, *(f for f in free if f.start >= after and CORRECTION.search(text[after : f.start]))]


def _open(candidate: _Candidate, taken: Sequence[Heard]) -> bool:
    """Whether no other question has these words, or both list this very phrase: 卡坏了 says what is wanted, and why."""
    start, end = candidate.found.start, candidate.found.end
    others = [h for h in taken if not (end <= h.start or h.end <= start)]
    if end - start <= _SHORT or KINDS[candidate.question.kind].unasked != "words":
        return not others
    return all((h.start, h.end) == (start, end) and KINDS[h.question.kind].unasked == "words" for h in others)


def _unmistakable(text: str, candidate: _Candidate, *, alone: bool, answered: bool) -> bool:
    """Whether this answers a question that was not put."""
    kind = KINDS[candidate.question.kind]
    if not answered and _WANTED.search(text[: candidate.found.start]):
        return False
    if kind.unasked == "words" or candidate.distance < _FAR:
        return True
    if kind.unasked == "cue" or not alone:
        return False
    start, end = clause_at(text, candidate.found.start, candidate.found.end)
    if candidate.question.kind in _EVEN_IN_QUESTIONS and is_question(text[start:end]):
        leads = _LEADS_TO_PLACE.fullmatch(text[start : candidate.found.start])
        return leads is not None and not _OF_SOMEBODY.match(text[candidate.found.end : end])
    around = text[start : candidate.found.start] + text[candidate.found.end : end]
    if candidate.question.kind in _EVEN_IN_QUESTIONS and (named := _OF_THERE.search(around)) and looks_like_name(named["name"]):
        around = around[: named.start()]
    for cue in kind.cues:
        around = around.replace(cue, "")
    return answered and _FILLING.match(around + ",") is not None


def _distance(text: str, found: Found, cues: Iterable[str]) -> int:
    """Characters between the span and the nearest cue in its clause; a cue inside the span is at 0."""
    start, end = clause_at(text, found.start, found.end)
    nearest = _FAR
    for cue in cues:
        for m in re.finditer(re.escape(cue), text[start:end]):
            left, right = start + m.start(), start + m.end()
            nearest = min(nearest, max(found.start - right, left - found.end, 0))
    return nearest


def _settled(text: str, found: Sequence[Found]) -> Found | None:
    """The one that was meant: of a correction the later, of several that differ without one the first of its kind's order."""
    meant = [f for f in found if not _denied(text, f, found)]
    if not meant:
        return None
    in_order = sorted(meant, key=lambda f: f.start)
    first, last = in_order[0], in_order[-1]
    corrected = len(in_order) > 1 and CORRECTION.search(text[first.end : last.start])
    dropped = [f for f in found if f not in meant and f.end <= last.start]
    if corrected or dropped:
        start = min([first.start, *(f.start for f in dropped)]) if corrected else min(f.start for f in dropped)
        denial = _DENIED.search(text[:start])
        return replace(last, start=denial.start() if denial else start)
    if meant[0].problem is None and isinstance(meant[0].value, str) and _words_disagree(meant):
        return _said_alone(text, in_order)
    instead = _INSTEAD.search(text[: meant[0].start])
    return replace(meant[0], start=instead.start()) if instead else meant[0]


def _words_disagree(found: Sequence[Found]) -> bool:
    """Whether options or yes and no were both said: then nothing was said."""
    return len({f.value for f in found}) > 1 and all(f.value in ("yes", "no") or str(f.value).isidentifier() for f in found)


def _said_alone(text: str, found: Sequence[Found]) -> Found | None:
    """Of options that differ the first, when it is a clause of its own and the others only explain it: 下午,上午要困觉."""
    bare = [clause_at(text, f.start, f.end) for f in found]
    alone = [f for f, (s, e) in zip(found, bare, strict=True) if not _TAIL.sub("", text[s:e].replace(text[f.start : f.end], "", 1))]
    return found[0] if alone == [found[0]] else None


def _denied(text: str, found: Found, all_found: Sequence[Found]) -> bool:
    """Whether 不是 stands before it, and another value after it or before that: 不是三月是四月, 四月不是三月."""
    denial = _DENIED.search(text[: found.start])
    return denial is not None and any(f.start >= found.end or (f.end <= denial.start() and f.value != found.value) for f in all_found)


def _inside(found: Found, spans: Sequence[tuple[int, int]]) -> bool:
    return any(s <= found.start and found.start < e for s, e in spans)


def _followed_by_doubt(text: str, span: tuple[int, int]) -> bool:
    """Whether the next clause asks if that is good enough: 没领证,能办吗."""
    after = next((text[s:e] for s, e in clauses(text) if s >= span[1]), "")
    return asks_whether(after) and not is_request(after)


def _free(start: int, end: int, heard: Iterable[Heard]) -> bool:
    return all(end <= h.start or h.end <= start for h in heard)


def _rest(text: str, heard: Sequence[Heard], questions: Sequence[Question]) -> str:
    """What is left when the answers, and clauses of nothing but filling around them, are taken out."""
    if not heard:
        return text.strip(_EDGE)
    cues = sorted({c for q in questions for c in (*q.cues, *KINDS[q.kind].cues)}, key=len, reverse=True)
    left: list[str] = []
    for start, end in clauses(text):
        touched = [h for h in heard if h.start < end and start < h.end]
        words, at = "", start
        for one in touched:
            words += text[at : max(one.start, at)]
            at = max(at, one.end)
        words += text[min(at, end) : end]
        bare = words
        for cue in cues if touched else ():
            bare = bare.replace(cue, "")
        if not _FILLING.match(bare + ","):
            left.append(words.strip(_EDGE))
    return ",".join(left)
