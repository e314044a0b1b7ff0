"""What the ears are told to listen for, in a talk with the real dialogue."""

from __future__ import annotations

from actions.phrases import lexicon, phrases
from bot.database import reading
from bot.expecting import Expecting
from tests.living import Living, Talker


def listened_for(talker: Talker) -> Expecting:
    house = talker.living.house
    with reading(house.sessions) as session:
        return phrases(house.desk, session, talker.id)


def test_at_first_anything_may_be_said_and_services_are_named(alive: Living) -> None:
    expecting = listened_for(alive.talk())
    assert (expecting.manner, expecting.digits, expecting.answers) == ("free", (), ())
    assert {"养老金资格认证", "刷脸认证", "退休"} <= set(expecting.names)


def test_a_question_with_choices_is_listened_to_by_their_names_and_those_on_the_screen_come_first(alive: Living) -> None:
    talker = alive.talk()
    talker.say("我要做养老金资格认证")
    assert listened_for(talker).manner == "closed"
    assert "青禾区" in listened_for(talker).answers
    talker.say("青禾区")
    expecting = listened_for(talker)
    assert (expecting.manner, expecting.answers[:3]) == ("closed", ("照常发", "停发了", "还没领过"))
    assert "每个月都发" in expecting.answers


def test_names_are_said_slowly_and_numbers_digit_by_digit(alive: Living) -> None:
    talker = alive.talk()
    for words in ("我要做养老金资格认证", "青禾区", "每个月都有"):
        talker.say(words)
    assert (talker.asked(), listened_for(talker).manner) == ("name", "long")
    talker.say("林示伟")
    expecting = listened_for(talker)
    assert (talker.asked(), expecting.manner, expecting.digits) == ("resident_id", "digits", (18,))


def test_a_guess_awaits_yes_or_no(alive: Living) -> None:
    talker = alive.talk()
    assert "对吗" in talker.say("老太太八十多了")
    expecting = listened_for(talker)
    assert expecting.manner == "closed"
    assert {"是", "不是"} <= set(expecting.answers)


def test_nothing_that_somebody_said_is_among_the_phrases(alive: Living) -> None:
    talker = alive.talk()
    for words in ("我要做养老金资格认证", "青禾区", "每个月都有", "林示伟"):
        talker.say(words)
    expecting = listened_for(talker)
    assert not any("林示伟" in words for words in (*expecting.answers, *expecting.names))


def test_the_lexicon_has_services_matters_of_others_and_places(alive: Living) -> None:
    words = set(lexicon(alive.house.desk))
    assert {"退休", "护照", "青禾区"} <= words
