"""Answers that are read aloud as well: a voice message after the text, and nothing lost where that fails. Without Rasa."""

from __future__ import annotations

import io
from collections.abc import Iterator

import av
import pytest

from tests.living import wait_until
from tests.voice.spoken import with_voice
from tests.wechat.quiet import QuietTown, quiet_town

UPLOAD = "/cgi-bin/media/upload"


@pytest.fixture(scope="module")
def speaking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuietTown]:
    """A town with a voice."""
    with quiet_town(tmp_path_factory.mktemp("speaking"), speaker="auto") as town:
        yield town


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuietTown]:
    """One whose machine has none."""
    with quiet_town(tmp_path_factory.mktemp("silent")) as town:
        yield town


@with_voice
def test_the_answer_is_read_after_it_was_shown_until_text_alone_is_wanted(speaking: QuietTown) -> None:
    ann = speaking.wechat.resident("listens")
    ann.send("语音回复").wait()
    ann.wait_for(2, 30)
    ann.send("我绑定了谁").wait()
    ann.wait_for(4, 30)
    ann.send("文字回复").wait()
    speaking.wechat.settle(2.0)
    shown = [(one.via.value, one.kind) for one in ann.screen]
    assert shown == [("passive", "text"), ("service", "voice")] * 2 + [("passive", "text")]
    with av.open(io.BytesIO(ann.screen[1].media)) as sound:
        seconds = sum(frame.samples / frame.sample_rate for frame in sound.decode(audio=0))
    assert 1 < seconds < 60


@with_voice
@pytest.mark.parametrize("errcode", [48001, 40004, 45009])
def test_a_voice_that_is_not_taken_holds_up_nothing(speaking: QuietTown, errcode: int) -> None:
    bea = speaking.wechat.resident(f"refused {errcode}")
    speaking.wechat.faults.refuse(UPLOAD, errcode)
    before = speaking.wechat.calls[UPLOAD]
    bea.send("语音回复").wait()
    wait_until(
        lambda: speaking.wechat.calls[UPLOAD] > before, "nothing was read aloud"
    )  # it counts in the window that the next words open anew
    bea.send("我绑定了谁").wait()
    shown = bea.wait_for(3, 30)
    speaking.wechat.faults.clear()
    assert [(one.via.value, one.kind) for one in shown] == [("passive", "text"), ("passive", "text"), ("service", "voice")]
    assert (speaking.follower(bea).window_left, bea.failures) == (4, [])


def test_where_nothing_speaks_that_is_said_and_the_text_is_all(silent: QuietTown) -> None:
    cai = silent.wechat.resident("no voice here")
    told = silent.ask(cai, "语音回复")
    silent.ask(cai, "我绑定了谁")
    assert (told, silent.follower(cai).speaks) == ("我现在念不了，先给您发文字。", False)
    assert ([answer.state for answer in silent.answers()], silent.wechat.calls[UPLOAD]) == (["sent", "sent"], 0)
