"""What was heard and is not sure: asked back once, said again once, then taken or chosen from. Never a loop."""

from __future__ import annotations

from dataclasses import replace

from bot.say import Sentences
from bot.turn import Choice, Language, Reply
from voice.asking import Said
from voice.expecting import Expecting
from voice.hearing import Got, Hearing, Taken
from voice.line import HungUp, Key, Typed
from voice.speaking import Voice
from voice.words import Words

ANSWERS_WITHIN = 8.0
"""Seconds to answer in."""
OFFERED = 3
"""Choices among what it may have been."""


class Confirming:
    """Asks back in one call."""

    def __init__(self, voice: Voice, hearing: Hearing, sentences: Sentences, language: Language, words: Words) -> None:
        self._voice = voice
        self._hearing = hearing
        self._sentences = sentences
        self._language: Language = language
        self._words = words

    async def confirm(self, unsure: Taken, expecting: Expecting) -> Said | Key | HungUp | None:
        """What was meant; a key that has nothing to do with it; None when it stays unclear."""
        yes, no = self._say("yes"), self._say("no")
        asked = Reply(self._say("confirm", text=unsure.settled.text), choices=(Choice(yes, yes), Choice(no, no)))
        got = await self._put(asked, self._or_else(expecting))
        if isinstance(got, Taken) and self._hearing.went_on:
            return (await self._hearing.join(unsure, got, expecting)).said()
        agreed = self._agreed(got)
        if agreed is True:
            return unsure.said()
        if agreed is False:
            return await self._once_more(expecting)
        match got:
            case Taken() if got.settled.sure:
                return got.said()
            case Typed():
                return Said(got.text)
            case Key() | HungUp():
                return got
            case _:
                return await self._once_more(expecting)

    async def _once_more(self, expecting: Expecting) -> Said | Key | HungUp | None:
        got = await self._put(Reply(self._say("say_again")), expecting)
        if isinstance(got, Taken) and not got.settled.sure and got.settled.instead:
            return await self._offer((got.settled.text, *got.settled.instead)[:OFFERED])
        return _taken(got)

    async def _offer(self, texts: tuple[str, ...]) -> Said | Key | HungUp | None:
        choices = tuple(Choice(text, text) for text in texts)
        options = "".join(self._say("key_choice", title=text, key=self._say(f"key_{at}")) for at, text in enumerate(texts, start=1))
        got = await self._put(Reply(self._say("which"), self._say("keys", options=options), choices), Expecting("closed", texts))
        if isinstance(got, Key) and got.key in "123"[: len(texts)]:
            return Said(texts[int(got.key) - 1])
        return _taken(got)

    async def _put(self, reply: Reply, expecting: Expecting) -> Got:
        await self._voice.say([reply])
        got = await self._hearing.hear(expecting, ANSWERS_WITHIN)
        self._voice.leave()
        return got

    def _agreed(self, got: Got) -> bool | None:
        match got:
            case Taken():
                return self._words.agrees(got.settled.text)
            case Typed():
                return self._words.agrees(got.text)
            case Key("1"):
                return True
            case Key("2"):
                return False
            case _:
                return None

    def _or_else(self, expecting: Expecting) -> Expecting:
        """Yes and no; somebody may also just say it again."""
        answers = (*self._words.agreeing, *self._words.denying, *expecting.answers)
        return replace(expecting, manner="closed", answers=answers, digits=())

    def _say(self, name: str, /, **values: str) -> str:
        return self._sentences.say(f"call.{name}", self._language, **values).text


def _taken(got: Got) -> Said | Key | HungUp | None:
    match got:
        case Taken():
            return got.said()
        case Typed():
            return Said(got.text)
        case Key() | HungUp():
            return got
        case _:
            return None
