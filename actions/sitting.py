"""One action at work on one talk: what was said, where the talk stands, and one transaction around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from actions import identity
from actions.applying.steps import Decided, Known, same_value, standing
from actions.desk import Desk
from actions.drafts import Answer, Draft, load_draft, new_draft, save_draft
from actions.talk import Talk, load_talk, save_talk
from bot.acts import URGENT
from bot.binding import of_anybody
from bot.catalogue.models import Question, Service
from bot.kinds import Value
from bot.kinds.address import PIECE_BESIDE, WHOLE
from bot.kinds.name_and_id import whose
from bot.locking import one_at_a_time
from bot.say import Said, fill
from bot.vault import TOKEN, Secret

IDENTITY = ("name", "resident_id")


@dataclass(frozen=True)
class Ranked:
    """One alternative that understanding thought of."""

    name: str
    confidence: float


@dataclass(frozen=True)
class HeardToken:
    """An answer that the gateway heard in this turn and put into the vault."""

    key: str
    token: str
    problem: str | None = None
    """Sentence key of what is wrong with it."""
    problem_values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Utterance:
    """What Rasa passes on of one turn: masked words and what was understood."""

    conversation: str
    turn: str
    text: str
    act: str
    language: str = "zh"
    channel: str = "web"
    service: str | None = None
    """The service that these very words name or imply."""
    topic: str | None = None
    """The service that the talk is about."""
    also: str | None = None
    """A second service that these words want: 社保卡要补，还有给孩子上户口."""
    acts: tuple[Ranked, ...] = ()
    services: tuple[Ranked, ...] = ()
    heard: tuple[HeardToken, ...] = ()
    waits: bool = False
    """Whether these words only ask for patience."""


@dataclass
class Sitting:
    """Everything that one action may read and change."""

    desk: Desk
    session: Session
    utterance: Utterance
    talk: Talk
    draft: Draft | None
    taken: list[str] = field(default_factory=list)
    """Keys of the questions that this turn answered."""
    kept: list[str] = field(default_factory=list)
    """Keys of answers said otherwise in this turn, over which an ID number or a record decides."""
    problem: HeardToken | None = None
    """The answer to the question just put, if it cannot be right."""
    chosen: str | None = None
    """Value of a choice that steers: a service, an answer to change."""
    steered: set[str] = field(default_factory=set)
    """Steering asks heard: more, skip, resend, no_phone."""
    topic: str | None = None
    """What the talk is about from now on."""

    def say(self, key: str, **values: Any) -> Said:
        """A sentence in the resident's language; where somebody has died, the quieter one if there is one."""
        quiet = f"{key}_condolence"
        spoken = quiet if self.in_grief() and self.desk.sentences.has(quiet) else key
        return self.desk.sentences.say(spoken, self.utterance.language, **values)

    def in_grief(self) -> bool:
        """Whether the talk is about a service for the bereaved: no cheer then, and a person from the first word on."""
        about = self.draft.service if self.draft else self.topic or self.utterance.topic
        service = self.desk.catalogue.services.get(about or "")
        return service is not None and service.tone == "condolence"

    def ask(self, key: str) -> Question:
        """One of the dialogue's own questions; of name and number where the one for whom it is done is verified, theirs too."""
        question = self.desk.catalogue.asks[key]
        return of_anybody(question) if key in IDENTITY and self.verifies_holder() else question

    def verifies_holder(self) -> bool:
        """Whether the open application is verified by whoever it is for, not by whoever talks: a pension of one's parents."""
        if self.draft is None or self.talk.pending == "progress":
            return False
        return self.desk.catalogue.services[self.draft.service].verified == "holder"

    def service(self) -> Service:
        """The service of the open draft, as it is in the draft's region."""
        assert self.draft is not None
        return self.desk.catalogue.in_region(self.draft.service, self.draft.region)

    def question(self, key: str) -> Question | None:
        """A question of the open service or of the dialogue."""
        own = self.service().question(key) if self.draft else None
        return own or (self.ask(key) if any(q.key == key for q in self.desk.catalogue.asks.asks) else None)

    def open_draft(self, service: str) -> Draft:
        """Starts an application; one that is open is put aside."""
        self.put_aside()
        self.draft = new_draft(service, self.talk.region)
        self.talk.told = None
        self.talk.draft = self.draft.id
        self.topic = service
        return self.draft

    def put_aside(self) -> None:
        """Keeps the open application for later."""
        if self.draft is None:
            return
        self._save_draft()
        self.talk.paused = [d for d in self.talk.paused if d != self.draft.id] + [self.draft.id]
        self.close_draft()

    def take_up(self, draft_id: str) -> Draft:
        """Goes on with an application that was put aside."""
        self.put_aside()
        self.draft = load_draft(self.session, draft_id)
        self.talk.paused = [d for d in self.talk.paused if d != draft_id]
        self.talk.draft = draft_id
        self.topic = self.draft.service
        return self.draft

    def close_draft(self) -> None:
        """No application is open any more."""
        self.draft = None
        self.talk.draft = None
        self.talk.stage = "idle"
        self.talk.asking = None

    def keep(self, key: str, value: Value, show: str, speak: str | None = None) -> str:
        """Puts personal data into the vault; its token."""
        return self.desk.vault.put(self.session, self.utterance.conversation, Secret(key, value, show, speak or show))

    def told(self, decided: Decided) -> str:
        """A decision's sentence with tokens for its values."""
        return fill(decided.words, {name: self.keep("decided", value, value) for name, value in decided.values.items()})

    def secret(self, token: str) -> Secret:
        """What a token of this talk stands for. Raises KeyError."""
        return self.desk.vault.open(self.session, self.utterance.conversation, token)

    def words(self) -> str:
        """What was said, with this talk's tokens opened: the resident's own words."""
        return self.opened(self.utterance.text)

    def opened(self, text: str) -> str:
        """A text with this talk's tokens opened, as they were said."""
        tokens = [match[0] for match in TOKEN.finditer(text)]
        found = self.desk.vault.open_many(self.session, self.utterance.conversation, tokens)
        return TOKEN.sub(lambda match: found[match[0]].said or found[match[0]].show if match[0] in found else match[0], text)

    def values(self) -> dict[str, Value]:
        """The draft's answers that count, opened."""
        if self.draft is None:
            return {}
        tokens = [answer.token for answer in self.draft.answers.values() if answer.token]
        found = self.desk.vault.open_many(self.session, self.utterance.conversation, tokens)
        values = {key: found[answer.token].value if answer.token else None for key, answer in self.draft.answers.items()}
        return standing(self.service(), values)

    def person(self) -> identity.Verified | None:
        """Who was verified in this talk."""
        return identity.verified(self.session, self.utterance.conversation, self.desk.clock.now())

    def known(self) -> Known:
        """What the next step is worked out from."""
        return Known(self.values(), self.person() is not None, frozenset(self.talk.identity), self.utterance.language)

    def answer(self, key: str, token: str | None, department: str | None = None, as_of: str | None = None) -> None:
        """Keeps an answer in the open draft."""
        assert self.draft is not None
        self.draft.answer(key, Answer(token, department, as_of))

    def settled(self, key: str) -> bool:
        """Whether an ID number gave this answer, or a record that decides over what a resident says."""
        answer = self.draft.answers.get(key) if self.draft else None
        if answer is None or answer.said():
            return False
        question = self.question(key)
        record = self.desk.catalogue.records.get(question.record or "") if question is not None else None
        return answer.card or (record is not None and record.authoritative)

    def _save_draft(self) -> None:
        assert self.draft is not None
        save_draft(self.session, self.utterance.conversation, self.draft, self.desk.clock.now())

    def close(self) -> None:
        """Writes what has changed."""
        if self.draft is not None:
            self._save_draft()
        save_talk(self.session, self.utterance.conversation, self.talk, self.draft.service if self.draft else None)


class Overtaken(Exception):
    """The resident has gone on while an errand was under way: what it brought is of yesterday."""


@contextmanager
def sit(desk: Desk, utterance: Utterance, *, again: bool = False) -> Iterator[Sitting]:
    """Opens a sitting as one transaction; what goes wrong inside leaves no trace.

    `again` goes on with a turn after an errand. Raises Overtaken when another turn has been taken in since.
    """
    with desk.sessions.begin() as session:
        one_at_a_time(session, utterance.conversation)
        talk = load_talk(session, utterance.conversation)
        if again and talk.turn != utterance.turn:
            raise Overtaken(utterance.turn)
        draft = load_draft(session, talk.draft) if talk.draft else None
        sitting = Sitting(desk, session, utterance, talk, draft)
        take_in(sitting)
        yield sitting
        sitting.close()


def take_in(sitting: Sitting) -> None:
    """Keeps every answer that was heard in this turn, once, whatever else was said; a cry for help answers nothing."""
    talk = sitting.talk
    first_time = talk.turn != sitting.utterance.turn
    if first_time:
        talk.turn, talk.last, talk.replies, talk.done = sitting.utterance.turn, talk.replies, [], {}
    if sitting.utterance.act in URGENT:
        return
    for heard in sitting.utterance.heard:
        take_one(sitting, heard, first_time=first_time)


def take_one(sitting: Sitting, heard: HeardToken, *, first_time: bool = True) -> None:
    """Keeps one answer where it belongs."""
    talk = sitting.talk
    if heard.problem:
        if heard.key == talk.asking or heard.problem in (WHOLE, PIECE_BESIDE):
            sitting.problem = heard
        return
    match heard.key:
        case "more" | "skip" | "resend" | "no_phone":
            sitting.steered.add(heard.key)
        case "which_service" | "which_answer":
            sitting.chosen = str(sitting.secret(heard.token).value)
        case "region":
            talk.region = str(sitting.secret(heard.token).value)
            if sitting.draft is not None:
                sitting.draft.region = talk.region
        case "name" | "resident_id":
            talk.identity[heard.key] = heard.token
            talk.code_sent = talk.code_sent and not first_time
        case "whole_address":
            if talk.proposed and sitting.secret(heard.token).value == "yes":
                for key, token in talk.proposed.items():
                    sitting.answer(key, token)
            talk.proposed = {}
        case "code":
            if first_time:
                talk.identity["code"] = heard.token
        case key if sitting.settled(key):
            if first_time and not _said_the_same(sitting, heard):
                sitting.kept.append(key)
        case _ if sitting.draft is not None:
            _forget_number_of_another(sitting, heard)
            talk.proposed.pop(heard.key, None)
            sitting.answer(heard.key, heard.token)
    sitting.taken.append(heard.key)


def _said_the_same(sitting: Sitting, heard: HeardToken) -> bool:
    assert sitting.draft is not None
    token = sitting.draft.answers[heard.key].token
    return token is not None and same_value(sitting.secret(heard.token).value, sitting.secret(token).value)


def _forget_number_of_another(sitting: Sitting, heard: HeardToken) -> None:
    """Another name is another person, whose number the one given before is not; one character otherwise is the same one spelt right."""
    question, draft = sitting.question(heard.key), sitting.draft
    assert draft is not None
    before = draft.answers.get(heard.key)
    if question is None or question.kind != "person_name" or before is None or before.token is None:
        return
    old, new = (str(sitting.secret(token).value) for token in (before.token, heard.token))
    if len(old) == len(new) and sum(a != b for a, b in zip(old, new, strict=True)) <= 1:
        return
    service = sitting.service()
    for other in (*service.eligibility, *service.questions):
        if other.kind == "resident_id" and whose(other) == whose(question) and other.key not in sitting.taken:
            draft.answers.pop(other.key, None)
