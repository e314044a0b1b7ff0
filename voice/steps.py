"""What is said when nothing came, or nothing that could be understood: easier each time, then a person, then quiet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.questions import last_question
from bot.say import Sentences
from bot.turn import Choice, Language, Reply

Missing = Literal["no_input", "no_match", "noise"]
"""Nobody spoke; it was not understood; there was sound, and no words in it."""
KEYS = 9
"""Choices that have a key."""


class Steps:
    """The steps of one question. `screen`: whether the caller sees the choices and can tap them."""

    def __init__(self, replies: Sequence[Reply], sentences: Sentences, language: Language, *, screen: bool, hears: bool) -> None:
        self._replies = replies
        self._sentences = sentences
        self._language: Language = language
        self._screen = screen
        self._hears = hears
        self._taken = 0 if hears else 1

    @property
    def ended(self) -> bool:
        """Whether nothing more is said: it is waited quietly, without a limit."""
        return self._taken >= 3

    def deafen(self) -> None:
        """Nobody listens any more: nothing is asked to be said again."""
        self._hears = False
        self._taken = max(1, self._taken)

    def next(self, missing: Missing) -> Reply:
        """What to say now."""
        self._taken += 1
        match self._taken:
            case 1:
                return self._again(missing)
            case 2:
                return self._easier()
            case _:
                return self._reply("person_by_tap" if self._screen else "person")

    def options(self) -> Reply:
        """Which choices there are, after a key that is none of them."""
        return self._easier()

    def _again(self, missing: Missing) -> Reply:
        if missing == "noise":
            return self._reply("noisy" if self._screen else "noisy_keys")
        question = question_in(self._replies)
        if question is None:
            return self._reply("listening" if missing == "no_input" else "not_caught")
        return self._reply("once_more" if missing == "no_input" else "not_caught_question", question=question)

    def _easier(self) -> Reply:
        choices = open_choices(self._replies)
        if self._screen:
            return self._reply("tap" if choices else "type")
        if not choices:
            return self._reply("keys_none" if self._hears else "keys_only")
        options = "".join(
            self._say("key_choice", title=choice.title, key=self._say(f"key_{at}")) for at, choice in enumerate(choices[:KEYS], start=1)
        )
        return self._reply("keys", options=options)

    def _reply(self, key: str, **values: str) -> Reply:
        said = self._sentences.say(f"call.{key}", self._language, **values)
        return Reply(said.text, said.speech, open_choices(self._replies))

    def _say(self, name: str, /, **values: str) -> str:
        return self._sentences.say(f"call.{name}", self._language, **values).text


def open_choices(replies: Sequence[Reply]) -> tuple[Choice, ...]:
    """What can be chosen now: the choices of the last reply that has some."""
    return next((reply.choices for reply in reversed(replies) if reply.choices), ())


def question_in(replies: Sequence[Reply]) -> str | None:
    """The last thing that was asked; None when nothing was."""
    return next((asked for reply in reversed(replies) if (asked := last_question(reply.speech or reply.text))), None)
