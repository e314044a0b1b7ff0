"""A caller, ears, a mouth and somebody who answers, all pretended; only time and the order of things are real."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from api.settings import ROOT
from bot.expecting import ANYTHING, Expecting
from bot.say import load_sentences
from bot.turn import Choice, Language, Recognised, Reply
from tests.quick import quickly
from voice.asking import Answer, Said
from voice.audio import RATE, Audio, silence
from voice.call import ANYBODY, Caller, Ended, Room, call
from voice.ears import EarsMissing, Heard, NotHeard
from voice.line import Answered, Key, Shown, Typed
from voice.mouth import NotSpoken, Tone
from voice.patience import Learning
from voice.recording import Act, RecordingLine, When
from voice.words import load_words

SENTENCES = load_sentences(ROOT / "data/say")
WORDS = load_words(ROOT / "data/voice/talking.yml")
SECONDS = 0.2
"""Of one character, said by either side."""


def utterance(text: str, rate: int = RATE, seconds: float | None = None) -> Audio:
    """Something like a voice; other words sound different, the same words the same."""
    chance = np.random.default_rng([ord(character) for character in text])
    at = np.arange(round((seconds or 0.3 + SECONDS * len(text)) * rate)) / rate
    pitch = 110 + 40 * chance.random()
    phase = 2 * np.pi * np.cumsum(pitch * (1 + 0.05 * np.sin(2 * np.pi * 3 * at))) / rate
    vowel = [(k, np.exp(-(((k * pitch - 600) / 300) ** 2)) + 0.6 * np.exp(-(((k * pitch - 1500) / 400) ** 2)) + 0.05) for k in range(1, 25)]
    sound = sum(np.sin(k * phase) * loud for k, loud in vowel) * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * at))
    sound = sound / np.abs(sound).max() * 0.4 + chance.standard_normal(len(at)) * 0.004
    return Audio((sound * 32767).astype("<i2").tobytes(), rate)


def noise(seconds: float, level: float = 0.1, rate: int = RATE) -> Audio:
    """A steady hiss."""
    chance = np.random.default_rng(1)
    return Audio((np.clip(chance.standard_normal(round(seconds * rate)) * level, -1, 1) * 32767).astype("<i2").tobytes(), rate)


def says(text: str, after: float = 0.5, when: When = "listened_to", time: int = 1) -> Act:
    """The caller says this."""
    return Act(utterance(text), after, when, time)


def presses(keys: str, after: float = 0.5, between: float = 0.5, when: When = "listened_to") -> list[Act]:
    """The caller presses these keys."""
    return [Act(Key(key), between if at else after, "anyway" if at else when) for at, key in enumerate(keys)]


def types(text: str, after: float = 0.5, when: When = "listened_to") -> Act:
    """The caller types or taps this."""
    return Act(Typed(text), after, when)


@dataclass
class KnowingEars:
    """Hears the utterances that it knows, when the whole of one is in the sound; may be slow, or go missing."""

    knows: Sequence[str]
    slow: float = 0.0
    """Seconds that finishing takes."""
    missing: bool = False
    lasting: int | None = None
    """After so many things heard they are missing."""
    name: str = "pretended"
    listened: list[Expecting] = field(default_factory=list)
    fed: list[bytes] = field(default_factory=list)
    open: int = 0

    def listen(self, rate: int, expecting: Expecting) -> _KnowingListening:
        if self.missing or len(self.listened) == self.lasting:
            raise EarsMissing("the model is gone")
        self.listened.append(expecting)
        self.open += 1
        return _KnowingListening(self, {text: utterance(text, rate).pcm for text in self.knows})


class _KnowingListening:
    def __init__(self, ears: KnowingEars, sounds: dict[str, bytes]) -> None:
        self._ears, self._sounds = ears, sounds
        self._pcm = b""
        self._closed = False

    async def feed(self, pcm: bytes) -> str | None:
        self._pcm += pcm
        return self._text() or None

    async def finish(self) -> Heard | NotHeard:
        await asyncio.sleep(self._ears.slow)
        self._ears.fed.append(self._pcm)
        text = self._text()
        return Heard(text, 0.9) if text else NotHeard("noise" if any(self._pcm) else "silence")

    def close(self) -> None:
        self._ears.open -= 0 if self._closed else 1
        self._closed = True

    def _text(self) -> str:
        found = sorted((self._pcm.find(sound), text) for text, sound in self._sounds.items() if sound in self._pcm)
        return "".join(text for _, text in found)


@dataclass(frozen=True)
class Sentence:
    text: str
    audio: Audio


@dataclass
class QuietMouth:
    """Says nothing for as long as saying it takes; `fails`: cannot even do that."""

    fails: bool = False
    cannot: tuple[str, ...] = ()
    """Sentences that fail."""
    said: list[tuple[str, Tone]] = field(default_factory=list)

    async def say(self, text: str, tone: Tone, language: Language = "zh", skip: int = 0) -> AsyncIterator[Sentence]:
        if self.fails:
            raise NotSpoken("no voice")
        for sentence in re.findall(r"[^。？！]+[。？！]?", text)[skip:]:
            if sentence in self.cannot:
                raise NotSpoken(sentence)
            self.said.append((sentence, tone))
            yield Sentence(sentence, silence(SECONDS * len(sentence)))


@dataclass(frozen=True)
class Comparison:
    text: str
    recognised: Recognised
    sure: bool = True
    instead: tuple[str, ...] = ()


@dataclass
class Doubting:
    """Compares what was heard: unsure of these texts, each with what it may have been."""

    doubts: dict[str, tuple[str, ...]] = field(default_factory=dict)

    async def __call__(self, heard: Heard, expecting: Expecting) -> Comparison:
        doubted = heard.text in self.doubts
        return Comparison(heard.text, Recognised(heard.confidence), not doubted, self.doubts.get(heard.text, ()))


@dataclass
class Answers:
    """Answers what it has answers for; the rest with 好的。"""

    to: dict[str, Answer] = field(default_factory=dict)
    takes: float = 0.0
    said: list[Said] = field(default_factory=list)
    answered: int = 0

    async def __call__(self, said: Said) -> Answer:
        self.said.append(said)
        await asyncio.sleep(self.takes)
        self.answered += 1
        return self.to.get(said.text, reply("好的。"))


def reply(text: str, expecting: Expecting = ANYTHING, **more: object) -> Answer:
    """An answer of one reply."""
    names = ("act", "over", "held")
    return Answer(
        (Reply(text, **{key: value for key, value in more.items() if key not in names}),),  # type: ignore[arg-type]
        expecting,
        **{key: value for key, value in more.items() if key in names},  # type: ignore[arg-type]
    )


@dataclass
class Talked:
    """A talk that has ended."""

    line: RecordingLine
    ears: KnowingEars | None
    mouth: QuietMouth
    asked: list[str]
    """What was asked, in order."""
    ended: Ended
    learning: Learning

    @property
    def heard(self) -> list[str]:
        """The sentences that the caller heard, those cut off marked with …"""
        return [played.text if played.whole else "…" for played in self.line.played]

    @property
    def captions(self) -> list[str]:
        return [shown.reply.text for _, shown in self.line.shown if isinstance(shown, Answered)]

    def seen[T: Shown](self, kind: type[T]) -> list[T]:
        """What was shown of this kind."""
        return [shown for _, shown in self.line.shown if isinstance(shown, kind)]


GREETING = reply("您好。您想办什么事？")
SEES, RINGS = ANYBODY, Caller(screen=False)
"""Somebody at a page; somebody on the telephone."""
RETIRE, THANKS, LONG = "我想办退休", "谢谢", "社保卡是一张卡，看病、领养老金都用它。您有身份证吗？"
YES_NO = (Choice("是", "是"), Choice("不是", "不是"))


async def talking(
    acts: Sequence[Act],
    answers: Answers,
    opening: Answer = GREETING,
    *,
    knows: Sequence[str] | None = None,
    ears: KnowingEars | None = None,
    deaf: bool = False,
    mouth: QuietMouth | None = None,
    settle: Doubting | None = None,
    caller: Caller = RINGS,
    learning: Learning | None = None,
    stays: float = 0.5,
    over: type[RecordingLine] = RecordingLine,
) -> Talked:
    """The whole talk."""
    texts = [text for text in (knows or ()) if text]
    ears = None if deaf else ears or KnowingEars(texts)
    mouth, learning = mouth or QuietMouth(), learning or Learning()
    line = over(acts, stays=stays)
    ended = await call(line, Room(ears, mouth, settle or Doubting(), SENTENCES, WORDS), answers, opening, caller, learning)
    return Talked(line, ears, mouth, [said.text for said in answers.said], ended, learning)


def talk(acts: Sequence[Act], answers: Answers, opening: Answer = GREETING, **more: object) -> Talked:
    """The same, at once."""
    return quickly(talking(acts, answers, opening, **more))  # type: ignore[arg-type]
