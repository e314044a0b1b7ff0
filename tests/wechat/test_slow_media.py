"""Media that come slowly hold up nobody but whoever sent them, and keep that one's order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from api.wechat.delivering.pacing import FILES, LEAST, Pacing
from tests.living import wait_until
from tests.photographs import jpeg
from tests.wechat.quiet import QuietTown
from tests.wechat.simulator import Outcome

GET = "/cgi-bin/media/get"
NO_CASE = "这张照片还没收下。您是办哪件事用的？先告诉我想办什么，再发一次照片。"
NOBODY = "这个微信还没有绑定谁。想绑，回复“绑定”。"


@pytest.fixture
def narrow(quiet: QuietTown, monkeypatch: pytest.MonkeyPatch) -> Iterator[QuietTown]:
    """A town that serves as few at once as may be."""
    monkeypatch.setattr(Pacing, "_has_room", lambda pacing: pacing._busy < LEAST)
    yield quiet
    quiet.wechat.faults.clear()


def test_others_are_answered_while_media_are_on_their_way(narrow: QuietTown) -> None:
    before = narrow.wechat.calls[GET]
    narrow.wechat.faults.slow(GET, 7.0, times=LEAST)
    shown = [narrow.stranger().show(jpeg(b" a paper")) for _ in range(LEAST)]
    wait_until(lambda: narrow.wechat.calls[GET] == before + LEAST, "the photographs are not fetched")
    assert narrow.ask(narrow.stranger(), "我绑定了谁") == NOBODY
    assert [one.wait().answer and one.answer.text for one in shown] == [narrow.house.desk.sentences.say("wechat.later").text] * LEAST


def test_what_is_said_behind_a_photograph_is_answered_behind_it(narrow: QuietTown) -> None:
    ann = narrow.stranger()
    before = narrow.wechat.calls[GET]
    narrow.wechat.faults.slow(GET, 2.0)
    first = ann.show(jpeg(b" a paper"))
    wait_until(lambda: narrow.wechat.calls[GET] > before, "the photograph is not fetched")
    second = ann.send("我绑定了谁").wait()
    narrow.wechat.settle(0.5)
    assert (first.outcome, second.outcome, ann.failures) == (Outcome.SHOWN, Outcome.SHOWN, [])
    assert "\n\n".join(ann.texts).split("\n\n") == [NO_CASE, NOBODY]


def test_whoever_has_their_file_comes_before_those_who_have_not_begun() -> None:
    begun: list[str] = []

    async def story() -> None:
        pacing, came, over = Pacing(), asyncio.Event(), asyncio.Event()

        async def fetches() -> None:
            async with pacing:
                async with pacing.aside():
                    await came.wait()
                begun.append("comes back")

        async def works(name: str) -> None:
            async with pacing:
                begun.append(name)
                await over.wait()

        tasks = [asyncio.create_task(one) for one in (fetches(), *(works(f"work {number}") for number in range(LEAST + 1)))]
        await asyncio.sleep(0)
        came.set()
        await asyncio.sleep(0)
        over.set()
        await asyncio.gather(*tasks)

    asyncio.run(story())
    assert begun == [*(f"work {number}" for number in range(LEAST)), "comes back", f"work {LEAST}"]


def test_so_many_files_are_on_their_way_at_once() -> None:
    async def story() -> int:
        pacing, most, now = Pacing(), 0, 0

        async def fetches() -> None:
            nonlocal most, now
            async with pacing, pacing.aside():
                now += 1
                most = max(most, now)
                await asyncio.sleep(0.01)
                now -= 1

        await asyncio.gather(*(fetches() for _ in range(3 * FILES)))
        return most

    assert asyncio.run(story()) == FILES
