"""The same service without speaking, by keyboard alone."""

from __future__ import annotations

import pytest

from tests.api.paging import in_a_browser
from tests.api.seeing import OVERFLOW, SCROLLS
from tests.living import Living
from tests.voice.elder.page import Somebody, ids
from tests.voice.spoken import with_voice

pytestmark = [in_a_browser, with_voice]


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
