"""Without a model or without a voice the rest works; and the page is for everybody all the while."""

from __future__ import annotations

import pytest

from tests.api.paging import in_a_browser
from tests.living import Living, free_port
from tests.voice.elder.page import Somebody, axe_finds_nothing, door
from tests.voice.resident import RATE, drill
from tests.voice.spoken import spoken, with_voice

pytestmark = [in_a_browser, with_voice]


def test_without_a_model_the_page_says_so_in_a_line_and_all_else_works(somebody: Somebody, alive: Living) -> None:
    with door(alive, recognizer="none") as url, somebody(url=url) as she:
        she.opens()
        assert she.page.locator("#voice .deaf").inner_text() == "现在听不见您说话，请点选或者写字。"
        assert she.page.locator("#voice-label").inner_text() == "按一下，我念给您听"
        she.presses()
        she.comes_to("speaking")
        she.hushes()
        axe_finds_nothing(she)
        she.types("我要做养老金资格认证")
        she.hears("办养老金资格认证。")
        she.page.locator("#voice-end").click()
        with she.page.expect_response("**/speech?*") as read_aloud:
            she.page.get_by_role("button", name="朗读").last.click()
        assert (read_aloud.value.status, read_aloud.value.headers["content-type"]) == (200, "audio/wav")
        assert she.faults == []


def test_without_a_voice_the_talk_goes_on_in_writing(somebody: Somebody, alive: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    with somebody("steph2", (url := f"http://127.0.0.1:{free_port()}")) as she:
        monkeypatch.setenv("PATH", "")
        with door(alive, speaker="espeak", port=int(url.rpartition(":")[2])):
            monkeypatch.undo()
            she.opens()
            assert she.page.get_by_role("button", name="朗读").count() == 0
            she.presses()
            she.sees("请您看屏幕上的字。")
            she.comes_to("listening")
            assert "您在哪个区办？" in she.says("我要做养老金资格认证")
            assert she.part("voice-trouble").split() == ["请您看屏幕上的字。", "我这会儿发不出声音，别的都照常能办。"]
            assert (she.speeches, she.faults) == ([], [])


def test_axe_finds_nothing_while_it_speaks_listens_shows_captions_asks_back_and_is_in_trouble(somebody: Somebody) -> None:
    with somebody("steph2") as she:
        she.opens()
        she.presses()
        she.comes_to("speaking")
        axe_finds_nothing(she)
        she.hushes()
        axe_finds_nothing(she)
        she.sounds(spoken("我要做养老金资格认证", she.voice, RATE, 0.2) * 4)
        she.comes_to("hearing")
        assert she.part("voice-caption")
        axe_finds_nothing(she)
        assert she.page.locator("#voice").get_attribute("data-state") == "hearing"
        she.answered(she.turn())
        she.hushes()
        she.sounds(drill(1.5))
        she.sees("周围有点吵。")
        axe_finds_nothing(she)
        she.page.locator("#voice-end").click()
        she.context.clear_permissions()
        she.presses()
        she.sees("浏览器没有让我用话筒。")
        axe_finds_nothing(she)
        assert she.faults == []
