"""A talk over a line, as it happened: what the caller did, what was asked, what they heard."""

from __future__ import annotations

import asyncio

import pytest

from bot.expecting import Expecting
from bot.turn import Choice
from tests.quick import quickly
from tests.voice.pretending import (
    SEES,
    Answers,
    Doubting,
    KnowingEars,
    QuietMouth,
    noise,
    presses,
    reply,
    says,
    talk,
    talking,
    types,
    utterance,
)
from voice.asking import Answer, Said
from voice.audio import Audio
from voice.browser import event_of
from voice.call import Caller
from voice.line import HungUp, Key, Listens, StopSpeaking, Trouble, Tuned, Understood
from voice.mouth import Tone
from voice.recording import Act, RecordingLine

RETIRE, THANKS, LONG = "我想办退休", "谢谢", "社保卡是一张卡，看病、领养老金都用它。您有身份证吗？"
YES_NO = (Choice("是", "是"), Choice("不是", "不是"))


def test_what_is_said_is_asked_and_the_answer_is_heard() -> None:
    told = talk([says(RETIRE), says(THANKS)], Answers({RETIRE: reply("您今年多大？")}), knows=[RETIRE, THANKS])
    assert told.asked == [RETIRE, THANKS]
    assert told.heard == ["您好。", "您想办什么事？", "您今年多大？", "好的。"]
    assert [seen.text for seen in told.seen(Understood)] == [RETIRE, THANKS]
    assert told.ended.why == "hung_up"


def test_captions_are_there_before_the_voice() -> None:
    told = talk([says(RETIRE)], Answers({RETIRE: Answer((*reply("第一句。").replies, *reply("第二句。").replies))}), knows=[RETIRE])
    first = next(played.at for played in told.line.played if played.text == "第一句。")
    shown = {seen.reply.text: at for at, seen in told.line.shown if hasattr(seen, "reply")}
    assert (shown["第一句。"] <= first, shown["第二句。"] <= first) == (True, True)


def test_it_is_over_when_the_answer_says_so() -> None:
    told = talk([says(THANKS)], Answers({THANKS: reply("再见。", over=True)}), knows=[THANKS])
    assert (told.ended.why, told.heard[-1]) == ("over", "再见。")


# --- breaking in ----------------------------------------------------------------------------------


def test_somebody_who_speaks_over_an_answer_is_listened_to_from_the_first_syllable() -> None:
    told = talk([says(RETIRE), says(THANKS, 2.0, "spoken_to")], Answers({RETIRE: reply(LONG)}), knows=[RETIRE, THANKS])
    assert told.asked == [RETIRE, THANKS]
    assert told.heard == ["您好。", "您想办什么事？", "…", "好的。"]
    assert told.line.played[2].heard == pytest.approx(2.3, abs=0.1)


def test_a_cough_over_an_answer_lets_it_be_taken_up_again_from_that_sentence() -> None:
    cough = Act(utterance("咳", seconds=0.6), 1.5, "spoken_to")
    told = talk([says(RETIRE), cough], Answers({RETIRE: reply("我说一。我说二，很长很长很长很长。我说三。")}), knows=[RETIRE], stays=5)
    assert told.asked == [RETIRE]
    assert told.heard[2:] == ["我说一。", "…", "我说二，很长很长很长很长。", "我说三。"]


def test_somebody_who_says_mhm_while_they_listen_hears_the_rest() -> None:
    told = talk(
        [says(RETIRE), says("嗯", 1.5, "spoken_to")],
        Answers({RETIRE: reply("要带的有身份证和户口本。都带上。")}),
        knows=[RETIRE, "嗯"],
        stays=5,
    )
    assert told.asked == [RETIRE]
    assert told.heard[2:] == ["…", "要带的有身份证和户口本。", "都带上。"]


def test_a_notice_is_heard_to_its_end_whoever_speaks_over_it() -> None:
    notice = reply("您同意我去查您的户籍吗？", facts={"notice": True})
    told = talk([says(RETIRE), says("好的", 0.5, "spoken_to")], Answers({RETIRE: notice}), knows=[RETIRE, "好的"])
    assert told.heard == ["您好。", "您想办什么事？", "您同意我去查您的户籍吗？"]
    assert told.asked == [RETIRE]


def test_who_still_speaks_when_a_notice_ends_is_listened_to() -> None:
    notice = reply("您同意我去查您的户籍吗？", facts={"notice": True})
    told = talk([says(RETIRE), says("同意你们去查吧", 1.8, "spoken_to")], Answers({RETIRE: notice}), knows=[RETIRE, "同意你们去查吧"])
    assert told.heard[2:] == ["您同意我去查您的户籍吗？", "好的。"]
    assert told.asked == [RETIRE, "同意你们去查吧"]


@pytest.mark.parametrize("what", [StopSpeaking(), Key("1")])
def test_a_notice_is_stopped_by_hand(what: StopSpeaking | Key) -> None:
    notice = reply("您同意我去查您的户籍吗？", facts={"notice": True}, choices=YES_NO)
    told = talk([says(RETIRE), Act(what, 0.5, "spoken_to")], Answers({RETIRE: notice}), knows=[RETIRE])
    assert told.heard[2] == "…"
    assert told.asked == ([RETIRE] if isinstance(what, StopSpeaking) else [RETIRE, "是"])


def test_typed_words_stop_the_voice_and_are_asked_at_once() -> None:
    told = talk([types(RETIRE, 0.3, "spoken_to")], Answers())
    assert (told.asked, told.heard) == ([RETIRE], ["…", "好的。"])


def test_quiet_is_wanted_and_then_it_is_listened_to() -> None:
    told = talk([Act(StopSpeaking(), 0.3, "spoken_to"), says(THANKS)], Answers(), knows=[THANKS])
    assert (told.asked, told.heard) == ([THANKS], ["…", "好的。"])


# --- cut short ------------------------------------------------------------------------------------


def test_who_goes_on_before_anything_was_asked_has_said_one_thing() -> None:
    ears = KnowingEars(["我想问一下退休", "要带什么"], slow=0.4)
    told = talk([says("我想问一下退休"), says("要带什么", 2.25, "anyway")], Answers(), ears=ears)
    assert told.asked == ["我想问一下退休要带什么"]


def test_who_goes_on_while_it_is_asked_back_has_said_one_thing() -> None:
    told = talk(
        [says("我想问一下退休"), says("要带什么", 2.6, "anyway")],
        Answers(),
        knows=["我想问一下退休", "要带什么"],
        settle=Doubting({"我想问一下退休": ()}),
    )
    assert told.asked == ["我想问一下退休要带什么"]
    assert told.heard == ["您好。", "您想办什么事？", "…", "好的。"]


def test_who_goes_on_after_it_was_asked_is_listened_to_and_waited_for_longer() -> None:
    told = talk(
        [says("我想问一下退休"), says("要带什么", 2.7, "anyway")],
        Answers({"我想问一下退休": reply(LONG)}, takes=1.0),
        knows=["我想问一下退休", "要带什么"],
    )
    assert told.asked == ["我想问一下退休", "要带什么"]
    assert LONG not in told.heard
    assert told.learning.pace.seconds > 3.0


# --- nothing, or nothing that could be understood -------------------------------------------------


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


# --- not sure -------------------------------------------------------------------------------------


def test_what_is_not_sure_is_asked_back_once_and_a_yes_sends_it_on() -> None:
    told = talk([says("设宝卡"), says("是的")], Answers(), knows=["设宝卡", "是的"], settle=Doubting({"设宝卡": ("社保卡",)}))
    assert told.captions[1] == "您说的是社保卡，对吗？"
    assert told.asked == ["社保卡"]


def test_what_was_meant_is_shown_when_it_has_been_confirmed() -> None:
    told = talk([says("设宝卡"), says("是的")], Answers(), knows=["设宝卡", "是的"], settle=Doubting({"设宝卡": ("社保卡",)}))
    assert [seen.text for seen in told.seen(Understood)] == ["设宝卡", "社保卡"]


def test_what_was_said_again_is_shown_as_well() -> None:
    doubts = Doubting({"设宝卡": ()})
    told = talk([says("设宝卡"), says("不是"), says(RETIRE)], Answers(), knows=["设宝卡", "不是", RETIRE], settle=doubts)
    assert [seen.text for seen in told.seen(Understood)] == ["设宝卡", RETIRE]


def test_after_a_no_it_is_said_again_and_taken_as_it_comes() -> None:
    doubts = Doubting({"设宝卡": (), RETIRE: ()})
    told = talk([says("设宝卡"), says("不是"), says(RETIRE)], Answers(), knows=["设宝卡", "不是", RETIRE], settle=doubts)
    assert told.captions[1:3] == ["您说的是设宝卡，对吗？", "那麻烦您再说一遍，慢慢说。"]
    assert told.asked == [RETIRE]


@pytest.mark.parametrize("readings", [("是",), ("是", "十"), ("是", "不是"), ("不是",)])
def test_a_yes_that_was_not_heard_well_is_asked_for_in_other_words_and_never_read_aloud(readings: tuple[str, ...]) -> None:
    opening = reply("是您本人吗？", Expecting("closed", ("是", "不是")))
    doubts = Doubting({"死": readings})
    yes, no, key = (
        talk([says("死"), *then], Answers(), opening, knows=["死", "对的", "不对"], settle=doubts)
        for then in ([says("对的")], [says("不对")], presses("2"))
    )
    assert yes.captions[1] == "不好意思，刚才没听清。是，您就说对的。不是，您就说不对。"
    assert [told.asked for told in (yes, no, key)] == [["是"], ["不是"], ["不是"]]


def test_one_syllable_that_is_no_answer_is_not_read_back() -> None:
    told = talk([says("死"), says("是的")], Answers(), knows=["死", "是的"], settle=Doubting({"死": ()}))
    assert (told.captions[1], told.asked) == ("那麻烦您再说一遍，慢慢说。", ["是的"])


def test_what_was_heard_and_is_no_answer_gets_into_no_list_of_the_ears() -> None:
    opening = reply("怎么办？", Expecting("closed", ("用手机",)))
    told = talk(
        [says("王秀英"), says("用手机")], Answers(), opening, knows=["王秀英", "用手机"], settle=Doubting({"王秀英": ("用手机", "王秀英")})
    )
    assert told.asked == ["用手机"]
    assert [expecting.answers for expecting in told.ears.listened] == [("用手机",), ("用手机",)]  # type: ignore[union-attr]


def test_between_two_readings_one_is_chosen_by_saying_it_or_by_its_key() -> None:
    doubts = Doubting({"四个": ("十个", "四个月")})
    by_voice = talk([says("四个"), says("四个月")], Answers(), knows=["四个", "四个月"], settle=doubts)
    by_key = talk([says("四个"), *presses("1")], Answers(), knows=["四个"], settle=doubts)
    assert by_voice.captions[1] == "您说的是十个，还是四个月？"
    assert (by_voice.asked, by_key.asked) == (["四个月"], ["十个"])


def test_who_says_it_again_instead_of_yes_is_understood() -> None:
    told = talk([says("设宝卡"), says(RETIRE)], Answers(), knows=["设宝卡", RETIRE], settle=Doubting({"设宝卡": ()}))
    assert told.asked == [RETIRE]


def test_who_says_nothing_to_it_is_offered_something_easier_and_never_asked_back_again() -> None:
    told = talk([says("设宝卡"), says(RETIRE, 40)], Answers(), knows=["设宝卡", RETIRE], settle=Doubting({"设宝卡": ()}))
    assert told.captions[1:4] == ["您说的是设宝卡，对吗？", "那麻烦您再说一遍，慢慢说。", "不好意思，刚才没听清。您想办什么事？"]
    assert told.asked == [RETIRE]


# --- keys -----------------------------------------------------------------------------------------


def test_a_key_chooses_while_there_are_choices() -> None:
    told = talk(presses("2"), Answers(), reply("您要办哪件？", choices=(Choice("退休", "我要办退休"), Choice("社保卡", "我要办社保卡"))))
    assert told.asked == ["我要办社保卡"]


def test_a_key_that_is_no_choice_says_which_there_are() -> None:
    told = talk(presses("5"), Answers(), reply("是您本人吗？", choices=YES_NO))
    assert (told.asked, told.captions[1:]) == ([], ["您也可以按电话上的键。是，请按一。不是，请按二。"])


@pytest.mark.parametrize(("key", "asked"), [("0", "人工"), ("*", "再说一遍")])
def test_nought_is_a_person_and_star_is_once_more(key: str, asked: str) -> None:
    assert talk(presses(key), Answers()).asked == [asked]


DIGITS = Expecting("digits", digits=(18,))


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        ("110101194912310021", "110101194912310021"),
        ("11010119491231002*", "11010119491231002X"),
        ("1101#", "1101"),
        ("0", "人工"),
        ("110*", "再说一遍"),
    ],
)
def test_a_number_is_keyed(keys: str, asked: str) -> None:
    assert talk(presses(keys), Answers(), reply("身份证号是多少？", DIGITS), stays=10).asked == [asked]


def test_a_number_that_could_be_complete_is_sent_after_a_pause() -> None:
    told = talk(presses("123456"), Answers(), reply("验证码是多少？", Expecting("digits", digits=(4, 6, 8))), stays=4)
    assert told.asked == ["123456"]


def test_who_looks_at_their_card_between_two_keys_loses_nothing() -> None:
    told = talk([*presses("110101"), *presses("194912310021", 5.0, when="anyway")], Answers(), reply("身份证号是多少？", DIGITS))
    assert told.asked == ["110101194912310021"]


# --- slower, louder -------------------------------------------------------------------------------


def test_slower_and_louder_hold_from_then_on() -> None:
    answers = Answers({"慢一点": reply("好。", act="slower"), "大声点": reply("行。", act="louder")})
    told = talk([says("慢一点"), says("大声点"), says(THANKS)], answers, knows=["慢一点", "大声点", THANKS])
    assert told.mouth.said[2:] == [
        ("好，我慢一点说。", Tone("slow")),
        ("好。", Tone("slow")),
        ("好，我大声一点说。", Tone("slow", True)),
        ("行。", Tone("slow", True)),
        ("好的。", Tone("slow", True)),
    ]


def test_what_can_get_no_slower_and_no_louder_says_so() -> None:
    answers = Answers({"慢一点": reply("好。", act="slower"), "大声点": reply("行。", act="louder")})
    told = talk([types("慢一点"), types("大声点")], answers, caller=Caller(tone=Tone("slow", True)))
    assert told.heard[2:] == ["这已经是最慢的了，我再说一遍。", "好。", "我这里最大声了。", "您也可以把音量调大一点。", "行。"]


def test_faster_and_less_loud_hold_from_then_on_and_the_last_answer_is_said_again() -> None:
    answers = Answers({RETIRE: reply("您多大了？"), "大声点": reply("行。", act="louder")})
    acts = [says("大声点"), says(RETIRE), says("说快一点"), says("小声一点"), says(THANKS)]
    told = talk(acts, answers, knows=["大声点", RETIRE, "说快一点", "小声一点", THANKS])
    assert told.asked == ["大声点", RETIRE, THANKS]
    assert told.mouth.said[4:] == [
        ("您多大了？", Tone("normal", True)),
        ("好，我快一点说。", Tone("fast", True)),
        ("您多大了？", Tone("fast", True)),
        ("好，我小声一点说。", Tone("fast")),
        ("您多大了？", Tone("fast")),
        ("好的。", Tone("fast")),
    ]


def test_what_is_written_to_a_member_of_staff_is_handed_on() -> None:
    told = talk([types(RETIRE), types("快一点")], Answers({RETIRE: Answer((), held=True)}), deaf=True, caller=Caller(speaks=False))
    assert told.asked == [RETIRE, "快一点"]


def test_a_page_is_told_the_tone_when_it_changes_and_only_then() -> None:
    answers = Answers({"慢一点": reply("好。", act="slower"), "大声点": reply("行。", act="louder")})
    told = talk([says("慢一点"), says("慢一点"), says("大声点")], answers, knows=["慢一点", "大声点"])
    assert [event_of(seen) for seen in told.seen(Tuned)] == [
        {"type": "tone", "pace": "slow", "louder": False},
        {"type": "tone", "pace": "slow", "louder": True},
    ]


# --- without ears, without a mouth ----------------------------------------------------------------


def test_without_ears_it_is_said_once_and_goes_on_by_typed_words_and_keys() -> None:
    told = talk([types(RETIRE), *presses("1")], Answers({RETIRE: reply("是您本人吗？", choices=YES_NO)}), deaf=True, caller=SEES)
    assert told.asked == [RETIRE, "是"]
    assert [trouble.kind for trouble in told.seen(Trouble)] == ["no_ears"]
    assert told.heard[:3] == ["您好。", "您想办什么事？", "请您写字，或者点屏幕上的大字。"]


def test_on_the_telephone_without_ears_the_keys_are_offered_first() -> None:
    told = talk([*presses("1", after=9.5)], Answers(), reply("是您本人吗？", choices=YES_NO), deaf=True)
    assert told.captions[1] == "您也可以按电话上的键。是，请按一。不是，请按二。"
    assert told.asked == ["是"]


def test_ears_that_go_missing_in_the_middle_are_told_and_nothing_hangs() -> None:
    told = talk([says(RETIRE), types(RETIRE)], Answers(), ears=KnowingEars([RETIRE], missing=True), caller=SEES)
    assert ([trouble.kind for trouble in told.seen(Trouble)], told.asked) == (["no_ears"], [RETIRE])


@pytest.mark.parametrize("screen", [True, False])
def test_ears_that_go_missing_while_it_is_asked_back_are_told_and_the_keys_still_answer(screen: bool) -> None:
    ears = KnowingEars(["设宝卡"], lasting=1)
    acts = [says("设宝卡"), says("是的"), *presses("1", after=3, when="anyway")]
    told = talk(acts, Answers(), ears=ears, settle=Doubting({"设宝卡": ("社保卡",)}), caller=Caller(screen=screen))
    assert ([trouble.kind for trouble in told.seen(Trouble)], told.asked) == (["no_ears"], ["社保卡"])


def test_ears_that_went_missing_are_not_asked_back_to() -> None:
    ears = KnowingEars(["设宝卡"], lasting=1)
    acts = [says("设宝卡"), says("是的"), types(RETIRE, 60, "anyway")]
    told = talk(acts, Answers(), ears=ears, settle=Doubting({"设宝卡": ("社保卡",)}), caller=SEES)
    assert (told.captions[1:], told.asked) == (["您说的是社保卡，对吗？", "好的。"], [RETIRE])


def test_without_a_mouth_everything_is_shown_and_it_is_told_once() -> None:
    told = talk([says(RETIRE), says(THANKS)], Answers(), knows=[RETIRE, THANKS], mouth=QuietMouth(fails=True))
    assert told.captions == ["您好。您想办什么事？", "好的。", "好的。"]
    assert ([trouble.kind for trouble in told.seen(Trouble)], told.asked) == (["no_mouth"], [RETIRE, THANKS])


@pytest.mark.parametrize(
    ("cannot", "heard", "troubles"),
    [
        (("二。",), ["一。", "三。", "四。"], []),
        (("二。", "四。"), ["一。", "三。"], []),
        (("一。", "二。"), [], ["no_mouth"]),
        (("您想办什么事？", "一。"), [], ["no_mouth"]),
    ],
)
def test_a_sentence_that_fails_is_left_out_and_two_running_mean_no_voice(
    cannot: tuple[str, ...], heard: list[str], troubles: list[str]
) -> None:
    told = talk([says(RETIRE)], Answers({RETIRE: reply("一。二。三。四。")}), knows=[RETIRE], mouth=QuietMouth(cannot=cannot), stays=3)
    assert [text for text in told.heard if text in ("一。", "二。", "三。", "四。")] == heard
    assert [trouble.kind for trouble in told.seen(Trouble)] == troubles


def test_somebody_without_a_microphone_hears_and_writes_and_is_not_prompted() -> None:
    told = talk([types(RETIRE, 60)], Answers(), deaf=True, caller=Caller(speaks=False))
    assert (told.asked, told.heard, told.seen(Trouble)) == ([RETIRE], ["您好。", "您想办什么事？", "好的。"], [])


def test_who_comes_back_is_not_greeted_again() -> None:
    told = talk([says(RETIRE)], Answers(), knows=[RETIRE], caller=Caller(returns=True))
    assert (told.heard, told.captions) == (["好的。"], ["好的。"])


def test_a_line_that_never_says_that_a_sentence_was_heard_does_not_stop_the_talk() -> None:
    class Stuck(RecordingLine):
        async def play(self, audio: Audio, text: str) -> None:
            await super().play(audio, text)
            await asyncio.Event().wait()

    told = talk([says(RETIRE)], Answers(), knows=[RETIRE], over=Stuck)
    assert (told.asked, told.captions) == ([RETIRE], ["您好。您想办什么事？", "好的。"])


# --- hanging up -----------------------------------------------------------------------------------


def test_who_hangs_up_while_they_are_spoken_to_hears_no_more() -> None:
    told = talk([Act(HungUp(), 0.3, "spoken_to")], Answers())
    assert (told.ended.why, told.heard, told.asked) == ("hung_up", ["…"], [])


def test_what_was_said_before_hanging_up_is_still_done() -> None:
    answers = Answers(takes=5.0)
    told = talk([says(RETIRE), Act(HungUp(), 4.0, "anyway")], answers, knows=[RETIRE])
    assert (told.ended.why, told.asked, answers.answered) == ("hung_up", [RETIRE], 1)
    assert told.captions == ["您好。您想办什么事？"]


def test_what_was_typed_before_hanging_up_is_still_done() -> None:
    acts = [types(RETIRE, 0.3, "spoken_to"), types("社保卡", 0.0, "anyway"), types(THANKS, 0.0, "anyway"), Act(HungUp(), 0.0, "anyway")]
    told = talk(acts, Answers(takes=2.0))
    assert (told.ended.why, told.asked, told.captions) == ("hung_up", [RETIRE, "社保卡", THANKS], ["您好。您想办什么事？"])


@pytest.mark.parametrize(("keys", "asked"), [("123456", ["123456"]), ("12345", [])])
def test_a_number_that_was_keyed_before_hanging_up_is_sent_if_it_may_be_complete(keys: str, asked: list[str]) -> None:
    opening = reply("验证码是多少？", Expecting("digits", digits=(4, 6, 8)))
    assert talk([*presses(keys, between=0.1), Act(HungUp(), 0.1, "anyway")], Answers(), opening).asked == asked


def test_who_hangs_up_in_the_middle_of_a_sentence_leaves_nothing_open() -> None:
    ears = KnowingEars([RETIRE])
    told = talk([says(RETIRE), Act(HungUp(), 0.2, "anyway")], Answers(), ears=ears)
    assert (told.asked, ears.open, len(ears.listened)) == ([], 0, 1)


def test_what_goes_wrong_in_answering_is_not_hidden() -> None:
    class Broken(Answers):
        async def __call__(self, said: Said) -> Answer:
            raise LookupError(said.text)

    with pytest.raises(LookupError, match=RETIRE):
        talk([says(RETIRE)], Broken(), knows=[RETIRE])


def test_a_server_that_stops_ends_the_talk_and_lets_go_of_the_ears() -> None:
    ears = KnowingEars([RETIRE])

    async def stopped() -> None:
        talks = asyncio.create_task(talking([says(RETIRE), says(THANKS, 0.4, "anyway")], Answers(), ears=ears))
        await asyncio.sleep(4.0)
        assert ears.open == 1
        talks.cancel()
        with pytest.raises(asyncio.CancelledError):
            await talks

    quickly(stopped())
    assert ears.open == 0


def test_a_key_pressed_right_after_speaking_waits_for_its_turn() -> None:
    opening = reply("您要办哪件？", choices=YES_NO)
    ears = KnowingEars([RETIRE], slow=0.5)
    told = talk([says(RETIRE), says("咳", 2.6, "anyway"), Act(Key("1"), 0.1, "anyway")], Answers({RETIRE: opening}), ears=ears)
    assert told.asked == [RETIRE, "是"]


def test_two_talks_at_once_never_mix() -> None:
    ears = KnowingEars([RETIRE, THANKS, "是的", "社保卡"])

    async def both() -> list[list[str]]:
        one = talking([says(RETIRE), says("是的")], Answers({RETIRE: reply("您多大了？")}), ears=ears)
        other = talking([says("社保卡", 0.7), says(THANKS, 0.4)], Answers({"社保卡": reply("卡丢了吗？")}), ears=ears)
        return [[*talked.asked, *talked.heard] for talked in await asyncio.gather(one, other)]

    assert quickly(both()) == [
        [RETIRE, "是的", "您好。", "您想办什么事？", "您多大了？", "好的。"],
        ["社保卡", THANKS, "您好。", "您想办什么事？", "卡丢了吗？", "好的。"],
    ]
    assert ears.open == 0
