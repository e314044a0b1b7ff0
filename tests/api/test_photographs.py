"""Photographs of a whole application: counted where its resident looks, and there for the departments when the talk is gone."""

from __future__ import annotations

from sqlalchemy import select

from actions.cases import photos_of
from actions.cases.photo_tables import CasePhotoRow
from api.house import House
from api.wechat.keeping import PictureBetween, PictureKept, PictureNotKept
from tests.api.talking import hand_in, to_receipt
from tests.living import Living
from tests.photographs import jpeg

FIRST, SECOND, THIRD = (jpeg(b" paper " + str(number).encode()) for number in (1, 2, 3))
KEPT = PictureKept("养老金资格认证")


def count_on_sheet(house: House, conversation: str) -> list[int]:
    """Photographs on each of the talk's sheets."""
    made = house.summary(conversation, "zh")
    assert made is not None
    return [sheet.photos for sheet in made.sheets]


def test_photographs_sent_on_the_way_are_told_with_the_receipt_on_the_sheet_and_with_the_progress(alive: Living) -> None:
    house, talker = alive.house, alive.talk()
    talker.say("我要做养老金资格认证")
    assert [house._keep_picture(talker.id, picture, ("me",)) for picture in (FIRST, SECOND)] == [KEPT] * 2
    assert count_on_sheet(house, talker.id) == [2]
    receipt = to_receipt(talker)
    assert talker.text().split("\n").count("已收到照片2张。") == 1
    assert house._keep_picture(talker.id, THIRD, ("me",)) == PictureKept("养老金资格认证", handed_in=True)
    assert count_on_sheet(house, talker.id) == [3]
    talker.say("我的办件")
    lines = talker.text().split("\n")
    (mine,) = (at for at, line in enumerate(lines) if receipt in line.replace(" ", ""))
    assert next(line for line in lines[mine:] if "照片" in line) == "已收到照片3张。"


def test_a_photograph_between_a_receipt_and_what_is_begun_next_goes_where_its_resident_says(alive: Living) -> None:
    house, (talker, receipt) = alive.house, hand_in(alive)
    talker.say("我要办社保卡")
    assert house._keep_picture(talker.id, FIRST, ("me",)) == PictureBetween("社保卡", KEPT.service)
    assert count_on_sheet(house, talker.id) == [1, 0]  # until they have said otherwise
    assert house._place_pictures(talker.id, "handed_in") == PictureKept(KEPT.service, handed_in=True)
    assert house._place_pictures(talker.id, "open") is None
    with house.sessions() as session:
        assert [photo.content for photo in photos_of(session, house.desk.seal, receipt)] == [FIRST]


def test_departments_have_the_photographs_when_the_talk_is_erased(alive: Living) -> None:
    house, talker = alive.house, alive.talk()
    talker.say("我要做养老金资格认证")
    house._keep_picture(talker.id, FIRST, ("me",))
    receipt = to_receipt(talker)
    house._keep_picture(talker.id, SECOND, ("me",))
    assert talker.client.delete(f"/api/v1/conversations/{talker.id}", headers=talker.headers()).status_code == 204
    with house.sessions() as session:
        found = photos_of(session, house.desk.seal, receipt)
    assert sorted(photo.content for photo in found) == [FIRST, SECOND]  # the clock stands still: both came at once


def test_photographs_of_what_was_never_handed_in_go_with_the_talk(alive: Living) -> None:
    house, talker = alive.house, alive.talk()
    talker.say("我要做养老金资格认证")
    house._keep_picture(talker.id, FIRST, ("me",))
    with house.sessions() as session:
        (id,) = session.scalars(select(CasePhotoRow.id).where(CasePhotoRow.conversation_id == talker.id))
    talker.client.delete(f"/api/v1/conversations/{talker.id}", headers=talker.headers()).raise_for_status()
    with house.sessions() as session:
        assert session.get(CasePhotoRow, id) is None


def test_without_photographs_nothing_is_said_of_them(alive: Living) -> None:
    talker, _ = hand_in(alive)
    assert [line for line in talker.text().split("\n") if line.startswith("已收到照片")] == []
    assert count_on_sheet(alive.house, talker.id) == [0]
    assert alive.house._keep_picture(alive.talk().id, FIRST, ("me",)) == PictureNotKept("no_case")


def test_on_the_web_where_none_can_be_sent_the_receipt_does_not_ask_for_them_here(alive: Living) -> None:
    talker, _ = hand_in(alive)
    assert [line for line in talker.text().split("\n") if "发到这里" in line] == []
