"""Signing out ends everything that knew the resident, wherever it is said: on the page, or in WeChat."""

from __future__ import annotations

import asyncio

import pytest

from tests.wechat.quiet import LIN, QuietTown
from tests.wechat.simulator import Resident

ENDED = "前面说的，您在网页上已经退出了。咱们从头说起。"
UNBOUND = "您在网页上退出了，这个微信的绑定也解开了，办件的消息不再发到这里。"
NOBODY = "这个微信还没有绑定谁。想绑，回复“绑定”。"


@pytest.fixture
def lin(quiet: QuietTown) -> Resident:
    """Somebody bound, whose talk is open on the large page too."""
    return quiet.bound(LIN)


def leave_the_page(quiet: QuietTown, resident: Resident) -> None:
    asyncio.run(quiet.house.talks.sign_out(quiet.talk(resident)))


def test_signing_out_on_the_large_page_ends_the_binding_and_that_is_told(quiet: QuietTown, lin: Resident) -> None:
    shown = len(lin.screen)
    leave_the_page(quiet, lin)
    row = quiet.follower(lin)
    assert (row.person, row.bound_name, row.choices, row.expects) == (None, None, [], None)
    assert lin.wait_for(shown + 1)[shown].text == UNBOUND


def test_whoever_writes_on_after_that_hears_once_that_it_begins_anew(quiet: QuietTown) -> None:
    ann = quiet.newcomer()
    before = quiet.talk(ann)
    leave_the_page(quiet, ann)
    assert [quiet.ask(ann, "我绑定了谁") for _ in range(2)] == [f"{ENDED}\n\n{NOBODY}", NOBODY]
    assert quiet.talk(ann) != before


def test_a_talk_that_is_taken_along_after_that_is_no_beginning(quiet: QuietTown) -> None:
    ann, talk = quiet.newcomer(), asyncio.run(quiet.house.talks.open("web", "zh"))
    leave_the_page(quiet, ann)
    assert (quiet.ask(ann, quiet.house.hand_over(talk.id).digits)[:3], quiet.talk(ann)) == ("接上了", talk.id)
