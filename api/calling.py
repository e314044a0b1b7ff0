"""Where a voice call meets the talks: what is said in it goes the path of every turn."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.masking import find_personal, mask
from api.rasa import Rasa
from api.talks import Conversation, Taken, Talks
from api.voice_door import Hello
from bot.chinese import normalise
from bot.expecting import Expecting
from bot.turn import Turn
from voice.asking import Answer, Said
from voice.browser import BrowserLine, Socket
from voice.call import Caller, Room, call
from voice.mouth import PACES, Tone
from voice.patience import Learning, pace_of

log = structlog.get_logger()


@dataclass
class Asked:
    """Where the dialogue stands in a call, so that what was misheard can be mended."""

    question: str | None
    """Key of the question that is open now."""
    last: str | None = None
    """What was said last."""
    answered: str | None = None
    """The question that this was said to."""
    mended: str | None = None
    """What somebody wrote in its place."""

    def mend(self, written: str, heard: str) -> None:
        """This was written in place of what was heard."""
        self.mended = written if heard == self.last else None

    def takes_back(self, text: str) -> bool:
        """Whether this must be preceded by a step back: the talk stands behind the question that it answers."""
        mends, self.mended = self.mended == text, None
        return mends and self.answered is not None and self.question != self.answered


@dataclass(frozen=True)
class Calling:
    """Answers calls: `await calling(socket, talk, hello)` ends when the call has ended."""

    talks: Talks
    room: Room
    """Ears, mouth and sentences."""
    expecting: Callable[[str, str], Expecting]
    """(conversation, language) → what may be said next; blocks."""

    async def __call__(self, socket: Socket, talk: Conversation, hello: Hello) -> None:
        """One call of a page."""
        tone = Tone(next((pace for pace in PACES if pace == hello.pace), "normal"), hello.louder)
        caller = Caller(talk.language, speaks=hello.microphone, returns=not hello.speak_greeting, tone=tone)
        learning = Learning(pace_of(hello.patience))
        opening = await self._opening(talk)
        asked = Asked(_question(opening))
        line = BrowserLine(socket, lambda: learning.pace.number(), asked.mend)
        with structlog.contextvars.bound_contextvars(conversation=talk.id):
            ended = await call(line, self.room, lambda said: self._ask_or_mend(talk, asked, said), opening, caller, learning)
            log.info("call_ended", why=ended.why, pace=learning.pace.number(), lost=round(ended.lost, 2))

    async def _ask_or_mend(self, talk: Conversation, asked: Asked, said: Said) -> Answer:
        """What was misheard is said anew to the question that it had answered; where there is no way back, as a correction."""
        if asked.takes_back(said.text):
            asked.question = _question(await self._ask(talk, Said(self._say("back_please", talk))))
            if asked.question != asked.answered:
                said = Said(self._say("mended", talk, text=said.text))
        asked.last, asked.answered = said.text, asked.question
        answer = await self._ask(talk, said)
        asked.question = _question(answer)
        return answer

    def _say(self, key: str, talk: Conversation, **values: str) -> str:
        return self.room.sentences.say(f"call.{key}", talk.language, **values).text

    async def _opening(self, talk: Conversation) -> Answer:
        """Where the talk stands: its last answer, which is said again to whoever begins to listen."""
        last = [one for one in await self.talks.transcript.history(talk.id) if not one.aside][-1]
        return Answer(last.replies, await self._expecting(talk))

    async def _ask(self, talk: Conversation, said: Said) -> Answer:
        turn = Turn(talk.id, said.text, secrets.token_hex(8), talk.channel, talk.language, said.recognised)
        try:
            taken = await self.talks.take(turn)
        except SQLAlchemyError as fault:
            log.error("turn_not_taken", conversation=talk.id, fault=type(fault).__name__)
            return Answer((self.talks.failed(talk.language),))
        return Answer(taken.replies, await self._expecting(talk), taken.understanding.act, _over(taken), taken.held_by_staff)

    async def _expecting(self, talk: Conversation) -> Expecting:
        return await asyncio.to_thread(self.expecting, talk.id, talk.language)


def _question(answer: Answer) -> str | None:
    """Key of the question that an answer leaves open."""
    return next((reply.expects.key for reply in reversed(answer.replies) if reply.expects is not None), None)


def _over(taken: Taken) -> bool:
    """Whether this talk is closed: nobody is known in it any more."""
    return any(reply.facts.get("signed_out") for reply in taken.replies)


async def understood(rasa: Rasa, texts: Sequence[str]) -> list[float | None]:
    """How clearly each of these readings means something, None where nobody can say just now.

    Numbers and names are taken out first: nobody's data is tried on Rasa.
    """
    return list(await asyncio.gather(*(rasa.understood(_bare(text)) for text in texts)))


def _bare(text: str) -> str:
    text = normalise(text)
    return mask(text, find_personal(text), lambda found: [" "] * len(found))
