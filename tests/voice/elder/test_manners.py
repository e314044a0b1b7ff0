"""Slower, louder, again, a person, wait: by voice; and where speech fails."""

from __future__ import annotations

from tests.api.paging import in_a_browser
from tests.conversations.telling import case_of
from tests.living import Living
from tests.voice.elder.page import GREETING, Somebody, assert_said, ids, transcript
from tests.voice.resident import Speech, drill
from tests.voice.spoken import with_voice

pytestmark = [in_a_browser, with_voice]


def test_slower_louder_again_a_person_and_wait_all_by_voice(somebody: Somebody, alive: Living) -> None:
    with somebody("m8") as he:

        def hears_greeting() -> Speech:
            heard = he.hears(GREETING, after=len(spoken_before))
            he.hushes()
            spoken_before[:] = he.speeches
            return heard

        spoken_before: list[Speech] = []  # on the elders' page it is slow from the first word
        he.opens("/")
        he.presses()
        first = hears_greeting()
        he.says("再说一遍")
        again = hears_greeting()
        he.says("慢一点")
        slow = hears_greeting()
        he.says("大声一点")
        loud = hears_greeting()
        assert he.says("人工") == "请打 12345，全天有人接。"
        he.hushes()
        he.speaks("等一下")
        he.sees("好，不着急，我等您。")
        he.hears("好，不着急，我等您。")
        assert (again.pcm, again.rate) == (first.pcm, first.rate)
        assert slow.seconds > first.seconds * 1.1
        assert loud.loudest > slow.loudest * 1.2
        assert loud.seconds > first.seconds * 1.1, "slower from then on"
        assert_said(alive, he.talk(), "再说一遍", "慢一点", "大声一点", "人工")
        assert he.faults == []


HELP = (
    "周围有点吵。请您走近一点说，也可以点屏幕上的大字。",
    "您也可以点屏幕上的大字。想说就接着说，我在听。",
    "要找人帮忙，就说人工，或者点人工。您慢慢来，我一直等着。",
)


def test_where_speech_fails_the_page_leads_to_large_choices_then_to_a_person_and_on_by_tapping(somebody: Somebody, alive: Living) -> None:
    with somebody("f5") as she:
        she.opens()
        she.begins()
        for help in HELP:
            she.sounds(drill(1.5))
            she.sees(help)
            she.hushes()
        assert [choice.bounding_box()["height"] >= 60 for choice in she.page.locator("#talk .choices button").all()] == [True] * 3
        she.taps("我要办养老金资格认证")
        she.taps("云禾市青禾区")
        she.taps("照常发")
        she.types("孙示兰")
        she.types(ids(alive)["孙示兰"])
        she.types(alive.newest_code())
        for title in ("给我自己", "是", "去社区办", "是，交上去"):
            she.taps(title)
        assert len(she.receipt()) == 12
        assert she.faults == []
        talk = she.talk()
    assert case_of(alive, talk) == {"pension_state": "receiving", "for_whom": "self", "insured_here": "yes", "method": "community"}
    assert [turn.recognised for turn in transcript(alive, talk)] == [None] * 10, "nothing of it was spoken"
