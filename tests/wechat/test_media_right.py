"""Voices and photographs where the account may not fetch them: residents hear what to do in their place, and are not asked again."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from api.settings import ROOT
from api.wechat.typed import TypedOnly
from bot.say import load_sentences
from tests.photographs import jpeg
from tests.wechat.quiet import LIN, QuietTown, quiet_town
from tests.wechat.recorded import recording
from tests.wechat.simulator import Resident
from tests.wechat.simulator.faults import Refused

GET = "/cgi-bin/media/get"
VOICE = "这里听不了语音。请您打字。也可以按住说话，先别松手，滑到“转文字”，发出来的就是字。想找人，回复“人工”。"
PICTURE = "照片这里收不了。请您把材料带到柜台，当面交。别的事，打字问我就行。想找人，回复“人工”。"

INVITES = re.compile("说话|按住说|发语音|照片|speak|[Ss]ay it|voice message|[Pp]hoto")
ABOUT_MEDIA = re.compile("wechat[.](picture_|voice_(no_right|cannot|un|not_this)|failed_media|sent[.]|heard)")
"""What is said about voices and photographs that were fetched, or could not be."""


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


def test_without_the_right_no_photograph_is_promised_in_place_of_a_film(poor: QuietTown) -> None:
    cai = poor.stranger()
    cai.message("video", MediaId="film", ThumbMediaId="small").wait()
    assert cai.texts == ["这个我看不了。请您打字告诉我。想找人，回复“人工”。"]


def test_a_right_that_is_claimed_and_not_there_is_told_the_same(quiet: QuietTown) -> None:
    bea = quiet.stranger()
    quiet.wechat.faults.lasting(GET, Refused(48001))
    try:
        assert told(quiet, bea) == [VOICE, PICTURE]
    finally:
        quiet.wechat.faults.clear()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_the_right_nobody_is_invited_to_speak_or_to_send_photographs(language: str) -> None:
    usual = load_sentences(ROOT / "data" / "say")
    own = [key for key in usual.fixed(language) if re.match("wechat[.](?!typed[.])", key) and not ABOUT_MEDIA.match(key)]
    inviting = {key: TypedOnly(usual).say(key, language).text for key in own}
    assert {key: text for key, text in inviting.items() if INVITES.search(text)} == {}


def test_without_the_right_the_welcome_the_menu_and_the_numbers_ask_for_typed_words(poor: QuietTown) -> None:
    dan = poor.stranger()
    dan.follow().wait()
    dan.press("of a menu that was installed before").wait()
    dan.send("我绑定了谁").wait()
    poor.verify(poor.talk(dan), LIN)
    dan.send("绑定").wait()
    assert [text.split("\n")[-1] for text in dan.texts] == [
        "嫌字小，就回复“大字版”。想找人帮忙，就回复“人工”。",
        "您想办什么事？打字告诉我就行。想知道能办哪些，就回复“你能办什么”。",
        "这个微信还没有绑定谁。想绑，回复“绑定”。",
        "回复数字就行，打字也行。",
    ]
    assert "打字告诉我，或者点下面的菜单" in dan.texts[0]


def test_a_receipt_asks_for_photographs_only_where_they_can_be_fetched(poor: QuietTown, quiet: QuietTown) -> None:
    assert (poor.house.desk.photo_channels, quiet.house.desk.photo_channels) == (frozenset(), frozenset({"wechat"}))
