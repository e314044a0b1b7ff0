"""One talk over any line: speak, listen, ask, and again, until it is over or they hang up.

Nobody is hurried and nobody is hung up on. Silence and sound that is no speech
lead to something easier, then to a person, then to quiet waiting. Without ears
it goes on by keys and typed words, without a mouth by what is shown.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Literal

from bot.expecting import Expecting
from bot.say import Sentences
from bot.turn import Language, Reply
from voice.asking import Answer, Ask, Said, Settle
from voice.attention import Attention
from voice.confirming import Confirming
from voice.ears import NotHeard, Recognizer
from voice.hearing import Got, Hearing, Taken
from voice.inbox import Inbox
from voice.keys import Again, Chosen, NoSuchKey, Person, pressed
from voice.line import HungUp, Key, Line, Trouble, Tuned, Typed, Understood
from voice.listening import Ears, NoInput
from voice.mouth import Tone
from voice.patience import Learning
from voice.speaking import Mouth, Voice, faster, louder, quieter, slower
from voice.steps import Missing, Steps, open_choices
from voice.words import Words

NOBODY = 8.0
"""Seconds after which somebody who says nothing is helped."""
AWAY = 60.0
"""Seconds after which somebody who asked to wait is told, once, that they are waited for."""
TAKEN_UP_AGAIN = 2
"""Times that an answer is taken up again after a cough."""


PLAIN = Tone()


@dataclass(frozen=True)
class Caller:
    """What is known of who is on the line."""

    language: Language = "zh"
    screen: bool = True
    """Whether they see what is shown and can tap it: a page yes, a telephone no."""
    speaks: bool = True
    """False for somebody who only wants to hear, and writes."""
    returns: bool = False
    """They come back to a talk after a broken line: the opening was shown and heard already."""
    tone: Tone = PLAIN


ANYBODY = Caller()
"""Somebody at a page, of whom nothing is known."""


@dataclass(frozen=True)
class Ended:
    """How a talk ended."""

    why: Literal["over", "hung_up"]
    lost: float = 0.0
    """Seconds of sound that nobody came for in time."""


@dataclass(frozen=True)
class Room:
    """What a talk needs besides its line: shared by all callers."""

    ears: Recognizer | None
    """None: nothing on this machine hears."""
    mouth: Mouth
    settle: Settle
    sentences: Sentences
    words: Words


async def call(line: Line, room: Room, ask: Ask, opening: Answer, caller: Caller = ANYBODY, learning: Learning | None = None) -> Ended:
    """Talks with whoever is on the line. `learning` begins with the pace that was remembered of them, and may be looked at meanwhile.

    Raises BadSound for a line whose rate nobody can hear, and what `line.receive` raises.
    """
    inbox = Inbox(line)
    talk = _Talk(line, inbox, room, ask, caller, learning or Learning())
    reading = asyncio.create_task(inbox.read())
    talking = asyncio.create_task(talk.run(opening))
    try:
        await asyncio.wait({reading, talking}, return_when=asyncio.FIRST_COMPLETED)
        if reading.done():
            reading.result()
        return Ended(await talking, inbox.lost)  # what came before they hung up is taken up first
    finally:
        for task in (reading, talking):
            task.cancel()
        await asyncio.gather(reading, talking, return_exceptions=True)


class _Talk:
    def __init__(self, line: Line, inbox: Inbox, room: Room, ask: Ask, caller: Caller, learning: Learning) -> None:
        self._line, self._inbox, self._room, self._ask, self._caller = line, inbox, room, ask, caller
        self._learning = learning
        self._attention = Attention(line, inbox, hears=room.ears is not None and caller.speaks)
        self._voice = Voice(line, room.mouth, self._attention, caller.language, caller.tone, self._trouble("no_mouth"))
        ears = Ears(line, self._attention, room.ears, self._learning, room.words)
        self._hearing = Hearing(line, self._attention, ears, room.settle, lambda: self._voice.tell(self._trouble("no_ears")))
        self._confirming = Confirming(self._voice, self._hearing, room.sentences, caller.language, room.words)
        self._lost = 0.0

    async def run(self, opening: Answer) -> Literal["over", "hung_up"]:
        if not self._caller.returns:
            await self._voice.say(opening.replies)
        if self._room.ears is None and self._caller.speaks:
            await self._voice.tell(self._trouble("no_ears"))
        answer = opening
        while not answer.over:
            said = await self._next(answer)
            if isinstance(said, HungUp):
                return "hung_up"
            self._voice.leave()
            if not answer.held and await self._tuned(said):
                await self._voice.say(answer.replies)
                continue
            answer = await self._answered(said)
            if not self._inbox.gone:
                await self._voice.say(answer.replies)
        return "over"

    async def _tuned(self, said: Said) -> bool:
        """Whether this asked for nothing but another tone; it holds from now on, and nobody else is asked."""
        match self._room.words.tone_wanted(said.text):
            case "faster":
                await self._tune(faster(self._voice.tone), "faster")
            case "quieter":
                await self._tune(quieter(self._voice.tone), "quieter")
            case None:
                return False
        return True

    async def _answered(self, said: Said) -> Answer:
        """Asks to the end even when they hang up meanwhile: what somebody has said is done."""
        asking = asyncio.ensure_future(self._ask(said))
        try:
            answer = await asyncio.shield(asking)
        except asyncio.CancelledError:
            await asking
            raise
        match answer.act:
            case "slower":
                await self._tune(slower(self._voice.tone), "slower")
            case "louder":
                await self._tune(louder(self._voice.tone), "louder")
        return answer

    async def _tune(self, tone: Tone, asked: str) -> None:
        """Speaks so from now on, beginning with a word that it was heard."""
        already = tone == self._voice.tone
        if not already:
            self._voice.tone = tone
            await self._line.show(Tuned(tone))
        if not self._inbox.gone:
            await self._voice.add(self._reply(f"{asked}_already" if already else asked))

    async def _next(self, answer: Answer) -> Said | HungUp:
        """What they say next, with help where none comes."""
        hears, screen = self._attention.hears, self._caller.screen
        steps = Steps(answer.replies, self._room.sentences, self._caller.language, screen=screen, hears=hears)
        waits, again = answer.held, TAKEN_UP_AGAIN
        away: float | None = None

        def helps() -> bool:
            """Whether something is said to somebody who says nothing: not beside a screen when nobody listens."""
            return not (steps.ended or (screen and not self._attention.hears))

        while True:
            await self._tell_lost()
            got = await self._hearing.hear(answer.expecting, (away if waits else NOBODY) if helps() else None)
            if self._voice.interrupted and again and self._was_nothing(got, answer.expecting):
                again -= 1
                await self._voice.resume()
                continue
            self._voice.leave()
            if isinstance(got, Taken):
                await self._line.show(Understood(got.settled.text, got.settled.recognised.confidence))
                if self._room.words.asks_to_wait(got.settled.text):
                    waits, away = True, AWAY
                    await self._voice.add(self._reply("wait"))
                    continue
            meant = await self._meant(got, answer)
            if isinstance(meant, Said | HungUp):
                return meant
            if meant == "no_such_key":
                await self._voice.add(steps.options())
            elif waits and meant == "no_input":
                away = None
                await self._voice.add(self._reply("still_here"))
            elif not waits and helps():
                if not self._attention.hears:
                    steps.deafen()
                await self._voice.add(steps.next(meant), slower(self._voice.tone))

    async def _meant(self, got: Got, answer: Answer) -> Said | HungUp | Missing | Literal["no_such_key"]:
        match got:
            case HungUp():
                return got
            case Typed():
                return Said(got.text)
            case NoInput():
                return "no_input"
            case NotHeard(why):
                return "noise" if why == "noise" else "no_match"
            case Taken() if got.settled.sure:
                return got.said()
            case Taken():
                confirmed = await self._confirming.confirm(got, answer.expecting)
                if isinstance(confirmed, Said) and confirmed.recognised is not None:
                    await self._line.show(Understood(confirmed.text, confirmed.recognised.confidence))
                return await self._pressed(confirmed, answer) if isinstance(confirmed, Key) else confirmed or "no_match"
            case Key():
                return await self._pressed(got, answer)

    async def _pressed(self, key: Key, answer: Answer) -> Said | HungUp | Literal["no_such_key"]:
        meant = await pressed(key, answer.expecting, open_choices(answer.replies), self._next_key)
        match meant:
            case Chosen(text) | Typed(text):
                return Said(text)
            case Person():
                return Said(self._reply("person_please").text)
            case Again():
                return Said(self._reply("again_please").text)
            case HungUp():
                return meant
            case NoSuchKey():
                return "no_such_key"

    async def _next_key(self, within: float) -> Key | Typed | HungUp | None:
        """The next key of a number; what is said meanwhile is not listened to."""
        try:
            async with asyncio.timeout(within):
                while not isinstance(event := await self._attention.next(), Key | Typed | HungUp):
                    self._attention.begun.clear()
                return event
        except TimeoutError:
            return None

    def _was_nothing(self, got: Got, expecting: Expecting) -> bool:
        """Whether what broke in was a cough, or somebody who says 嗯 while they listen."""
        if isinstance(got, Taken):
            return expecting.manner != "closed" and self._room.words.only_listens(got.settled.text)
        return isinstance(got, NotHeard)

    async def _tell_lost(self) -> None:
        if self._inbox.lost > self._lost:
            self._lost = self._inbox.lost
            await self._line.show(self._trouble("busy"))

    def _reply(self, key: str) -> Reply:
        said = self._room.sentences.say(f"call.{key}", self._caller.language)
        return Reply(said.text, said.speech)

    def _trouble(self, kind: Literal["no_ears", "no_mouth", "busy"]) -> Trouble:
        title, detail = (self._room.sentences.say(f"call.{kind}.{part}", self._caller.language).text for part in ("title", "detail"))
        return Trouble(title, detail, kind)
