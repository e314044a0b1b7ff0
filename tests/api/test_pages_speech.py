"""A reply of one's own talk is read aloud, and nobody else's."""

from __future__ import annotations

import wave
from io import BytesIO
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.paging import GREETING, Elements, build_app, in_a_browser


def offered(html: str) -> list[str]:
    """Addresses of sounds on a page."""
    return [attrs["data-read"] for attrs in Elements(html).attrs("button") if "data-read" in attrs]


def test_every_reply_has_its_sound_and_the_spoken_form_is_said(app: FastAPI, browser: TestClient) -> None:
    browser.get("/")
    html = browser.post("/talk", data={"text": "看一看"}).text
    assert offered(html) == ["/speech?turn=0&reply=0", "/speech?turn=1&reply=0"]
    for address in offered(html):
        response = browser.get(address)
        assert (response.status_code, response.headers["content-type"], response.headers["cache-control"]) == (200, "audio/wav", "no-store")
        with wave.open(BytesIO(response.content)) as sound:
            assert (sound.getframerate(), sound.getnframes()) == (16000, 8000)
    assert app.state.say.said == [(GREETING.text, "zh", False), ("您看看，都对吗？", "zh", False)]


def test_it_is_read_slowly_on_the_elders_page_and_in_the_language_of_its_words(app: FastAPI, browser: TestClient) -> None:
    browser.get("/elder")
    browser.post("/language", data={"language": "en"})
    browser.post("/talk", data={"text": "hello", "to": "/elder"})
    for turn in (0, 1):
        browser.get(f"/speech?turn={turn}&reply=0")
    assert app.state.say.said == [(GREETING.text, "zh", True), ("Hello.", "en", True)]


@pytest.mark.parametrize("query", ["turn=1&reply=0", "turn=0&reply=1", "turn=-1&reply=0", "turn=0&reply=-1"])
def test_a_reply_that_is_not_there_has_no_sound(app: FastAPI, browser: TestClient, query: str) -> None:
    browser.get("/")
    assert [browser.get(f"/speech?{query}").status_code, app.state.say.said] == [404, []]


@pytest.mark.parametrize("query", ["", "turn=x&reply=0", "turn=0"])
def test_a_question_for_no_sound_is_refused(browser: TestClient, query: str) -> None:
    browser.get("/")
    assert browser.get(f"/speech?{query}").status_code == 422


def test_nobody_hears_somebody_elses_talk(app: FastAPI, browser: TestClient) -> None:
    browser.get("/")
    assert [TestClient(app).get("/speech?turn=0&reply=0").status_code, app.state.say.said] == [404, []]


def test_without_a_voice_nothing_is_offered() -> None:
    browser = TestClient(build_app(voice=False), headers={"Accept": "text/html"})
    html = browser.get("/elder").text
    assert (offered(html), "read.js" in html, browser.get("/speech?turn=0&reply=0").status_code) == ([], False, 404)


def test_a_voice_that_fails_is_no_sound(app: FastAPI, browser: TestClient) -> None:
    app.state.say.hoarse = True
    browser.get("/")
    assert browser.get("/speech?turn=0&reply=0").status_code == 503


@in_a_browser
def test_a_tap_reads_aloud_and_another_stops(chromium: Any, address: str, app: FastAPI) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{address}/elder")
    button = page.locator("[data-read]").first
    assert button.text_content() == "朗读"
    with page.expect_response("**/speech?*"):
        button.click()
    assert button.text_content() == "别念了"
    button.click()
    assert button.text_content() == "朗读"
    with page.expect_response("**/speech?*"):
        button.click()
    page.locator("[data-read]", has_text="朗读").first.wait_for()  # heard to its end
    assert page.locator("#trouble").is_visible() is False
    app.state.say.hoarse = True
    button.click()
    page.locator("#trouble", has_text="这句念不出来").wait_for()
    assert button.text_content() == "朗读"
    context.close()


@in_a_browser
def test_without_script_no_button_reads(chromium: Any, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator("[data-read]").is_visible() is False
    context.close()
