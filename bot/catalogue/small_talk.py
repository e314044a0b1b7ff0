"""What people say to whoever listens, and asks nothing of any office. data/small_talk.yml, typed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from bot.catalogue.load import parse, read_yaml
from bot.catalogue.models import Key, Model
from bot.chinese import normalise

Words = Annotated[str, StringConstraints(min_length=2)]
_CLAUSE = re.compile(r"[,。?!;:、~…]+")


class SmallTalk(Model):
    """data/small_talk.yml."""

    around: tuple[str, ...]
    """What may stand around the words and means nothing else."""
    topics: dict[Key, Annotated[tuple[Words, ...], Field(min_length=1)]]
    """What is said, by the key of its answer: `small_talk.<key>`."""

    def topic(self, text: str) -> str | None:
        """Key of what the text is about; None unless each of its clauses is nothing but such words."""
        clauses = [clause.strip() for clause in _CLAUSE.split(normalise(text).casefold()) if clause.strip()]
        found = [key for key in map(self._topic_of, clauses) if key is not None]
        return found[0] if found and all(self._topic_of(clause) or not self._left(clause) for clause in clauses) else None

    def _topic_of(self, clause: str) -> str | None:
        said = ((len(words), key, words) for key, every in self.topics.items() for words in every if words in clause)
        return next((key for _, key, words in sorted(said, reverse=True) if not self._left(clause.replace(words, " "))), None)

    def _left(self, clause: str) -> str:
        for small in sorted(self.around, key=len, reverse=True):
            clause = clause.replace(small, " ")
        return clause.strip()


def load_small_talk(data: Path) -> SmallTalk:
    """data/small_talk.yml, or a DataError."""
    path = data / "small_talk.yml"
    return parse(path, read_yaml(path), SmallTalk)
