"""Voices and photographs where the account may not fetch them: residents hear what to do in their place, and are not asked again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.photographs import jpeg
from tests.wechat.quiet import QuietTown, quiet_town
from tests.wechat.recorded import recording
from tests.wechat.simulator import Resident
from tests.wechat.simulator.faults import Refused

GET = "/cgi-bin/media/get"
VOICE = "这里听不了语音。请您打字。也可以按住说话，先别松手，滑到“转文字”，发出来的就是字。想找人，回复“人工”。"
PICTURE = "照片这里收不了。请您把材料带到柜台，当面交。别的事，打字问我就行。想找人，回复“人工”。"


@pytest.fixture(scope="module")
def poor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuietTown]:
    """A town whose settings claim no right to media."""
    with quiet_town(tmp_path_factory.mktemp("no media"), wechat_rights=("customer_service",)) as town:
        yield town


def told(town: QuietTown, resident: Resident) -> list[str]:
    """What comes back to a voice and to a photograph."""
    resident.say(recording("narrow_wait").data, recording("district").data).wait()
    resident.show(jpeg(b" a paper")).wait()
    return resident.texts


def test_without_the_right_nothing_is_asked_of_wechat_and_another_way_is_said(poor: QuietTown) -> None:
    ann = poor.stranger()
    assert (told(poor, ann), poor.wechat.calls[GET]) == ([VOICE, PICTURE], 0)


def test_a_right_that_is_claimed_and_not_there_is_told_the_same(quiet: QuietTown) -> None:
    bea = quiet.stranger()
    quiet.wechat.faults.lasting(GET, Refused(48001))
    try:
        assert told(quiet, bea) == [VOICE, PICTURE]
    finally:
        quiet.wechat.faults.clear()
