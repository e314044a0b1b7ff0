"""Everybody can use every page: by eye, by ear, by keyboard, large, stark and on a small screen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.paging import ROOT, Elements, in_a_browser, type_in, visit
from tests.api.seeing import OVERFLOW, RULES, SCROLLS, SMALL, SMALLEST

LOOKS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "ordinary": ("/", {}),
    "ordinary, English, 30 px": ("/", {"nuanban_size": "30", "nuanban_language": "en"}),
    "elder": ("/elder", {}),
    "elder, English": ("/elder", {"nuanban_language": "en"}),
    "elder, 30 px": ("/elder", {"nuanban_elder_size": "30"}),
    "elder, 30 px, high contrast": ("/elder", {"nuanban_elder_size": "30", "nuanban_contrast": "high"}),
}
STATES = {
    "greeting": (),
    "choices": ("我想办退休",),
    "more choices": ("更多",),
    "review": ("我想办退休", "看一看"),
    "receipt": ("我想办退休", "交"),
    "waiting": ("人工",),
    "summary": ("要带什么", "交", "/summary"),
    "empty summary": ("/summary",),
    "leave": ("/leave",),
    "bye": ("/bye",),
    "missing": ("/nothing",),
    "broken": ("坏掉",),
}
"""What is typed, or the page that is opened, one after the other."""

SEEN = [
    (look, state) for look in LOOKS for state in STATES if "English" not in look or state in ("greeting", "choices", "receipt", "summary")
]

OPEN = "for (const fold of document.querySelectorAll('details')) { fold.open = true; }"


def reach(chromium: Any, address: str, look: str, state: str, **given: Any) -> Any:
    """The page of this state in this look, everything folded open."""
    home, cookies = LOOKS[look]
    page = visit(chromium, address, home, cookies=cookies, **given)
    for step in STATES[state]:
        if step.startswith("/"):
            page.goto(address + step)
        elif step == "坏掉":
            with page.expect_navigation():
                page.locator("#text").fill(step)
                page.locator("#field .main").evaluate("button => { button.form.removeAttribute('data-talk'); button.click(); }")
        else:
            type_in(page, step)
    page.evaluate(OPEN)
    return page


@in_a_browser
@pytest.mark.parametrize(("look", "state"), SEEN)
def test_axe_finds_nothing_and_nothing_is_cut_or_small(chromium: Any, address: str, look: str, state: str) -> None:
    page = reach(chromium, address, look, state, viewport={"width": 360, "height": 4000})  # the bar covers nothing
    found = Axe().run(page, options=RULES).response
    assert [(rule["id"], node["html"], node["failureSummary"]) for rule in found["violations"] for node in rule["nodes"]] == []
    assert {"color-contrast-enhanced", "target-size"} - {rule["id"] for rule in found["passes"]} == set()
    page.set_viewport_size({"width": 320, "height": 256})  # what 400 % zoom leaves of 1280 × 1024
    assert (page.evaluate(SCROLLS), page.evaluate(OVERFLOW), page.evaluate(SMALL)) == (0, [], [])
    page.context.close()


@in_a_browser
@pytest.mark.parametrize("look", LOOKS)
def test_while_it_gets_ready_the_page_is_usable_too(chromium: Any, address: str, app: FastAPI, look: str) -> None:
    app.state.talks.rasa_is_there = False
    page = reach(chromium, address, look, "greeting", viewport={"width": 320, "height": 256})
    found = Axe().run(page, options=RULES).response
    assert ([rule["id"] for rule in found["violations"]], page.evaluate(SCROLLS), page.evaluate(SMALL)) == ([], 0, [])
    page.context.close()


@in_a_browser
@pytest.mark.parametrize(("look", "smallest"), [("ordinary", 18), ("elder", 24), ("elder, 30 px", 30)])
def test_no_letter_is_smaller_than_the_size_chosen(chromium: Any, address: str, look: str, smallest: int) -> None:
    page = reach(chromium, address, look, "receipt")
    assert page.evaluate(SMALLEST) == smallest
    page.context.close()


@in_a_browser
def test_axe_would_have_found_a_fault(chromium: Any, address: str) -> None:
    page = reach(chromium, address, "elder", "greeting")
    page.evaluate("document.querySelector('#text').removeAttribute('id'); document.querySelector('#latest .words').style.color = '#888'")
    found = {rule["id"] for rule in Axe().run(page, options=RULES).response["violations"]}
    assert found == {"color-contrast-enhanced", "label"}
    page.context.close()


@in_a_browser
def test_the_systems_own_colours_keep_every_edge(chromium: Any, address: str) -> None:
    page = reach(chromium, address, "elder", "choices", forced_colors="active")
    edges = page.evaluate(
        "[...document.querySelectorAll('main button, main .button, .reply, .said')].map(e => getComputedStyle(e).borderTopStyle)"
    )
    assert set(edges) == {"solid", "dashed"}
    page.context.close()


@in_a_browser
def test_nothing_on_the_page_moves(chromium: Any, address: str) -> None:
    page = reach(chromium, address, "elder", "choices")
    moving = f"[...document.querySelectorAll('*')].map(e => getComputedStyle(e)).filter({MOVES}).length"
    assert [page.evaluate(moving), page.evaluate("document.getAnimations().length")] == [0, 0]
    page.context.close()


MOVES = "s => s.animationName !== 'none' || s.transitionDuration !== '0s' || s.scrollBehavior !== 'auto'"
FOCUSED = """(() => {
  const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
  const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3;
  return [e.textContent.trim() || e.id, outlined, at !== null && (e.contains(at) || at.contains(e))];
})()"""


def tab_to(page: Any, name: str) -> None:
    """Tabs on until the focus is on what has this name; everything on the way shows its focus and is not covered."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            continue  # past the last one, the browser's own
        found, outlined, uncovered = page.evaluate(FOCUSED)
        assert (outlined, uncovered) == (True, True), found
        if found == name:
            return
    raise AssertionError(f"{name} cannot be reached with Tab")


@in_a_browser
@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("look", ["ordinary", "elder", "elder, 30 px"])
def test_a_whole_talk_with_nothing_but_the_keyboard(chromium: Any, address: str, look: str, script: bool, app: FastAPI) -> None:
    page = reach(chromium, address, look, "greeting", viewport={"width": 360, "height": 740}, java_script_enabled=script)
    tab_to(page, "办退休")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="不清楚").wait_for()
    tab_to(page, "不清楚")
    page.keyboard.press("Enter")
    page.get_by_text("您说的是：不清楚").wait_for()
    tab_to(page, "text")
    page.keyboard.type("看一看")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="都对，交上去").wait_for()
    tab_to(page, "text")
    page.keyboard.type("交")
    page.keyboard.press("Enter")
    page.locator("#latest .receipt").wait_for()
    tab_to(page, "带走的单子")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="养老金资格认证").wait_for()
    assert [turn.text for turn in app.state.talks.taken] == ["我想办退休", "不清楚", "看一看", "交"]
    page.context.close()


ELDER = """
- main:
  - link "跳到输入框":
    - /url: "#text"
  - heading "暖办长辈版：大字，能说话" [level=1]
  - region "说话办事":
    - heading "说话办事" [level=2]
    - button "按一下，开始说话"
  - region "刚才说的":
    - heading "刚才说的" [level=2]
    - paragraph: 第 2 步，共 5 步
    - paragraph: 您说：
    - paragraph: 我想办退休
    - paragraph: 暖办
    - paragraph: 好的，办退休。这件事要问您几句话。
    - paragraph:
      - button "朗读"
    - paragraph: 暖办
    - paragraph: 您现在交的是哪一种养老保险？ （演示，参照湖南省，2026年7月）
    - paragraph:
      - button "朗读"
  - heading "点一个，或者自己说" [level=2]
  - list "点一个，或者自己说":
    - listitem:
      - button "职工养老保险，单位一直在交，从来没有断过"
    - listitem:
      - button "城乡居民养老保险"
    - listitem:
      - button "不清楚"
    - listitem:
      - button "更多"
  - status: 好的，办退休。这件事要问您几句话。 您现在交的是哪一种养老保险？ （演示，参照湖南省，2026年7月）
  - text: 您想说什么
  - textbox "您想说什么"
  - button "发送"
  - group: 前面说过的
  - paragraph:
    - link "带走的单子":
      - /url: /summary
    - link "打 12345":
      - /url: tel:12345
  - button "在微信里接着办"
  - group: 演示用的人和验证码
  - form "随时可以点":
    - button "人工"
    - button "返回"
    - button "再说一遍"
    - link "退出":
      - /url: /leave
"""


@in_a_browser
def test_a_screen_reader_is_told_what_everything_is(chromium: Any, address: str) -> None:
    page = visit(chromium, address, "/elder")
    type_in(page, "我想办退休")
    assert page.locator("main").aria_snapshot() == ELDER.strip()
    page.context.close()


@in_a_browser
@pytest.mark.parametrize("home", ["/", "/elder"])
def test_an_answer_is_announced_politely_and_trouble_at_once(chromium: Any, address: str, home: str) -> None:
    page = visit(chromium, address, home)
    assert page.get_by_role("status").count() == 1
    assert page.locator("#announce").evaluate("e => [e.getAttribute('role'), e.getAttribute('aria-live')]") == ["status", "polite"]
    type_in(page, "要带什么")
    page.locator("#announce", has_text="您说的是：要带什么").wait_for(state="attached")
    page.context.set_offline(True)
    page.locator("#text").fill("去哪儿")
    page.keyboard.press("Enter")
    page.get_by_role("alert").filter(has_text="这次没有发出去").wait_for()
    page.context.close()


@pytest.mark.parametrize("path", ["/", "/elder", "/summary", "/handing-over", "/leave", "/bye", "/nothing"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_can_be_read_without_eyes(browser: TestClient, path: str, language: str) -> None:
    browser.post("/language", data={"language": language})
    if path in ("/", "/elder", "/summary", "/handing-over"):
        browser.post("/talk", data={"text": "交"})
    page = Elements(browser.get(path).text)
    headings = [int(tag[1]) for tag, _, _ in page.all if re.fullmatch("h[1-6]", tag)]
    assert headings.count(1) == 1
    assert [b - a for a, b in pairwise(headings) if b - a > 1] == []
    ids = [attrs["id"] for _, attrs, _ in page.all if "id" in attrs]
    assert len(ids) == len(set(ids))
    pointed = {
        id for _, attrs, _ in page.all for name in ("for", "aria-labelledby", "aria-describedby") for id in attrs.get(name, "").split()
    }
    assert pointed - set(ids) == set()
    labelled = {attrs.get("for") for attrs in page.attrs("label")}
    assert [a for a in page.attrs("input") if a["type"] != "hidden" and a.get("id") not in labelled] == []
    assert [attrs for tag, attrs, text in page.all if tag in ("button", "a") and not "".join(text).strip()] == []
    assert [attrs for attrs in page.attrs("img") if "alt" not in attrs] == []
    assert [len(page.attrs("main")), page.texts("title") != [""]] == [1, True]


# Letters against what lies behind them: seven to one, WCAG 2.2 AAA; fifteen where high contrast was asked for.
PAIRS = [
    ("ink", "paper"), ("ink", "around"), ("ink", "mine"), ("soft", "paper"), ("soft", "around"), ("soft", "mine"), ("on-top", "top"),
    ("accent", "paper"), ("on-accent", "accent"), ("on-accent", "ink"), ("alert", "paper"), ("accent", "around"),
]  # fmt: skip
EDGES = [("edge", "paper"), ("edge", "around"), ("focus-ring", "paper"), ("focus-ring", "around")]


@pytest.mark.parametrize(("palette", "least"), [(":root", 7), (".contrast-high", 15), ("html:not(.contrast-normal)", 15)])
@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_letters_stand_out(front: str, back: str, palette: str, least: int) -> None:
    assert contrast(front, back, palette) >= least


@pytest.mark.parametrize("palette", [":root", ".contrast-high", "html:not(.contrast-normal)"])
@pytest.mark.parametrize(("front", "back"), EDGES)
def test_edges_and_the_focus_stand_out_three_to_one(front: str, back: str, palette: str) -> None:
    assert contrast(front, back, palette) >= 3


def contrast(front: str, back: str, palette: str) -> float:
    css = (ROOT / "api/pages/static/page.css").read_text(encoding="utf-8")
    block = css.split(f"{palette} {{", 1)[1].split("}", 1)[0]
    colours = dict(re.findall(r"--([\w-]+): #([0-9a-f]{6});", block))
    light, dark = sorted((luminance(colours[front]), luminance(colours[back])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
