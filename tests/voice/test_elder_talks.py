"""Elderly people at their page, with nothing pretended: a browser that speaks, the page and socket, the ears, the voice and the dialogue.

What they say is made by a synthetic voice that the fixture model was not made
from. Nothing here depends on how long anything takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import delete, select

from actions.identity.tables import CodeRow
from api.settings import ROOT
from api.tables import TurnRow
from api.voicing import SOUNDS
from api.wiring import build
from bot.database import reading
from tests.api.paging import in_a_browser
from tests.api.seeing import OVERFLOW, RULES, SCROLLS
from tests.conversations.telling import case_of
from tests.living import Living, free_port, living, serving, wait_until
from tests.test_privacy import files, found, tables
from tests.voice.resident import RATE, Resident, Speech, drill, is_as_said, resident
from tests.voice.spoken import spoken, with_voice
from voice.mouth import Tone
from voice.mouth.cache import ENDING, key_of
from voice.mouth.reading import read

pytestmark = [in_a_browser, with_voice]

MODEL = ROOT / "tests/voice/model"


@pytest.fixture(scope="module")
def alive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """A whole system that hears and speaks."""
    with living(tmp_path_factory.mktemp("aloud"), speaker="auto", recognizer="vosk", vosk_model=str(MODEL)) as running:
        yield running


@pytest.fixture(scope="module")
def playwright() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as found:
        yield found


@pytest.fixture(autouse=True)
def nobody_has_asked_for_a_code(alive: Living) -> None:
    """Codes are rationed by the person."""
    with alive.house.sessions.begin() as session:
        session.execute(delete(CodeRow))


Somebody = Callable[..., AbstractContextManager[Resident]]


@pytest.fixture
def somebody(playwright: Any, alive: Living, tmp_path: Path) -> Somebody:
    """Somebody at a page: `with somebody("m8") as he:`; `url` is another door than the usual."""

    def comes(voice: str = "f5", url: str | None = None, **context: Any) -> AbstractContextManager[Resident]:
        return resident(playwright, tmp_path / voice, url or alive.house.settings.url, voice, **context)

    return comes


@contextmanager
def door(alive: Living, **otherwise: Any) -> Iterator[str]:
    """One more door of the same system, with these settings; its address."""
    given = {"port": free_port(), **otherwise}
    house = build(alive.house.settings.model_copy(update=given), alive.clock)
    with serving(house):
        yield house.settings.url


def transcript(alive: Living, talk: str) -> list[TurnRow]:
    """The turns of a talk, as they lie in the database."""
    with reading(alive.house.sessions) as session:
        return list(session.scalars(select(TurnRow).where(TurnRow.conversation_id == talk).order_by(TurnRow.number)))


def assert_said(alive: Living, talk: str, *wanted: str) -> None:
    """This was said in the talk, in this order, and nothing else; as its resident reads it, and but for a breath."""
    texts = [alive.house.vault.render(talk, turn.said, said=True) for turn in transcript(alive, talk)]
    assert len(texts) == len(wanted), texts
    assert [one if is_as_said(one, text) else text for one, text in zip(wanted, texts, strict=True)] == list(wanted)


# --- one story ------------------------------------------------------------------------------------


def test_somebody_of_75_presses_one_button_speaks_and_holds_a_receipt(somebody: Somebody, alive: Living) -> None:
    with somebody("steph2", quick=False) as she:
        she.opens("/elder")
        she.begins()
        she.speaks("我要做养老金资格认证")
        she.comes_to("hearing")
        assert she.part("voice-caption"), "she sees the words while she says them"
        she.sees("您在哪个区办？")
        she.hushes()
        she.says("青禾区")
        she.hushes()
        assert "您叫什么名字" in she.says("每个月都有")
        she.types("林示伟")
        she.types("999001196008251332")
        code = alive.newest_code()
        assert "核对好了，林示伟" in she.types(code)
        she.hushes()
        she.says("给我自己")
        she.hushes()
        she.says("是的")
        she.hushes()
        assert "您看看，都对吗" in she.says("手机刷脸")
        she.hushes()
        she.says("都对")
        receipt, talk = she.receipt(), she.talk()
        assert len(receipt) == 12
        assert she.heard()["seconds"] > 10, "it was spoken to her"
        assert she.heard()["loudest"] > 0.1
        assert [she.faults, she.asked_elsewhere] == [[], []]
    case = case_of(alive, talk)
    assert case == {"pension_state": "receiving", "for_whom": "self", "insured_here": "yes", "method": "phone"}
    spoken_aloud = ["我要做养老金资格认证", "青禾区", "每个月都有", "给我自己", "是的", "手机刷脸", "都对"]
    typed = ["林示伟", "999001196008251332", code]
    assert_said(alive, talk, *spoken_aloud[:3], *typed, *spoken_aloud[3:])
    heard = [turn.recognised for turn in transcript(alive, talk)]
    assert [how is None for how in heard] == [False] * 3 + [True] * 3 + [False] * 4, "typed words are not heard"
    assert [0.5 < how["confidence"] <= 1 for how in heard if how] == [True] * 7, "how surely each was heard"
    leaves_nothing_behind(alive, {"林示伟", "999001196008251332"}, PERSONAL)


PERSONAL = ["核对好了，林示伟。", "姓名：林示伟", "林示伟", "身份证：尾号1332", "尾号1332"]
"""Sentences that the assistant speaks to her alone."""


def leaves_nothing_behind(alive: Living, personal: set[str], personal_sentences: list[str]) -> None:
    """Nothing of it lies open in any table or file, nor as sound."""
    settings = alive.house.settings
    written = ((name, content) for name, content in files(settings.home) if not name.startswith(f"{SOUNDS}/"))
    places = [*tables(settings.database_url), *tables(settings.tracker_url), *written]
    assert {place: values for place, content in places if (values := found(content, personal))} == {}
    sounds = list((settings.home / SOUNDS).iterdir())
    assert [file.name for file in sounds if any(value.encode() in file.name.encode() + file.read_bytes() for value in personal)] == []
    wait_until(lambda: lies_on_disk(alive, GREETING), "what is said to everybody is kept as sound")
    assert [text for text in personal_sentences if lies_on_disk(alive, text)] == []


def lies_on_disk(alive: Living, text: str) -> bool:
    """Whether the sound of a sentence of this text is kept in a file, in any pace."""
    folder, mouth = alive.house.settings.home / SOUNDS, alive.house.voicing.mouth
    keys = [key_of(mouth.name, reading, Tone(pace)) for reading in read(text) for pace in ("slow", "normal", "fast")]
    return any((folder / f"{key}{ENDING}").exists() for key in keys)


# --- how it is said -------------------------------------------------------------------------------


GREETING = "您好，这里是暖办。"
"""The first sentence that everybody hears."""


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


def ids(alive: Living) -> dict[str, str]:
    """Name → ID number of the demonstration's people."""
    return {name: number for name, number, _, _ in alive.house.demo_people()}


# --- without speaking -----------------------------------------------------------------------------


ON_TOP = """(() => {
  const box = document.querySelector('#latest .reply').getBoundingClientRect();
  const seen = document.elementFromPoint(box.left + 4, Math.max(box.top, 0) + 4);
  return box.top < window.innerHeight && box.bottom > 0 && seen !== null && seen.closest('#latest') !== null;
})()"""
"""Whether the newest answer is in sight and nothing lies over it."""
FOCUSED = "selector => document.activeElement !== null && document.activeElement.matches(selector)"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_same_service_by_keyboard_alone_at_400_per_cent(somebody: Somebody, alive: Living, script: bool) -> None:
    name = "周示平" if script else "王示安"
    with somebody(java_script_enabled=script, viewport={"width": 320, "height": 256}) as she:
        she.opens()

        def tabs_to(selector: str) -> None:
            for _ in range(60):
                she.page.keyboard.press("Tab")
                if she.page.evaluate(FOCUSED, selector):
                    return
            raise AssertionError(f"no way by keyboard to {selector}")

        def answers(text: str, *, chooses: bool) -> None:
            before = she.turn()
            tabs_to(f".choices button[value='{text}']" if chooses else "#text")
            if not chooses:
                she.page.keyboard.type(text)
            she.page.keyboard.press("Enter")
            she.answered(before)
            assert (she.page.evaluate(SCROLLS), she.page.evaluate(OVERFLOW)) == (0, []), text
            assert she.page.evaluate(ON_TOP), text

        answers("我要做养老金资格认证", chooses=False)
        answers("云禾市青禾区", chooses=True)
        answers("照常发", chooses=True)
        for text in (name, ids(alive)[name]):
            answers(text, chooses=False)
        answers(alive.newest_code(), chooses=False)
        for value in ("给我自己", "是", "手机刷脸", "是"):
            answers(value, chooses=True)
        assert len(she.receipt()) == 12
        assert (she.faults, she.asked_elsewhere) == ([], [])


# --- more than one, and once more -----------------------------------------------------------------


def test_two_who_speak_at_once_never_mix(somebody: Somebody, alive: Living) -> None:
    with somebody("steph2") as she, somebody("m8") as he:
        for one in (she, he):
            one.opens()
            one.begins()
        turns = [she.turn(), he.turn()]
        she.speaks("我要做养老金资格认证")
        he.speaks("我想办理社保卡")
        assert "养老金资格认证" in she.answered(turns[0])
        assert "社保卡" in he.answered(turns[1])
        for one in (she, he):
            one.hushes()
        turns = [she.turn(), he.turn()]
        he.speaks("白露区")
        she.speaks("青禾区")
        she.answered(turns[0])
        he.answered(turns[1])
        assert_said(alive, she.talk(), "我要做养老金资格认证", "青禾区")
        assert_said(alive, he.talk(), "我想办理社保卡", "白露区")
        assert [transcript(alive, one.talk())[0].service for one in (she, he)] == ["pension_auth", "ssc_card"]


def test_a_page_that_is_loaded_again_and_a_door_that_is_shut_and_opened_go_on_with_the_talk(somebody: Somebody, alive: Living) -> None:
    port = free_port()
    with somebody("steph2", f"http://127.0.0.1:{port}") as she:
        with door(alive, port=port):
            she.opens()
            she.begins()
            she.says("我要做养老金资格认证")
            she.page.reload()
            assert she.page.locator("#voice-label").inner_text() == "按一下，接着说"
            assert "您在哪个区办？" in she.newest()
            she.presses()
            she.comes_to("listening")
            she.says("青禾区")
            she.hushes()
            talk = she.talk()
        she.sees("系统正在重新启动，一会儿就接上。您说过的都还在。")
        with door(alive, port=port):
            she.comes_to("listening")
            assert she.part("voice-trouble") == ""
            assert "您叫什么名字" in she.says("每个月都有")
            assert_said(alive, talk, "我要做养老金资格认证", "青禾区", "每个月都有")
            assert (she.talk(), she.faults) == (talk, [])


# --- breaking in ----------------------------------------------------------------------------------


def test_who_speaks_into_it_is_listened_to_but_a_notice_is_heard_to_its_end(somebody: Somebody, alive: Living) -> None:
    with somebody("steph2") as she:
        she.opens()
        she.begins()
        she.types("我家孩子两岁了，育儿补贴今年要续领")
        she.waits_for(lambda: she.speeches[-1].cut is None, "nothing is spoken")
        speaking = len(she.speeches) - 1
        she.says("白露区")
        assert True in [sentence.cut for sentence in she.speeches[speaking:]], "it was stopped by her voice alone"
        for text in ("2024年8月22号生的", "户口就在这边", "我是孩子妈妈", "唐示慧", ids(alive)["唐示慧"]):
            she.types(text)
        before = len(she.speeches)
        assert "您同意我向" in she.types(alive.newest_code())
        she.comes_to("speaking")
        she.speaks("是的")
        she.hears("孩子的身份证号、户籍地址、手机号吗？", after=before)
        notice = she.speeches[before:]
        assert [sentence.cut for sentence in notice] == [False] * len(notice)
        assert len(notice) > 2
        she.comes_to("listening")
        asked = she.turn()
        she.says("同意")
        assert she.turn() != asked


# --- what is missing ------------------------------------------------------------------------------


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


# --- for everybody --------------------------------------------------------------------------------


def axe_finds_nothing(she: Resident) -> None:
    """On the page as it is now, all of it on one screen: the bar at its foot covers nothing then."""
    she.page.set_viewport_size({"width": 360, "height": 4000})
    found = Axe().run(she.page, options=RULES).response
    assert [(rule["id"], node["html"], node["failureSummary"]) for rule in found["violations"] for node in rule["nodes"]] == []


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
