"""Messages that WeChat really delivers and no document names: control characters of old telephones, long ones, broken ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.wechat.quiet import QuietTown, quiet_town
from tests.wechat.simulator import Outcome, Resident, Sent
from tests.wechat.simulator.envelope import Raw


@pytest.fixture(scope="module", params=["safe", "compatible", "plain"])
def odd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuietTown]:
    """A town in each mode."""
    with quiet_town(tmp_path_factory.mktemp("odd"), wechat_mode=request.param) as town:
        yield town


def shown(sent: Sent, resident: Resident) -> tuple[list[Outcome], list[str], list[str]]:
    """How each delivery ended, the screen, and the faults that WeChat told of."""
    sent.wait()
    return [one.outcome for one in sent.deliveries], resident.texts, resident.failures


@pytest.mark.parametrize("mark", ["\x14", "\x08", "\x1d", "\0", "\ufffe"])
def test_a_control_character_is_left_out_of_what_was_typed(odd: QuietTown, mark: str) -> None:
    ann = odd.stranger()
    sent = ann.send(f"我绑定{mark}了谁{mark}")
    assert shown(sent, ann) == ([Outcome.SHOWN], [odd.house.desk.sentences.say("wechat.bound_nobody", "zh").text], [])


def test_a_message_of_20000_characters_is_taken(odd: QuietTown) -> None:
    bea = odd.stranger()
    outcomes, texts, failures = shown(bea.send("我想问问" * 5_000), bea)
    assert (outcomes, len(texts), failures) == ([Outcome.SHOWN], 1, [])


def test_whoever_sends_what_is_broken_hears_that_it_cannot_be_read(odd: QuietTown) -> None:
    cai = odd.stranger()
    sent = cai.message("image", PicUrl="https://example.com/1", MediaId="")
    assert shown(sent, cai) == ([Outcome.SHOWN], [odd.house.desk.sentences.say("wechat.unreadable", "zh").text], [])


@pytest.mark.parametrize("content", ["<![CDATA[您好]]>]]>", "<![CDATA[您好", "<b>您好</b></Content></xml>"])
def test_whoever_sends_what_is_no_xml_hears_that_it_cannot_be_read(odd: QuietTown, content: str) -> None:
    """In the other modes nothing proves the copy beside it."""
    if odd.house.settings.wechat_mode != "safe":
        return
    fay = odd.stranger()
    outcomes, texts, failures = shown(fay.message("text", Content=Raw(content)), fay)
    assert (outcomes, texts, failures) == ([Outcome.SHOWN], [odd.house.desk.sentences.say("wechat.unreadable", "zh").text], [])


def test_a_place_at_the_equator_with_a_long_name_is_taken(odd: QuietTown) -> None:
    dan = odd.newcomer()
    before = len(dan.texts)
    outcomes, texts, failures = shown(dan.message("location", Location_X="1e-05", Location_Y="-3e-06", Label="长" * 1200), dan)
    assert (outcomes, len(texts) - before, failures) == ([Outcome.SHOWN], 1, [])


def test_an_event_that_cannot_be_read_is_acknowledged(odd: QuietTown) -> None:
    """In plain mode nobody knows that it is WeChat's."""
    if odd.house.settings.wechat_mode == "plain":
        return
    eli = odd.stranger()
    assert shown(eli.event("VIEW", EventKey="a" * 3000), eli) == ([Outcome.ACKNOWLEDGED], [], [])
