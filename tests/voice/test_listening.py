"""Listening to one turn: when it begins, when it ends, what is fed to the recogniser."""

from __future__ import annotations

import asyncio

import pytest

from bot.expecting import ANYTHING, Expecting
from tests.quick import quickly
from tests.voice.pretending import WORDS, KnowingEars, noise, presses, says, types, utterance
from voice.attention import Attention
from voice.audio import Audio, bytes_of, silence
from voice.ears import Heard, NotHeard
from voice.inbox import MOST_OTHERS, MOST_SOUND, Inbox
from voice.line import HungUp, Incoming, Key, Partial, Shown, Sound, Typed
from voice.listening import Caught, Ears, NoInput
from voice.patience import Learning, Pace
from voice.recording import Act, RecordingLine

RETIRE = "我想办退休"
YES_NO = Expecting("closed", ("是", "不是"))


class Listened:
    """One turn, and how it went."""

    def __init__(self, line: RecordingLine, ears: KnowingEars, learning: Learning, inbox: Inbox, caught: Caught) -> None:
        self.line, self.ears, self.learning, self.inbox, self.caught = line, ears, learning, inbox, caught
        self.seconds = line.now()


async def listening(
    acts: list[Act], knows: list[str], expecting: Expecting, wait: float | None, pace: float, ears: KnowingEars | None = None
) -> Listened:
    line = RecordingLine(acts, stays=100)
    inbox, learning, ears = Inbox(line), Learning(Pace(pace)), ears or KnowingEars(knows)
    attention = Attention(line, inbox, hears=True)
    reading = asyncio.create_task(inbox.read())
    try:
        caught = await Ears(line, attention, ears, learning, WORDS).listen(expecting, wait)
        return Listened(line, ears, learning, inbox, caught)
    finally:
        reading.cancel()


def listen(
    acts: list[Act],
    *knows: str,
    expecting: Expecting = ANYTHING,
    wait: float | None = 8.0,
    pace: float = 1.8,
    ears: KnowingEars | None = None,
) -> Listened:
    return quickly(listening([Act(act.what, act.after, "anyway") for act in acts], list(knows), expecting, wait, pace, ears))


def test_a_turn_ends_when_it_has_been_quiet_for_as_long_as_fits_the_speaker() -> None:
    heard = {pace: listen([says(RETIRE)], RETIRE, pace=pace) for pace in (1.0, 1.8, 3.0)}
    assert {one.caught for one in heard.values()} == {Heard(RETIRE, 0.9)}
    ended = {pace: one.seconds - 0.5 - utterance(RETIRE).seconds for pace, one in heard.items()}
    assert ended == {pace: pytest.approx(pace, abs=0.15) for pace in heard}


def test_a_pause_shorter_than_that_is_part_of_the_turn_and_is_learned() -> None:
    heard = listen([says(RETIRE), says("要带什么", 1.5)], RETIRE, "要带什么")
    assert heard.caught == Heard("我想办退休要带什么", 0.9)
    assert heard.learning.pace.seconds > 1.5


def test_the_first_syllable_is_there_and_nothing_long_before_it() -> None:
    heard = listen([says(RETIRE, 5.0)], RETIRE)
    fed = heard.ears.fed[0]
    assert fed.index(utterance(RETIRE).pcm) <= bytes_of(0.4, 16_000)


def test_a_full_answer_to_a_closed_question_is_enough_at_once() -> None:
    sure, open_ = listen([says("不是")], "不是", expecting=YES_NO), listen([says("不是")], "不是")
    assert open_.seconds - sure.seconds == pytest.approx(1.0, abs=0.1)


def test_who_stops_at_and_then_is_waited_for() -> None:
    heard = listen([says("我想问一下，然后"), says("要带什么", 2.5)], "我想问一下，然后", "要带什么")
    assert heard.caught == Heard("我想问一下，然后要带什么", 0.9)


def test_nobody_is_heard_to_say_nothing() -> None:
    heard = listen([])
    assert (heard.caught, round(heard.seconds, 1), heard.ears.listened) == (NoInput(), 8.0, [])


def test_a_minute_of_hiss_is_a_short_turn_without_words() -> None:
    """Until it is known as the room's own sound, a few seconds on."""
    heard = listen([Act(noise(60, 0.2), 0.1)])
    assert (heard.caught, heard.seconds < 8) == (NotHeard("noise"), True)


def test_a_sound_without_words_is_not_heard() -> None:
    assert listen([Act(utterance("哼"), 0.5)]).caught == NotHeard("noise")


def test_what_is_understood_is_shown_while_it_is_said() -> None:
    heard = listen([says(RETIRE), says("要带什么", 0.5)], RETIRE, "要带什么")
    assert [shown for _, shown in heard.line.shown] == [Partial(RETIRE), Partial("我想办退休要带什么")]


@pytest.mark.parametrize(("act", "caught"), [(types("退休"), Typed("退休")), (presses("1")[0], Key("1")), (Act(HungUp()), HungUp())])
def test_keys_and_typed_words_come_before_what_is_being_said(act: Act, caught: Caught) -> None:
    before, amid = listen([act], RETIRE), listen([says(RETIRE), Act(act.what, 0.3)], RETIRE)
    assert (before.caught, amid.caught, amid.ears.open) == (caught, caught, 0)


def test_who_never_stops_is_heard_for_half_a_minute() -> None:
    endless = [Act(utterance(f"第{at}句话"), 0.3) for at in range(40)]
    heard = listen(endless, "第0句话")
    assert heard.caught == Heard("第0句话", 0.9)
    assert len(heard.ears.fed[0]) == pytest.approx(bytes_of(30.0, 16_000), abs=bytes_of(0.1, 16_000))


def test_a_turn_is_fed_frame_by_frame_as_it_comes() -> None:
    sizes: list[int] = []

    class Counting(KnowingEars):
        def listen(self, rate: int, expecting: Expecting):  # type: ignore[no-untyped-def]
            listening = super().listen(rate, expecting)
            feed = listening.feed

            async def counted(pcm: bytes) -> str | None:
                sizes.append(len(pcm))
                return await feed(pcm)

            listening.feed = counted  # type: ignore[method-assign]
            return listening

    listen([says(RETIRE)], ears=Counting([RETIRE]))
    assert set(sizes) == {bytes_of(0.02, 16_000)}


def test_a_slow_recogniser_loses_nothing_and_does_not_move_the_end() -> None:
    class Slow(KnowingEars):
        def listen(self, rate: int, expecting: Expecting):  # type: ignore[no-untyped-def]
            listening = super().listen(rate, expecting)
            feed = listening.feed

            async def slow(pcm: bytes) -> str | None:
                await asyncio.sleep(1.5 * len(pcm) / 32_000)
                return await feed(pcm)

            listening.feed = slow  # type: ignore[method-assign]
            return listening

    heard = listen([says(RETIRE)], ears=Slow([RETIRE]))
    assert heard.caught == Heard(RETIRE, 0.9)
    assert utterance(RETIRE).pcm in heard.ears.fed[0]


def test_a_recogniser_that_never_ends_is_given_up() -> None:
    heard = listen([says(RETIRE)], ears=KnowingEars([RETIRE], slow=1e9))
    assert (heard.caught, heard.ears.open) == (NotHeard("broken"), 0)


def test_a_microphone_that_is_switched_off_in_the_middle_ends_the_turn() -> None:
    class SwitchedOff(RecordingLine):
        async def receive(self) -> Incoming:
            if self.now() > 2.5:
                await asyncio.Event().wait()
            return await super().receive()

    async def switched_off() -> Caught:
        line = SwitchedOff([Act(utterance(RETIRE), 0.5, "anyway")], stays=100)
        inbox = Inbox(line)
        reading = asyncio.create_task(inbox.read())
        caught = await Ears(line, Attention(line, inbox, hears=True), KnowingEars([RETIRE]), Learning(), WORDS).listen(ANYTHING, 8.0)
        reading.cancel()
        return caught

    assert quickly(switched_off()) == Heard(RETIRE, 0.9)


# --- the inbox ------------------------------------------------------------------------------------


class Flood:
    """A line that brings everything at once."""

    rate = 16_000

    def __init__(self, *comes: Incoming) -> None:
        self.comes = list(comes)

    async def receive(self) -> Incoming:
        return self.comes.pop(0) if self.comes else HungUp()

    async def play(self, audio: Audio, text: str) -> None: ...

    async def show(self, shown: Shown) -> None: ...


def taken_in(*comes: Incoming) -> tuple[Inbox, list[Incoming]]:
    async def read() -> tuple[Inbox, list[Incoming]]:
        inbox = Inbox(Flood(*comes))
        await inbox.read()
        kept = []
        while not isinstance(came := await inbox.next(), HungUp):
            kept.append(came)
        return inbox, kept

    return quickly(read())


def test_sound_that_nobody_comes_for_is_kept_for_half_a_minute_and_what_is_lost_is_counted() -> None:
    frame = Sound(silence(0.02).pcm)
    inbox, kept = taken_in(Key("1"), *[frame] * 3000, Typed("退休"))
    assert (kept[0], kept[-1], len(kept) - 2) == (Key("1"), Typed("退休"), round(MOST_SOUND / 0.02))
    assert inbox.lost == pytest.approx(30.0)


def test_no_more_keys_are_kept_than_a_person_presses() -> None:
    inbox, kept = taken_in(*[Key("1")] * 1000)
    assert (len(kept), inbox.refused) == (MOST_OTHERS, 950)
