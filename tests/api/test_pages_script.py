"""What script adds in a real browser: answers in place, choices at once, pictures."""

from __future__ import annotations

from typing import Any

from tests.api.paging import Talks, answer, in_a_browser

SEEN = """[...document.querySelectorAll('.words, button, input')]
  .filter(e => e.getClientRects().length)
  .map(e => e.textContent)"""


@in_a_browser
def test_script_answers_in_place_and_keeps_whoever_types_in_the_field(chromium: Any, address: str, talks: Talks) -> None:
    context = chromium.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.evaluate("window.stayed = true")
    page.locator("#text").fill("要带什么")
    page.keyboard.press("Enter")
    page.locator("#announce", has_text="您说的是：要带什么").wait_for(state="attached")
    assert page.evaluate("[window.stayed, document.activeElement.id, document.getElementById('text').value]") == [True, "text", ""]
    page.locator("#text").fill("我想办退休")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="不清楚").click()
    page.get_by_text("您说的是：不清楚").wait_for()
    assert page.evaluate("[window.stayed, document.activeElement.id]") == [True, "latest"]
    assert [turn.text for turn in talks.taken] == ["要带什么", "我想办退休", "不清楚"]
    assert [url for url in asked if not url.startswith(address)] == []
    context.close()


@in_a_browser
def test_when_the_door_is_gone_the_typed_words_stay(chromium: Any, address: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address)
    context.set_offline(True)
    page.locator("#text").fill("要带什么")
    page.keyboard.press("Enter")
    page.locator("#trouble", has_text="这次没有发出去").wait_for()
    assert page.locator("#text").input_value() == "要带什么"
    context.set_offline(False)
    page.keyboard.press("Enter")
    page.get_by_text("您说的是：要带什么").first.wait_for()
    assert page.locator("#trouble").is_visible() is False
    context.close()


@in_a_browser
def test_a_receipt_alone_goes_on_paper(chromium: Any, address: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address)
    page.locator("#text").fill("交")
    page.keyboard.press("Enter")
    page.locator(".receipt").wait_for()
    page.emulate_media(media="print")
    assert page.evaluate(SEEN) == [answer("交")[0].text]
    context.close()
