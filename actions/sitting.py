"""What one action has before it: what was said, where the talk stands, the open application."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from actions import identity
from actions.applying.steps import Decided, Known, standing
from actions.desk import Desk
from actions.drafts import Answer, Draft, load_draft, new_draft, save_draft
from actions.talk import Talk, save_talk
from actions.utterance import HeardToken, Utterance
from bot.binding import of_anybody
from bot.catalogue.models import Question, Service
from bot.kinds import Value
from bot.say import Said, fill
from bot.vault import TOKEN, Secret

IDENTITY = ("name", "resident_id")


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

    def takes_photos(self) -> bool:
        """Whether photographs can be sent on the channel that this is said on."""
        return self.utterance.channel in self.desk.photo_channels

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
        self.talk.told, self.talk.answers, self.talk.said_number = None, [], None
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
