"""Silence and noise in a talk over a line: what is done when nothing came, or nothing that could be understood."""

from __future__ import annotations

from bot.turn import Choice
from tests.voice.pretending import (
    RETIRE,
    SEES,
    THANKS,
    YES_NO,
    Answers,
    noise,
    reply,
    says,
    talk,
    utterance,
)
from voice.asking import Answer
from voice.line import Listens
from voice.mouth import Tone
from voice.recording import Act


def test_silence_is_met_with_the_question_then_keys_then_a_person_then_quiet() -> None:
    opening = reply("您好。您要办哪件事？", choices=(Choice("退休", "我要办退休"), Choice("社保卡", "我要办社保卡")))
    told = talk([says(RETIRE, 120)], Answers(), opening, knows=[RETIRE])
    assert told.captions == [
        "您好。您要办哪件事？",
        "我再问一遍。您要办哪件事？",
        "您也可以按电话上的键。退休，请按一。社保卡，请按二。",
        "要找人帮忙，就说人工，或者按零。您慢慢来，我一直等着。",
        "好的。",
    ]
    assert told.asked == [RETIRE]
    starts = [at for at, shown in told.line.shown if isinstance(shown, Listens)]
    prompts = [played.at for played in told.line.played if played.text == "我再问一遍。"]
    assert [round(prompt - starts[0], 2) for prompt in prompts] == [8.0]


def test_on_a_page_silence_leads_to_the_large_words() -> None:
    opening = reply("您要办哪件事？", choices=YES_NO)
    told = talk([says(RETIRE, 60)], Answers(), opening, knows=[RETIRE], caller=SEES)
    assert told.captions[2] == "您也可以点屏幕上的大字。想说就接着说，我在听。"


def test_the_question_is_said_again_slower_than_before() -> None:
    told = talk([says(RETIRE, 15)], Answers(), knows=[RETIRE])
    assert told.mouth.said[:4] == [
        ("您好。", Tone()),
        ("您想办什么事？", Tone()),
        ("我再问一遍。", Tone("slow")),
        ("您想办什么事？", Tone("slow")),
    ]


def test_sound_that_is_no_speech_is_met_with_the_same_steps() -> None:
    hums = [Act(utterance("哼"), 0.5) for _ in range(5)]
    told = talk(hums, Answers(), knows=[RETIRE], stays=20)
    assert told.captions[1:] == [
        "周围有点吵。请您对着电话慢慢说，也可以按电话上的键。",
        "您直接说就行，我在听。要找人帮忙，请按零。",
        "要找人帮忙，就说人工，或者按零。您慢慢来，我一直等着。",
    ]


def test_in_a_noisy_room_a_page_offers_the_large_words() -> None:
    told = talk([Act(utterance("哼"), 0.5)], Answers(), knows=[RETIRE], caller=SEES, stays=3)
    assert told.captions[1:] == ["周围有点吵。请您走近一点说，也可以点屏幕上的大字。"]


def test_who_asks_to_wait_is_waited_for() -> None:
    told = talk([says("等一下，我去拿身份证"), says(RETIRE, 50)], Answers(), knows=["等一下，我去拿身份证", RETIRE])
    assert told.captions == ["您好。您想办什么事？", "好，不着急，我等您。", "好的。"]
    assert told.asked == [RETIRE]


def test_who_is_away_for_long_is_told_once_that_they_are_waited_for() -> None:
    told = talk([says("等一下，我去拿身份证"), says(RETIRE, 300)], Answers(), knows=["等一下，我去拿身份证", RETIRE])
    assert told.captions == ["您好。您想办什么事？", "好，不着急，我等您。", "我还在，您慢慢来。", "好的。"]
    assert told.asked == [RETIRE]


def test_what_can_be_asked_for_is_no_request_to_wait() -> None:
    assert talk([says("我去取公积金")], Answers(), knows=["我去取公积金"]).asked == ["我去取公积金"]


def test_a_member_of_staff_who_answers_is_not_talked_over() -> None:
    held = Answer((), held=True)
    told = talk([says(RETIRE), says(THANKS, 100)], Answers({RETIRE: held}), knows=[RETIRE, THANKS])
    assert (told.asked, told.heard) == ([RETIRE, THANKS], ["您好。", "您想办什么事？", "好的。"])


def test_ten_minutes_of_hiss_are_borne() -> None:
    hiss = Act(noise(600, 0.2), 0.1)
    told = talk([hiss, says(RETIRE, 1.0, "anyway")], Answers(), knows=[RETIRE])
    assert told.asked == [RETIRE]
    assert max(map(len, told.ears.fed)) <= 31 * 32_000  # type: ignore[union-attr]
