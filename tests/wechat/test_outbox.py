"""Answers in the tables, on SQLite and PostgreSQL: what goes back with the request, what customer service sends, in which order."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from api.wechat import followers
from api.wechat.delivering import carrying, inbox, leases, outbox, unsent
from api.wechat.delivering.carrying import Carried, Later, Wait
from api.wechat.delivering.outbox import Outgoing
from api.wechat.protocol.received import Received, Text
from api.wechat.showing.rendering import Rendered
from api.wechat.tables import AnswerRow, FollowerRow
from bot.database import Sessions
from bot.turn import Reply
from bot.vault import Seal
from tests.actions.conftest import database_url, seal, sessions
from tests.postgres import postgres_url

__all__ = ["database_url", "postgres_url", "seal", "sessions"]

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
LONG = "一" * 600, "二" * 600, "三" * 600


def pieces(_: str | None, replies: Sequence[Reply]) -> Rendered:
    """Each reply a piece: what is tried here is the order, not the cuts."""
    return Rendered(tuple(reply.text for reply in replies))


@dataclass
class Box:
    """One resident, and the functions of the outbox each in a transaction of its own."""

    sessions: Sessions
    seal: Seal
    follower: int = 0
    count: int = 0

    def arrive(self, at: float = 0) -> int:
        """A message; its delivery."""
        self.count += 1
        one = Received("oAnn", "gh_city", 1, f"m:{self.count}", Text("你好"))
        with self.sessions.begin() as session:
            arrival = inbox.receive(session, self.seal, one, f"s{self.count}", "b", when(at))
        assert arrival is not None
        self.follower = arrival.follower
        return arrival.delivery

    def repeat(self, at: float, *, pushes: bool = True) -> None:
        """The newest message is delivered once more."""
        one = Received("oAnn", "gh_city", 1, f"m:{self.count}", Text("你好"))
        with self.sessions.begin() as session:
            inbox.receive(session, self.seal, one, f"s{self.count}", "b", when(at), pushes=pushes)

    def answer(self, delivery: int | None, *texts: str, at: float = 0, anytime: bool = False) -> None:
        """An answer of so many pieces, and that the delivery is done."""
        with self.sessions.begin() as session:
            if delivery is not None:
                inbox.close(session, delivery, self.follower, when(at))
            outbox.put(
                session, self.follower, None, outbox.body_of([Reply(text) for text in texts]), when(at), delivery=delivery, anytime=anytime
            )

    def carry(self, delivery: int, at: float = 0, *, over: bool = False, pushes: bool = True) -> Carried | Later | Wait:
        with self.sessions.begin() as session:
            return carrying.carry(session, pieces, delivery, when(at), over=over, pushes=pushes)

    def next(self, at: float = 0, *, pushes: bool = True) -> Outgoing | None:
        with self.sessions.begin() as session:
            leases.take(session, self.follower, "we", when(at), timedelta(seconds=30))
            return outbox.next_outgoing(session, self.follower, "we", when(at), pushes=pushes)

    def sends(self, at: float = 0) -> list[str]:
        """All that customer service sends now."""
        sent = []
        while outgoing := self.next(at):
            sent.append(outgoing.replies[outgoing.piece].text)
            with self.sessions.begin() as session:
                outbox.note_sent(session, outgoing.answer, len(outgoing.replies), when(at))
        return sent

    def states(self) -> list[str]:
        with self.sessions() as session:
            return list(session.scalars(select(AnswerRow.state).order_by(AnswerRow.id)))


def when(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.fixture
def box(sessions: Sessions, seal: Seal) -> Box:
    return Box(sessions, seal)


def test_an_answer_in_time_goes_back_with_the_request_and_again_with_the_same_request(box: Box) -> None:
    delivery = box.arrive()
    waiting = box.carry(delivery)
    box.answer(delivery, "好。")
    assert [waiting, box.carry(delivery), box.carry(delivery), box.sends(9)] == [Wait(), Carried("好。"), Carried("好。"), []]


def test_an_answer_that_went_before_the_request_is_repeated_got_lost_and_customer_service_sends_it(box: Box) -> None:
    delivery = box.arrive()
    box.answer(delivery, "好。")
    carried = box.carry(delivery, 1)
    box.repeat(5)
    assert [carried, box.carry(delivery, 5), box.sends(5)] == [Carried("好。"), Carried(""), ["好。"]]
    box.repeat(10)
    assert (box.carry(delivery, 10), box.sends(10), box.states()) == (Carried(""), [], ["sent"])


def test_one_that_goes_while_the_repeated_request_waits_is_taken_along_by_it(box: Box) -> None:
    delivery = box.arrive()
    box.repeat(5)
    box.answer(delivery, "好。", at=6)
    assert [box.carry(delivery, 6), box.carry(delivery, 6), box.sends(20)] == [Carried("好。"), Carried("好。"), []]


def test_all_that_a_lost_answer_had_taken_along_comes_in_its_order(box: Box) -> None:
    first = box.arrive()
    box.carry(first, 4, over=True, pushes=False)
    box.answer(first, "第一句。", at=5)
    second = box.arrive(5)
    box.answer(second, "第二句。", at=6)
    assert box.carry(second, 6) == Carried("第一句。\n\n第二句。")
    box.repeat(11)
    third = box.arrive(12)
    box.answer(third, "第三句。", at=12)
    assert box.carry(third, 12) == Carried("第一句。\n\n第二句。\n\n第三句。")


@pytest.mark.parametrize(
    ("at", "pushes", "left"),
    [(5, False, 5), (31, True, 5), (5, True, 0)],
    ids=["without customer service", "long after: somebody copied it", "nothing more may be sent"],
)
def test_else_the_repeated_request_takes_it_along_once_more(box: Box, at: float, pushes: bool, left: int) -> None:
    delivery = box.arrive()
    box.answer(delivery, "好。")
    box.carry(delivery, 1)
    with box.sessions.begin() as session:
        session.execute(update(FollowerRow).values(window_left=left))
    box.repeat(at, pushes=pushes)
    assert (box.carry(delivery, at, pushes=pushes), box.sends(at)) == (Carried("好。"), [])


def test_the_lost_beginning_of_an_answer_whose_rest_is_out_is_taken_along_once_more(box: Box) -> None:
    delivery = box.arrive()
    box.answer(delivery, *LONG)
    first = box.carry(delivery, 1)
    rest = box.sends(2)
    box.repeat(5)
    assert (first, rest, box.carry(delivery, 5), box.sends(20)) == (Carried(LONG[0]), list(LONG[1:]), Carried(LONG[0]), [])


def test_the_lost_beginning_of_an_answer_whose_rest_waits_is_sent_before_it(box: Box) -> None:
    delivery = box.arrive()
    box.answer(delivery, *LONG)
    box.carry(delivery, 1)
    box.repeat(1.5)
    assert (box.carry(delivery, 2), box.sends(2)) == (Carried(""), list(LONG))


def test_customer_service_waits_while_somebody_waits_for_the_answer(box: Box) -> None:
    box.answer(box.arrive(), "好。")
    assert [box.sends(1), box.sends(4.9), box.sends(5)] == [[], [], ["好。"]]


def test_one_that_was_acknowledged_is_sent_by_customer_service_at_once(box: Box) -> None:
    delivery = box.arrive()
    told = box.carry(delivery, 4, over=True), box.carry(delivery, 4, over=True)
    box.answer(delivery, "好。", at=6)
    assert (told, box.sends(6), box.carry(delivery, 6)) == ((Later(), Later()), ["好。"], Carried(""))


def test_one_promise_is_enough_until_the_answer_has_come(box: Box) -> None:
    first, second, third = (box.arrive(number) for number in range(3))
    told = [box.carry(one, 4 + number, over=True) for number, one in enumerate((second, first, third, second, first))]
    box.answer(first, "第一句。", at=20)
    box.answer(second, "第二句。", at=21)
    sent = box.sends(22)
    assert (told, sent) == ([Later(), Carried(""), Carried(""), Later(), Carried("")], ["第一句。", "第二句。"])
    assert (box.carry(box.arrive(23), 27, over=True), box.carry(third, 28, over=True)) == (Later(), Carried(""))
    box.answer(third, "第三句。", at=29)
    assert box.sends(29) == ["第三句。"]


def test_without_customer_service_every_request_hears_that_it_takes_a_while(box: Box) -> None:
    told = [box.carry(box.arrive(number), 4 + number, over=True, pushes=False) for number in range(3)]
    assert told == [Later()] * 3


def test_without_customer_service_the_next_message_brings_it(box: Box) -> None:
    first = box.arrive()
    assert box.carry(first, 4, over=True, pushes=False) == Later()
    box.answer(first, "第一句。", at=6)
    assert box.next(6, pushes=False) is None
    second = box.arrive(10)
    box.answer(second, "第二句。", at=11)
    assert box.carry(second, 11, pushes=False) == Carried("第一句。\n\n第二句。")
    assert box.states() == ["sent", "sent"]


def test_a_request_that_waits_in_vain_takes_an_older_answer_along(box: Box) -> None:
    first = box.arrive()
    box.carry(first, 4, over=True)
    second = box.arrive(5)
    box.answer(first, "第一句。", at=6)
    assert box.carry(second, 9, over=True) == Carried("第一句。")
    box.answer(second, "第二句。", at=12)
    assert box.sends(12) == ["第二句。"]


@pytest.mark.parametrize("pushes", [True, False])
def test_the_rest_of_a_long_answer_follows_in_order(box: Box, pushes: bool) -> None:
    delivery = box.arrive()
    box.answer(delivery, *LONG)
    assert box.carry(delivery, 1, pushes=pushes) == Carried(LONG[0], more=not pushes)
    if pushes:
        assert [box.sends(1), box.sends(2)] == [[], list(LONG[1:])]
        return
    given = [box.carry(box.arrive(10 + number), 14 + number, over=True, pushes=False) for number in range(3)]
    assert given == [Carried(LONG[1], more=True), Carried(LONG[2]), Later()]


def test_a_lost_answer_in_pieces_comes_again_as_it_was(box: Box) -> None:
    delivery = box.arrive()
    box.answer(delivery, *LONG)
    first = box.carry(delivery, 1, pushes=False)
    second = box.carry(box.arrive(2), 6, over=True, pushes=False)
    assert (second, box.carry(delivery, 7, pushes=False)) == (Carried(LONG[1], more=True), first)


def test_customer_service_sends_no_more_than_wechat_takes(box: Box) -> None:
    box.arrive()
    for number in range(7):
        box.answer(None, f"第{number}句。")
    last = None
    for _ in range(5):
        last = box.next(6)
        assert last is not None
        with box.sessions.begin() as session:
            outbox.note_sent(session, last.answer, 1, NOW)
    assert last is not None
    assert (last.left, last.last, box.next(6)) == (0, True, None)


def test_after_48_hours_nothing_is_sent_until_the_next_message(box: Box) -> None:
    box.arrive()
    box.answer(None, "太晚了。", at=48 * 3600)
    assert box.sends(48 * 3600) == []
    delivery = box.arrive(50 * 3600)
    box.answer(delivery, "好。", at=50 * 3600)
    assert box.carry(delivery, 50 * 3600) == Carried("太晚了。\n\n好。")


def test_what_is_being_sent_is_not_carried_as_well(box: Box) -> None:
    box.arrive()
    box.answer(None, "第一句。")
    sending = box.next(6)
    second = box.arrive(7)
    box.answer(second, "第二句。", at=7)
    assert (sending is not None, box.carry(second, 8)) == (True, Carried(""))
    assert box.states() == ["sending", "waiting"]


def test_news_that_are_being_sent_hold_up_no_answer(box: Box) -> None:
    box.arrive()
    box.answer(None, "办好了。", anytime=True)
    assert box.next(1, pushes=False) is not None
    second = box.arrive(2)
    box.answer(second, "好。", at=3)
    assert box.carry(second, 3, pushes=False) == Carried("好。")


def test_news_that_are_not_due_are_overtaken_and_overtake(box: Box) -> None:
    box.arrive()
    box.answer(None, "第一句。")
    box.answer(None, "办好了。", anytime=True, at=20)
    box.answer(None, "第二句。", at=8)
    assert [box.sends(6), box.sends(10), box.sends(20)] == [["第一句。"], ["第二句。"], ["办好了。"]]
    box.answer(None, "再办好了。", anytime=True, at=30)
    box.answer(None, "第三句。", at=40)
    assert [box.sends(30), box.sends(40)] == [["再办好了。"], ["第三句。"]]


def test_news_wait_for_no_word_of_the_resident(box: Box) -> None:
    box.arrive()
    box.answer(None, "办好了。", anytime=True, at=60)
    for number in range(5):
        box.answer(None, f"第{number}句。")
    lasts = []
    while outgoing := box.next(6):
        lasts.append(outgoing.last)
        with box.sessions.begin() as session:
            outbox.note_sent(session, outgoing.answer, 1, when(6))
    assert lasts == [False] * 5


def test_what_was_being_sent_when_a_gateway_died_is_sent_again_and_known_as_such(box: Box) -> None:
    box.arrive()
    box.answer(None, "好。")
    first, again = box.next(6), box.next(60)
    assert first is not None
    assert again is not None
    assert (first.doubts, again.doubts, again.attempts, again.answer) == (0, 1, 2, first.answer)


def test_what_was_sent_twice_by_gateways_that_died_waits_for_the_next_message(box: Box) -> None:
    box.arrive()
    box.answer(None, "好。")
    assert [(one.doubts if one else None) for one in (box.next(6), box.next(60), box.next(120), box.next(180))] == [0, 1, None, None]
    second = box.arrive(200)
    box.answer(second, "第二句。", at=201)
    assert box.carry(second, 201) == Carried("好。\n\n第二句。", again=1)
    assert (box.carry(second, 202), box.states()) == (Carried("好。\n\n第二句。"), ["sent", "sent"])


def test_news_in_doubt_twice_become_words_that_wait_too(box: Box) -> None:
    box.arrive()
    box.answer(None, "办好了。", anytime=True)
    assert [one.doubts if one else None for one in (box.next(6), box.next(60), box.next(120))] == [0, 1, None]
    assert box.carry(box.arrive(200), 204, over=True) == Carried("办好了。", again=1)


def test_a_window_that_was_opened_meanwhile_stays_open(box: Box) -> None:
    """The resident has written while WeChat's refusal of the last message was on its way."""
    box.arrive()
    box.answer(None, "第一句。")
    refused = box.next(6)
    assert refused is not None
    box.arrive(7)
    with box.sessions.begin() as session:
        unsent.note_unsent(session, refused.answer, when(8))
        unsent.close_window(session, box.follower, refused.window)
    assert box.sends(13) == ["第一句。"]


def test_what_waits_for_another_try_keeps_its_place(box: Box) -> None:
    box.arrive()
    box.answer(None, "第一句。")
    box.answer(None, "第二句。")
    failed = box.next(6)
    assert failed is not None
    with box.sessions.begin() as session:
        unsent.note_unsent(session, failed.answer, when(11))
    assert [box.sends(7), box.sends(11)] == [[], ["第一句。", "第二句。"]]


def test_who_left_is_sent_nothing(box: Box) -> None:
    box.arrive()
    box.answer(None, "好。")
    with box.sessions.begin() as session:
        followers.leave(session, box.follower, NOW)
    assert (box.next(6), box.states()) == (None, ["dropped"])


def test_a_request_and_customer_service_at_the_same_moment_show_an_answer_once(box: Box) -> None:
    """Whoever is first has it; the other finds nothing."""
    for round in range(10):
        first = box.arrive(round * 100)
        box.carry(first, round * 100 + 4, over=True)
        second = box.arrive(round * 100 + 5)
        box.answer(first, "好。", at=round * 100 + 6)
        together = threading.Barrier(2)

        def carry(delivery: int = second, at: int = round * 100 + 9, together: threading.Barrier = together) -> int:
            together.wait()
            return int(box.carry(delivery, at, over=True) == Carried("好。"))

        def push(at: int = round * 100 + 9, together: threading.Barrier = together) -> int:
            together.wait()
            return len(box.sends(at))

        with ThreadPoolExecutor(2) as pool:
            shown = [pool.submit(carry), pool.submit(push)]
            assert sum(one.result() for one in shown) == 1
        with box.sessions.begin() as session:
            session.execute(update(AnswerRow).values(state="sent"))
            session.execute(update(FollowerRow).values(window_left=5))


def test_a_button_never_shortens_the_window_that_a_message_has_opened(box: Box) -> None:
    box.arrive()
    with box.sessions.begin() as session:
        row = session.get_one(FollowerRow, box.follower)
        row.window_left = 1
        outbox.open_window(row, when(60), brief=True)
        assert (row.window_until, row.window_left) == (when(48 * 3600), 3)


def test_a_question_counts_as_asked_from_when_its_last_piece_has_left(box: Box) -> None:
    delivery = box.arrive()
    box.answer(delivery, *LONG)
    with box.sessions.begin() as session:
        answer = session.scalars(select(AnswerRow.id)).one()
        followers.note_asked(session, box.follower, answer, (), "region")

    def asked_at() -> datetime | None:
        with box.sessions() as session:
            return session.get_one(FollowerRow, box.follower).asked_at

    box.carry(delivery, 1)
    begun = asked_at()
    box.sends(7)
    assert (begun, asked_at()) == (None, when(7))
