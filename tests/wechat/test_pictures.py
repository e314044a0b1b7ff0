"""Photographs and what else the dialogue does not hear of: kept, answered, written down, and the open question asked again."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from actions import cases
from actions.cases import place_photos
from actions.cases.photo_tables import CasePhotoRow, PhotoSentRow
from actions.cases.tables import CaseRow
from actions.drafts import Draft, save_draft
from actions.talk import Talk, save_talk
from api.tables import ConversationRow, TurnRow
from api.wechat.delivering.inbox import Delivery, fingerprint_of
from api.wechat.protocol.received import Picture
from api.wechat.tables import FollowerRow
from bot.turn import Choice, Expects, Reply, reply_as_json
from tests.photographs import jpeg
from tests.wechat.quiet import LIN, QuietTown
from tests.wechat.simulator import Resident

JPEG = jpeg(b" a paper")
QUESTION = Reply(
    "好的。您住在哪个区？", choices=(Choice("青禾区", "青禾区"), Choice("麦浪区", "麦浪区")), expects=Expects("region", "region")
)
AGAIN = "您住在哪个区？\n\n1. 青禾区\n2. 麦浪区\n回复数字，打字、说话都行。"
KEPT = "照片收到了，放在养老金资格认证这件事里。还有要拍的，接着发。"
CARD = "社保卡"
WHICH = (
    f"照片收到了。是给哪件事的？您不选，就先放在正在办的那件里。\n\n1. 刚交的{CARD}\n2. 正在办的养老金资格认证\n回复数字，打字、说话都行。"
)
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


@pytest.fixture
def cai(quiet: QuietTown, bea: Resident) -> Resident:
    """Somebody who has just handed one application in, with another one open and a question in it."""
    hand_in(quiet, bea)
    return bea


def hand_in(quiet: QuietTown, resident: Resident) -> str:
    """A case that they handed in just now, and are verified as its applicant; its receipt."""
    conversation, desk = quiet.talk(resident), quiet.house.desk
    quiet.verify(conversation, LIN)
    with quiet.house.sessions.begin() as session:
        case = cases.submit(
            session,
            desk.seal,
            draft_id=f"case of {conversation[:16]}",
            service=desk.catalogue.services["ssc_card"],
            region="yunhe",
            applicant_name=LIN.name,
            applicant_id=LIN.resident_id,
            answers=(),
            required=(),
            conversation=conversation,
            channel="wechat",
            now=desk.clock.now(),
        )
    return case.receipt


def photos_of(quiet: QuietTown, receipt: str) -> list[bytes]:
    """Of this case, in the order in which they came."""
    with quiet.house.sessions() as session:
        return [photo.content for photo in cases.photos_of(session, quiet.house.desk.seal, receipt)]


def receipt_of(quiet: QuietTown, resident: Resident) -> str:
    with quiet.house.sessions() as session:
        return session.scalars(select(CaseRow.receipt).where(CaseRow.conversation == quiet.talk(resident))).one()


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


def test_a_photograph_after_a_receipt_is_for_the_case_and_says_so(quiet: QuietTown, ann: Resident) -> None:
    receipt = hand_in(quiet, ann)
    assert show(quiet, ann) == f"照片收到了，给您刚交的{CARD}。还有要拍的，接着发。"
    assert photos_of(quiet, receipt) == [JPEG]


def test_where_two_may_be_meant_it_is_asked_and_the_answer_decides(quiet: QuietTown, cai: Resident) -> None:
    receipt = receipt_of(quiet, cai)
    assert show(quiet, cai) == WHICH
    assert (kept(quiet, cai), photos_of(quiet, receipt)) == (1, [])
    assert quiet.ask(cai, "1") == f"好的，这张给您刚交的{CARD}。还有要拍的，接着发。\n\n{AGAIN}"
    assert (kept(quiet, cai), photos_of(quiet, receipt)) == (0, [JPEG])
    second = jpeg(b" the back of it")
    assert show(quiet, cai, second) == f"照片收到了，给您刚交的{CARD}。还有要拍的，接着发。\n\n{AGAIN}"
    assert photos_of(quiet, receipt) == [JPEG, second]
    assert [(said, why) for said, why, _ in asides(quiet, cai)[1:]] == [
        ("【照片】", "picture"),
        ("1", "picture_for"),
        ("【照片】", "picture"),
    ]


def test_what_was_chosen_before_a_fault_is_not_taken_for_something_else_after_it(quiet: QuietTown, cai: Resident) -> None:
    show(quiet, cai)
    with quiet.house.sessions.begin() as session:
        place_photos(session, quiet.house.desk.seal, quiet.talk(cai), "handed_in", datetime.now(UTC))
    assert quiet.ask(cai, "1") == f"照片已经收好了，不用再选。\n\n{AGAIN}"


@pytest.mark.parametrize("said", ["2", "第二个", "正在办的养老金资格认证", "养老金的", "正在办的"])
def test_the_one_that_is_open_may_be_chosen_by_number_or_by_name(quiet: QuietTown, cai: Resident, said: str) -> None:
    show(quiet, cai)
    assert quiet.ask(cai, said) == f"好的，这张放在正在办的养老金资格认证里。还有要拍的，接着发。\n\n{AGAIN}"
    assert (kept(quiet, cai), photos_of(quiet, receipt_of(quiet, cai))) == (1, [])


@pytest.mark.parametrize("said", ["刚交的", "给刚交的那件", "社保卡的"])
def test_the_one_that_was_handed_in_may_be_named(quiet: QuietTown, cai: Resident, said: str) -> None:
    show(quiet, cai)
    quiet.ask(cai, said)
    assert photos_of(quiet, receipt_of(quiet, cai)) == [JPEG]


@pytest.mark.parametrize("said", ["是的", "不是", "3"])
def test_what_chooses_neither_is_asked_again_and_answers_nothing_else(quiet: QuietTown, cai: Resident, said: str) -> None:
    show(quiet, cai)
    assert quiet.ask(cai, said) == WHICH
    assert asides(quiet, cai)[-1][:2] == (said, "picture_for")


def test_whoever_goes_on_with_the_application_leaves_it_there(quiet: QuietTown, cai: Resident) -> None:
    show(quiet, cai)
    quiet.ask(cai, "青禾区")
    with quiet.house.sessions() as session:
        newest = select(TurnRow).where(TurnRow.conversation_id == quiet.talk(cai)).order_by(TurnRow.number.desc())
        row = session.scalars(newest.limit(1)).one()
    assert (row.said.partition(":")[0], row.aside) == ("⟦region", False)  # answered, and masked as that answer
    assert (kept(quiet, cai), photos_of(quiet, receipt_of(quiet, cai))) == (1, [])


def test_while_a_person_has_the_talk_nothing_is_asked_that_they_would_get_the_answer_to(quiet: QuietTown, cai: Resident) -> None:
    with quiet.house.sessions.begin() as session:
        session.execute(update(ConversationRow).where(ConversationRow.id == quiet.talk(cai)).values(held_by="lihua"))
    assert show(quiet, cai).startswith(KEPT)
    assert (kept(quiet, cai), photos_of(quiet, receipt_of(quiet, cai))) == (1, [])


def test_a_case_that_is_done_meanwhile_takes_it_no_more_and_that_is_said(quiet: QuietTown, cai: Resident) -> None:
    show(quiet, cai)
    with quiet.house.sessions.begin() as session:
        session.execute(update(CaseRow).where(CaseRow.conversation == quiet.talk(cai)).values(state="done"))
    assert quiet.ask(cai, "1") == f"交上去的那件收不了照片了。这张先放在正在办的养老金资格认证里。\n\n{AGAIN}"
    assert kept(quiet, cai) == 1


def test_a_number_that_was_sent_before_the_question_was_seen_decides_nothing(quiet: QuietTown, cai: Resident) -> None:
    show(quiet, cai)
    with quiet.house.sessions.begin() as session:
        mine = update(FollowerRow).where(FollowerRow.id == quiet.follower(cai).id)
        session.execute(mine.values(asked_at=datetime(2999, 1, 1, tzinfo=UTC)))
    assert quiet.ask(cai, "1") == WHICH
    assert (kept(quiet, cai), photos_of(quiet, receipt_of(quiet, cai))) == (1, [])


def test_twenty_seven_photographs_a_day_are_enough_in_a_new_talk_too(quiet: QuietTown, bea: Resident) -> None:
    with quiet.house.sessions.begin() as session:
        sender = fingerprint_of(quiet.house.desk.seal, bea.openid)
        session.add_all(PhotoSentRow(sender=sender, at=quiet.house.desk.clock.now()) for _ in range(27))
    assert show(quiet, bea) == f"今天您发的照片够多了，这一张没有收。要补的话，请您明天再发。\n\n{AGAIN}"


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
    take = account.bridge._serving._take

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
