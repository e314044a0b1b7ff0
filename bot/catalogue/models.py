"""One service file, typed. What a clerk may write in `data/services/<id>.yml`.

The file says what; it holds no control flow. `only_if` names answers, and a
decision that needs arithmetic names a kind in `bot/decisions`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from bot.kin import Relatives


class Model(BaseModel):
    """Frozen, and nothing that is not named here: a misspelt word stops the start."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Model):
    """A sentence in Chinese, and in English where there is one."""

    zh: str = Field(min_length=1)
    en: str | None = None

    def in_(self, language: str) -> str:
        """The sentence in this language, else in Chinese."""
        return self.en if language == "en" and self.en else self.zh


def _words(value: Any) -> Any:
    return {"zh": value} if isinstance(value, str) else value


Text = Annotated[Words, BeforeValidator(_words)]
"""`some words` or `{zh: …, en: …}`."""

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
"""Lower-case letters, digits and `_`: a name that code, tables and files share."""

Answers = dict[Key, tuple[str, ...]]
"""Conditions: question key → values. All keys must hold, one of each key's values suffices. yes/no are `yes` and `no`."""


def _answers(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {k: tuple(_word(one) for one in (v if isinstance(v, list | tuple) else [v])) for k, v in value.items()}


def _word(value: Any) -> Any:
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


Condition = Annotated[Answers, BeforeValidator(_answers)]


class ToldIf(Model):
    """What is told instead, once these answers are known."""

    only_if: Condition
    say: Text


class Told(Model):
    """Something that a resident is told, with where it holds and since when it is known."""

    say: Text
    cases: tuple[ToldIf, ...] = ()
    """The first whose condition holds is told instead of `say`; all have the one source."""
    source: Key | None = None
    """Key of one of the service's `sources`; none only for words that state no figure."""


class Source(Model):
    """Where facts of this file come from."""

    title: str
    publisher: str
    region: str
    """Where it holds: 全国, 湖南省 …"""
    as_of: date
    url: str | None = None


class Item(Model):
    """One department's matter inside the service."""

    key: Key
    title: Text
    department: str
    days: int | None = None
    """Promised working days; their source is that of the service's `time`."""
    result: Text | None = None
    optional: bool = False
    """Only done when the resident wants it: `only_if` names the answer that says so."""
    needs: tuple[Key, ...] = ()
    """Items that must be done before this one."""
    only_if: Condition = {}
    note: Text | None = None


class Option(Model):
    """One answer of a choice."""

    value: Key
    title: Text
    names: tuple[str, ...] = ()
    """What people say when they mean it."""
    alone: tuple[str, ...] = ()
    """What means it at the beginning of a clause, where no other option is named: (我)刚从部队回来."""
    people: tuple[Relatives, ...] = ()
    """Whom it is for: 给我老婆办 means it, and beside one of the question's cues 我老婆的社保卡."""


class Instead(Model):
    """What somebody who does not qualify can do: never a bare no."""

    say: Text
    service: Key | None = None
    """Another service that fits better."""
    office: Key | None = None
    """Kind of office in data/offices.yml that can help, if not the service's own."""
    urgent: bool = False
    """An emergency: told at once, before the region is asked, and as help, not as a refusal."""


FromId = Literal["birth_date", "sex"]
"""What a resident ID number says of its holder."""


class About(Model):
    """Whom a service is about: the resident who applies and is verified, or somebody else."""

    self_if: Condition = {}
    """Answers with which it is the applicant; none: it always is."""
    other_id: Key | None = None
    """The question for the other one's ID number."""
    other_also: tuple[Key, ...] = ()
    """Further questions about the other one: a record that knows somebody else answers none of them."""


class Question(Model):
    """One thing that the service must know (Ask)."""

    key: Key
    kind: Key
    ask: Text
    brief: Text | None = None
    """What is read aloud first, where `ask` says more than the question."""
    short: Text
    """Two to six characters: its label in the review, and what a resident names to change it."""
    hint: Text | None = None
    """Said when the answer was not understood: an example, or why we ask."""
    cues: tuple[str, ...] = ()
    """Words beside which a value answers this question though another was asked: 生的, 出生."""
    options: tuple[Option, ...] = ()
    says_yes: tuple[str, ...] = ()
    says_no: tuple[str, ...] = ()
    """For yes_no: phrases that answer it wherever they are said: 领了证, 没领证. The longest wins."""
    settings: dict[str, Any] = {}
    """What the kind lets one set: `past: true`, `min`, `max` …"""
    only_if: Condition = {}
    record: Key | None = None
    """Field of data/records.yml that can answer it, with consent."""
    from_id: FromId | None = None
    """What the ID number of the one whom it is about (`about`) tells: once that number is known, it decides."""
    family: bool = False
    """Whether it asks about a household: what is told of anybody in the family answers it, whoever the application is for."""
    optional: bool = False
    """Whether 不知道 or 跳过 is an answer."""
    outcomes: Annotated[dict[str, Instead], BeforeValidator(lambda v: {_word(k): o for k, o in v.items()})] = {}
    """Answers (`yes`, `no`, an option) with which one does not qualify, and what to do instead."""


class Decision(Model):
    """A decision with arithmetic: a kind in `bot/decisions` works on answers, the file words its outcomes."""

    key: Key
    kind: Key
    given: dict[str, Key] = {}
    """The kind's parameter → the question that answers it."""
    settings: dict[str, Any] = {}
    says: dict[str, Text] = {}
    """Outcome → what is told when one qualifies; `{name}` stands for a value of the outcome."""
    outcomes: dict[str, Instead] = {}
    """Outcome → what to do instead when one does not qualify."""
    source: Key | None = None


How = Literal["none", "photo", "original"]
"""不用交 (the system fetches or fills it) · 现在拍照传 · 现场带原件."""


class Material(Model):
    """Something to bring or not to bring."""

    title: Text
    how: How
    note: Text | None = None
    """Where it comes from, size, copies; for `none` who provides it."""
    only_if: Condition = {}


class OnlineRoute(Model):
    """A way to do it without going anywhere."""

    say: Text


class CounterRoute(Model):
    """The counter, always named too."""

    say: Text
    office: Key
    """Kind of office in data/offices.yml."""


class FollowUp(Model):
    """What usually comes next."""

    say: Text
    service: Key | None = None
    only_if: Condition = {}
    """Answers with which it is worth saying."""


class Override(Model):
    """What is different in one region; what is not named stays. Lists replace, they are not merged."""

    items: tuple[Item, ...] | None = None
    eligibility: tuple[Question, ...] | None = None
    questions: tuple[Question, ...] | None = None
    decisions: tuple[Decision, ...] | None = None
    materials: tuple[Material, ...] | None = None
    who: Told | None = None
    fee: Told | None = None
    time: Told | None = None
    result: Told | None = None
    amount: Told | None = None
    proxy: Told | None = None
    online: OnlineRoute | None = None
    counter: CounterRoute | None = None
    hotline: str | None = None
    days: dict[Key, int] = {}
    """Item key → promised working days here; their source is that of `time`."""
    settings: dict[Key, dict[str, Any]] = {}
    """Decision key → settings that replace the decision's own here: thresholds, tables of amounts."""


class Service(Model):
    """A one-thing service, as one file describes it."""

    id: Key
    title: Text
    """How we name it to a resident: 退休, 新生儿出生."""
    official_name: str
    names: tuple[str, ...]
    """The names people use."""
    summary: Text
    """One or two short sentences: what this brings together."""
    lead: str
    cooperate: tuple[str, ...] = ()
    scope: Literal["national", "province", "city", "county"] = "national"
    """How far it can be done away from home: 全国通办, 全省通办 …"""
    needs_region: bool = True
    """Whether any figure differs by region, so that the region is asked before one is told."""
    tone: Literal["plain", "condolence"] = "plain"
    about: About | None = None
    """Whom it is about; only then may questions be answered `from_id`."""
    applicant: Text | None = None
    """Whose name and ID number are wanted, said once before they are asked: 替爸妈办的，请报爸妈的姓名."""
    verified: Literal["speaker", "holder"] = "speaker"
    """Who is verified: whoever talks here, or the one whom it is for, even when a child talks for them."""
    items: tuple[Item, ...] = Field(min_length=1)
    eligibility: tuple[Question, ...] = ()
    questions: tuple[Question, ...] = ()
    decisions: tuple[Decision, ...] = ()
    materials: tuple[Material, ...] = Field(min_length=1)
    who: Told
    """Do I qualify: the conditions, told in short sentences."""
    fee: Told
    time: Told
    result: Told
    amount: Told | None = None
    proxy: Told | None = None
    """May somebody else do it, and what they bring; none: nobody here knows, and the hotline is told."""
    online: OnlineRoute
    counter: CounterRoute
    hotline: str
    """A public number: 12333, 12345."""
    follow_ups: tuple[FollowUp, ...] = ()
    pitfalls: tuple[Text, ...] = ()
    """What often goes wrong, the worst first: that one is told with the materials."""
    sources: dict[Key, Source] = Field(min_length=1)
    as_of: date
    """When somebody last compared this file with its sources."""
    valid_from: date | None = None
    valid_until: date | None = None
    regions: dict[Key, Override] = {}
    """Region id of data/regions.yml → what is different there."""

    @model_validator(mode="after")
    def _names_fit_together(self) -> Service:
        problems = list(loose_names(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def valid_on(self, day: date) -> bool:
        """Whether it can be applied for on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_until is None or day <= self.valid_until)

    def question(self, key: str) -> Question | None:
        """The question of this key, among eligibility and questions."""
        return next((q for q in (*self.eligibility, *self.questions) if q.key == key), None)


def loose_names(service: Service) -> list[str]:
    """Names in the file that point at nothing in the file."""
    questions = (*service.eligibility, *service.questions)
    asked = [q.key for q in questions]
    items = {item.key for item in service.items}
    problems = [f"question `{key}` is asked twice" for key in sorted({k for k in asked if asked.count(k) > 1})]
    conditions = [t.only_if for t in service.items] + [t.only_if for t in questions] + [t.only_if for t in service.materials]
    conditions += [t.only_if for t in service.follow_ups] + ([service.about.self_if] if service.about else [])
    told = (service.who, service.fee, service.time, service.result, service.amount)
    conditions += [case.only_if for one in told if one is not None for case in one.cases]
    for condition in conditions:
        problems += _loose_condition(service, condition)
    for item in service.items:
        problems += [f"item `{item.key}` needs `{n}`, which is no item" for n in item.needs if n not in items]
        if item.optional and not item.only_if:
            problems.append(f"item `{item.key}` is optional, but no `only_if` says when it is wanted")
    problems += _loose_about(service)
    for question in questions:
        if question.kind == "choice" and not question.options:
            problems.append(f"question `{question.key}` is a choice without `options`")
        possible = _closed(question)
        loose = [outcome for outcome in question.outcomes if outcome not in possible]
        problems += [f"question `{question.key}` has an outcome for `{outcome}`, which is no answer" for outcome in loose]
    for decision in service.decisions:
        given = [key for key in decision.given.values() if key not in asked]
        problems += [f"decision `{decision.key}` is given `{key}`, which is no question" for key in given]
    sourced: list[Told | Decision | None] = [service.who, service.fee, service.time, service.result, service.amount, service.proxy]
    for one in [*sourced, *service.decisions]:
        if one is not None and one.source is not None and one.source not in service.sources:
            problems.append(f"under `sources` there is no `{one.source}`")
    return problems


def _loose_condition(service: Service, condition: Answers) -> list[str]:
    problems = []
    for key, values in condition.items():
        question = service.question(key)
        if question is None:
            problems.append(f"`only_if: {key}` names no question of this service")
        elif possible := _closed(question):
            problems += [f"`only_if: {key}` waits for `{v}`, which is no answer to it" for v in values if v not in possible]
    return problems


def _loose_about(service: Service) -> list[str]:
    problems = []
    for question in (*service.eligibility, *service.questions):
        if question.from_id is None:
            continue
        if service.about is None:
            problems.append(f"question `{question.key}` is answered `from_id`, but `about` does not say whose ID number that is")
        if question.from_id == "sex" and not {"male", "female"} <= _closed(question):
            problems.append(f"question `{question.key}` is answered `from_id: sex`, so its options need `male` and `female`")
        if question.from_id == "birth_date" and question.kind != "date":
            problems.append(f"question `{question.key}` is answered `from_id: birth_date`, but is no `date`")
    if service.about is not None and (key := service.about.other_id) is not None:
        other = service.question(key)
        if other is None or other.kind != "resident_id":
            problems.append(f"`other_id: {key}` is no question for a resident_id")
    for key in service.about.other_also if service.about is not None else ():
        if service.question(key) is None:
            problems.append(f"`other_also: {key}` is no question of this service")
    return problems


def _closed(question: Question) -> frozenset[str]:
    """All answers of a question that has only so many."""
    return frozenset({"yes", "no"} if question.kind == "yes_no" else {o.value for o in question.options})
