"""An application that is being filled: its answers are tokens, the vault has the words."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from actions.dialogue_tables import DraftRow


@dataclass(frozen=True)
class Answer:
    """One answer, and where it comes from."""

    token: str | None
    """None when the resident skipped an optional question."""
    department: str | None = None
    """The department whose record gave it; None when the resident said it."""
    as_of: str | None = None
    """ISO date of the record."""
    card: bool = False
    """Whether an ID number told it."""
    instead_of: str | None = None
    """What the resident had said before an ID number told it: it counts again when that number turns out to be somebody else's."""

    def said(self) -> bool:
        """Whether the resident gave it."""
        return self.department is None and not self.card


@dataclass
class Draft:
    """One application being filled."""

    id: str
    service: str
    region: str | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    """Question key → answer, in the order in which they came."""
    consent: bool | None = None
    """Whether departments may be asked; None while that was not put."""
    person: str | None = None
    """Fingerprint of whoever was verified while it was filled last."""

    relative: str | None = None
    """For which relative it is (a key of bot/kin.py), as far as one was named."""
    another: bool = False
    """Whether the same was handed in just before for somebody else, and this one is meant beside it."""
    then_for: list[str] = field(default_factory=list)
    """Relatives for whom the same is wanted when this is handed in."""

    def answer(self, key: str, answer: Answer) -> None:
        """Keeps the answer as the newest one."""
        self.answers.pop(key, None)
        self.answers[key] = answer

    def belongs_to(self, person: str) -> None:
        """Somebody was verified; what ID number and records told of somebody else is forgotten, and so is their consent."""
        if self.person not in (None, person):
            self.answers = {key: answer for key, answer in self.answers.items() if answer.said()}
            self.consent = None
        self.person = person

    def newest_said(self) -> str | None:
        """Key of the last answer that the resident gave."""
        return next((key for key in reversed(self.answers) if self.answers[key].said()), None)


def new_draft(service: str, region: str | None) -> Draft:
    """An empty draft with an id that nobody can guess."""
    return Draft(id=secrets.token_hex(16), service=service, region=region)


def load_draft(session: Session, draft_id: str) -> Draft:
    """The draft of this id. Raises KeyError when it was erased."""
    row = session.get(DraftRow, draft_id)
    if row is None:
        raise KeyError(draft_id)
    state = dict(row.state)
    answers = {key: Answer(**answer) for key, answer in state.pop("answers")}
    return Draft(**state, answers=answers)


def save_draft(session: Session, conversation: str, draft: Draft, now: datetime) -> None:
    """Writes the draft. Answers go as a list: their order is what 返回 goes by."""
    state = asdict(draft) | {"answers": [[key, asdict(answer)] for key, answer in draft.answers.items()]}
    session.merge(DraftRow(id=draft.id, conversation_id=conversation, service=draft.service, state=state, changed_at=now))
