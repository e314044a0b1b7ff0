"""What was heard and is not sure: asked back once, said again once, then taken as it comes. Never a loop."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.expecting import Expecting
from bot.say import Sentences
from bot.turn import Choice, Language, Reply
from voice.asking import Said
from voice.doubting import is_yes_or_no, offered
from voice.hearing import Got, Hearing, Taken
from voice.line import HungUp, Key, Typed
from voice.speaking import Voice
from voice.words import Words, bare

ANSWERS_WITHIN = 8.0
"""Seconds to answer in."""


class Confirming:
    """Asks back in one call."""

    def __init__(self, voice: Voice, hearing: Hearing, sentences: Sentences, language: Language, words: Words) -> None:
        self._voice = voice
        self._hearing = hearing
        self._sentences = sentences
        self._language: Language = language
        self._words = words

    async def confirm(self, unsure: Taken, expecting: Expecting) -> Said | Key | HungUp | None:
        """What was meant; a key that has nothing to do with it; None when nothing was said again."""
        readings = offered(unsure.settled, expecting, self._words)
        yes_or_no = is_yes_or_no(readings, self._words)
        question = self._yes_or_no() if yes_or_no else self._question(readings)
        got = await self._put(question, self._answers(readings, expecting))
        if isinstance(got, Taken) and self._hearing.went_on:
            return (await self._hearing.join(unsure, got, expecting)).said()
        match self._said_yes_or_no(got) if yes_or_no else self._answer(got, readings):
            case str(meant):
                return Said(meant, replace(unsure.settled.recognised, doubted=False))
            case None if isinstance(got, Taken) and (got.settled.sure or not readings):
                return got.said()
            case None if isinstance(got, Typed):
                return Said(got.text)
            case None if isinstance(got, Key | HungUp):
                return got
            case _:
                return await self._once_more(expecting) if readings and self._hearing.hears else None

    async def _once_more(self, expecting: Expecting) -> Said | Key | HungUp | None:
        match await self._put(Reply(self._say("say_again")), expecting):
            case Taken() as taken:
                return taken.said()
            case Typed(text):
                return Said(text)
            case Key() | HungUp() as other:
                return other
            case _:
                return None

    def _yes_or_no(self) -> Reply:
        choices = (Choice(self._say("right"), self._say("yes")), Choice(self._say("wrong"), self._say("no")))
        return Reply(self._say("yes_or_no"), choices=choices)

    def _said_yes_or_no(self, got: Got) -> str | None:
        """Yes or no, as an answer; None for anything else."""
        match got:
            case Key("1"):
                agrees: bool | None = True
            case Key("2"):
                agrees = False
            case Taken():
                agrees = self._words.agrees(got.settled.text)
            case Typed(said):
                agrees = self._words.agrees(said)
            case _:
                agrees = None
        return None if agrees is None else self._say("yes" if agrees else "no")

    def _question(self, readings: tuple[str, ...]) -> Reply:
        if not readings:
            return Reply(self._say("say_again"))
        if len(readings) == 2:
            return Reply(self._say("either", one=readings[0], other=readings[1]), choices=tuple(Choice(text, text) for text in readings))
        yes, no = self._say("yes"), self._say("no")
        return Reply(self._say("confirm", text=readings[0]), choices=(Choice(yes, yes), Choice(no, no)))

    def _answers(self, readings: tuple[str, ...], expecting: Expecting) -> Expecting:
        """One of these, or yes and no; somebody may also just say it again. What was only heard is no list's business: it is theirs."""
        if not readings:
            return expecting
        either = len(readings) == 2 and not is_yes_or_no(readings, self._words)
        own = tuple(text for text in readings if text in expecting.answers) if either else self._words.agreeing + self._words.denying
        return replace(expecting, manner="closed", answers=tuple(dict.fromkeys(own + expecting.answers)), digits=())

    def _answer(self, got: Got, readings: tuple[str, ...]) -> str | Literal[False] | None:
        """The reading that was meant; False for none of them; None when this is no answer."""
        if not readings:
            return None
        match got:
            case Key("1"):
                return readings[0]
            case Key("2"):
                return readings[1] if len(readings) == 2 else False
            case Taken():
                said = got.settled.text
            case Typed(said):
                pass
            case _:
                return None
        if len(readings) == 2:
            return next((text for text in readings if bare(text) == bare(said)), False if self._words.agrees(said) is not None else None)
        agrees = self._words.agrees(said)
        return readings[0] if agrees else agrees

    async def _put(self, reply: Reply, expecting: Expecting) -> Got:
        await self._voice.add(reply)
        got = await self._hearing.hear(expecting, ANSWERS_WITHIN)
        self._voice.leave()
        return got

    def _say(self, name: str, /, **values: str) -> str:
        return self._sentences.say(f"call.{name}", self._language, **values).text
