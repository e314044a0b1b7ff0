"""Photographs and what else the dialogue does not hear of: kept, answered, written down, and the open question asked again."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from actions.cases.photo_tables import CasePhotoRow
from actions.drafts import Draft, save_draft
from actions.talk import Talk, save_talk
from api.tables import TurnRow
from api.wechat.answering.taking import Taking
from api.wechat.delivering.inbox import Delivery, fingerprint_of
from api.wechat.protocol.received import Picture
from bot.turn import Choice, Expects, Reply, reply_as_json
from tests.photographs import jpeg
from tests.wechat.quiet import QuietTown
from tests.wechat.simulator import Resident

JPEG = jpeg(b" a paper")
QUESTION = Reply(
    "好的。您住在哪个区？", choices=(Choice("青禾区", "青禾区"), Choice("麦浪区", "麦浪区")), expects=Expects("region", "region")
)
AGAIN = "您住在哪个区？\n\n1. 青禾区\n2. 麦浪区\n回复数字，打字、说话都行。"
KEPT = "照片收到了，放在养老金资格认证这件事里。还有要拍的，接着发。"
NO_CASE = "这张照片还没收下。您是办哪件事用的？先告诉我想办什么，再发一次照片。"


@pytest.fixture
def ann(quiet: QuietTown) -> Resident:
    """Somebody with a talk in which nothing was said to the dialogue."""
    return quiet.newcomer()


@pytest.fixture
def bea(quiet: QuietTown, ann: Resident) -> Resident:
    """Somebody in the middle of an application, with a question open."""
    conversation, now = quiet.talk(ann), datetime.now(UTC)
    with quiet.house.sessions.begin() as session:
        draft = Draft(f"draft of {conversation[:16]}", "pension_auth")
        save_draft(session, conversation, draft, now)
        save_talk(session, conversation, Talk(draft=draft.id), "pension_auth")
        row = TurnRow(conversation_id=conversation, number=9, turn_id="t9", said="办认证", at=now, lease_until=now, heard=[], failed=False)
        row.replies = [reply_as_json(QUESTION)]
        session.add(row)
    return ann


def show(quiet: QuietTown, resident: Resident, picture: bytes = JPEG) -> str:
    """Sends a photograph; what comes back."""
    before = len(resident.screen)
    resident.show(picture)
    return resident.wait_for(before + 1)[before].text


def asides(quiet: QuietTown, resident: Resident) -> list[tuple[str, str | None, list[str]]]:
    """What stands in the transcript that the dialogue has not heard: words, why, replies."""
    with quiet.house.sessions() as session:
        of_talk = select(TurnRow).where(TurnRow.conversation_id == quiet.talk(resident), TurnRow.aside.is_(True))
        rows = session.scalars(of_talk.order_by(TurnRow.number)).all()
    return [(row.said, row.why, [reply["text"] for reply in row.replies or []]) for row in rows]


def kept(quiet: QuietTown, resident: Resident) -> int:
    """Photographs of this talk."""
    with quiet.house.sessions() as session:
        return len(session.scalars(select(CasePhotoRow.id).where(CasePhotoRow.conversation_id == quiet.talk(resident))).all())


def test_a_photograph_is_kept_for_the_open_application_and_the_question_asked_again(quiet: QuietTown, bea: Resident) -> None:
    assert show(quiet, bea) == f"{KEPT}\n\n{AGAIN}"
    assert kept(quiet, bea) == 1
    assert asides(quiet, bea)[1:] == [("【照片】", "picture", [KEPT, "您住在哪个区？"])]


def test_a_number_after_the_photograph_answers_the_question_that_was_open(quiet: QuietTown, bea: Resident) -> None:
    show(quiet, bea)
    quiet.ask(bea, "2")
    with quiet.house.sessions() as session:
        newest = select(TurnRow).where(TurnRow.conversation_id == quiet.talk(bea)).order_by(TurnRow.number.desc())
        row = session.scalars(newest.limit(1)).one()
    assert (row.said, row.aside) == ("麦浪区", False)


def test_a_photograph_for_nothing_is_not_kept_and_asked_about(quiet: QuietTown, ann: Resident) -> None:
    assert show(quiet, ann) == NO_CASE
    assert kept(quiet, ann) == 0


def test_the_first_thing_that_somebody_sends_may_be_a_photograph(quiet: QuietTown) -> None:
    stranger = quiet.stranger()
    assert show(quiet, stranger) == NO_CASE
    assert asides(quiet, stranger) == [("【照片】", "picture", [NO_CASE])]


def test_the_same_photograph_twice_is_kept_once(quiet: QuietTown, bea: Resident) -> None:
    assert [show(quiet, bea) for _ in range(2)] == [f"{KEPT}\n\n{AGAIN}"] * 2
    assert kept(quiet, bea) == 1


def test_the_tenth_photograph_is_one_too_many(quiet: QuietTown, bea: Resident) -> None:
    told = [show(quiet, bea, jpeg(bytes([number]))) for number in range(10)]
    assert told == [f"{KEPT}\n\n{AGAIN}"] * 9 + [f"这件事的照片够多了，这一张没有收，不用再发。\n\n{AGAIN}"]
    assert kept(quiet, bea) == 9


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (b"GIF89a a paper", "我只能收照片，JPG 或 PNG。请您拍下来，再发给我。"),
        (JPEG[:-1], "这张照片没有传全。请您再发一次，发的时候不要选“原图”。"),
        (JPEG.ljust(5 * 1024 * 1024 + 1), "这张照片太大了，我收不了。请您再发一次，发的时候不要选“原图”。"),
        (JPEG.ljust(10 * 1024 * 1024 + 1), "这张照片太大了，我收不了。请您再发一次，发的时候不要选“原图”。"),
    ],
    ids=["GIF", "half a photograph", "above 5 MB", "above 10 MB"],
)
def test_what_cannot_be_kept_is_told_why(quiet: QuietTown, bea: Resident, file: bytes, told: str) -> None:
    assert show(quiet, bea, file) == f"{told}\n\n{AGAIN}"
    assert kept(quiet, bea) == 0


def test_a_photograph_that_wechat_does_not_have_is_asked_for_again(quiet: QuietTown, bea: Resident) -> None:
    before = len(bea.screen)
    bea.message("image", PicUrl="http://127.0.0.1/nothing", MediaId="nothing")
    told = bea.wait_for(before + 1)[before].text
    assert told == f"这张照片我没收好，是我这边的问题。请您再发一次。\n\n{AGAIN}"


def test_a_delivery_that_was_answered_and_not_sent_is_answered_the_same_and_written_down_once(quiet: QuietTown, bea: Resident) -> None:
    line = quiet.follower(bea)
    delivery = Delivery(
        1, line.id, fingerprint_of(quiet.house.desk.seal, bea.openid), "m:again", Picture(bea.media.add(JPEG)), datetime.now(UTC)
    )
    account = quiet.house.wechat()
    assert account is not None
    take = Taking(account.bridge._ports)

    async def twice() -> list[list[str]]:
        return [[reply.text for reply in (await take(delivery)).replies] for _ in range(2)]

    assert asyncio.run(twice()) == [[KEPT, "您住在哪个区？"]] * 2
    assert asides(quiet, bea)[1:] == [("【照片】", "picture", [KEPT, "您住在哪个区？"])]


def test_a_voice_message_that_cannot_be_heard_leaves_the_question_open(quiet: QuietTown, bea: Resident) -> None:
    before = len(bea.screen)
    bea.say(b"no sound at all")
    told = bea.wait_for(before + 1)[before].text
    assert told.endswith(AGAIN)
    ((said, why, replies),) = asides(quiet, bea)[1:]
    assert (said, str(why).split(".")[0], replies[1:]) == ("【语音】", "voice_unheard", ["您住在哪个区？"])


def test_a_place_without_words_is_asked_about_where_the_district_is_the_question(quiet: QuietTown, ann: Resident, bea: Resident) -> None:
    before = len(bea.screen)
    quiet.ask(bea, "我绑定了谁")  # the question is seen
    bea.place(23.1, 113.3)
    told = bea.wait_for(before + 2)[before + 1].text
    assert told == f"位置收到了，可我看不出是哪个区。请您打字告诉我，您在哪个区。\n\n{AGAIN}"
    assert asides(quiet, bea)[-1][:2] == ("【位置】", "location_unclear")


def test_what_cannot_be_read_is_told_so(quiet: QuietTown, bea: Resident) -> None:
    before = len(bea.screen)
    bea.message("video", MediaId="nothing", ThumbMediaId="nothing")
    assert bea.wait_for(before + 1)[before].text == f"这个我看不了。请您打字，或者发语音告诉我。照片我也能收。\n\n{AGAIN}"
    assert asides(quiet, bea)[-1][:2] == ("【别的消息】", "unreadable")


def test_a_link_is_shown_to_its_resident_and_lies_readable_nowhere(quiet: QuietTown, ann: Resident) -> None:
    shown = quiet.ask(ann, "大字版")
    url = next(line for line in shown.split("\n") if line.startswith("http"))
    ((said, why, (reply,)),) = asides(quiet, ann)[1:]
    assert (said, why, url in reply, reply.count("⟦link:")) == ("大字版", "large", False, 1)
    assert [answer.id for answer in quiet.answers() if url in str(answer.body)] == []


def test_words_to_the_channel_stand_in_the_residents_own_history(quiet: QuietTown, ann: Resident) -> None:
    quiet.ask(ann, "绑定")
    history = asyncio.run(quiet.house.talks.transcript.history(quiet.talk(ann)))
    assert [(one.said, one.aside) for one in history] == [(None, False), ("我绑定了谁", True), ("绑定", True)]
