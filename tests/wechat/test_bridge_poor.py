"""An account that may not send by itself: the resident's next message brings what is ready."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from api.wechat.delivering import outbox
from bot.turn import Reply
from tests.wechat.town import Town, new_town, words_of

ASKED = "我要办养老金资格认证"
STARTED = "好，咱们来办养老金资格认证。"
LONG = "\n".join(f"第{n}条：办这件事要带的东西一样一样说给您听，您慢慢看，不着急。" for n in range(1, 71))


@pytest.fixture(scope="module")
def poor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with new_town(tmp_path_factory.mktemp("poor"), wechat_rights=("media", "menu")) as town:
        yield town


@pytest.fixture
def slow(poor: Town) -> Iterator[Town]:
    poor.rasa.seconds = 6.0
    yield poor
    poor.rasa.seconds = 0.0


def first_lines(shown: list[str]) -> list[str]:
    return [text.split("\n")[0] for text in shown]


def test_a_slow_answer_is_fetched_by_asking_whether_it_is_ready(slow: Town) -> None:
    ann = slow.resident("fetches")
    sent = ann.send(ASKED).wait()
    slow.wechat.settle(3.0)
    waiting = [text for _, text in words_of(ann)]
    slow.ask(ann, "好了吗")
    assert (len(sent.deliveries), waiting) == (1, [slow.say("later_ask")])
    assert (first_lines(ann.texts), slow.said(ann)) == ([slow.say("later_ask"), STARTED], [ASKED])
    assert slow.wechat.calls["/cgi-bin/message/custom/send"] == 0


def test_asked_too_early_it_is_promised_again(slow: Town) -> None:
    bea = slow.resident("asks early")
    slow.rasa.seconds = 9.0
    assert slow.ask(bea, ASKED) == slow.say("later_ask")
    assert slow.ask(bea, "好了吗") == slow.say("later_ask")
    slow.wechat.settle(2.0)
    assert (slow.ask(bea, "好了吗").split("\n")[0], slow.said(bea), bea.failures) == (STARTED, [ASKED], [])


def test_any_other_word_brings_it_too_before_its_own_answer(slow: Town) -> None:
    cai = slow.resident("goes on")
    slow.ask(cai, ASKED)
    slow.wechat.settle(3.0)
    slow.rasa.seconds = 0.0
    both = slow.ask(cai, "青禾区")
    assert (both.startswith(STARTED), "养老金现在还照常发吗？" in both, slow.states(cai)) == (True, True, ["sent", "sent"])


def test_a_long_answer_is_fetched_piece_by_piece(poor: Town) -> None:
    dan = poor.resident("long")
    poor.ask(dan, ASKED)
    poor.put(dan, LONG)
    pieces = []
    while not pieces or pieces[-1].endswith(poor.say("more")):
        pieces.append(poor.ask(dan, "继续"))
    more = f"\n\n{poor.say('more')}"
    assert "\n".join(piece.removesuffix(more) for piece in pieces).split("\n") == LONG.split("\n")
    assert (len(pieces) > 2, poor.said(dan)) == (True, [ASKED])


def test_words_of_staff_are_there_with_the_next_message(poor: Town) -> None:
    eli = poor.resident("with a person")
    poor.ask(eli, ASKED)
    poor.tell(poor.talk(eli), "您好，我是小周，我来帮您。")
    poor.wechat.settle(1.5)
    silent = len(eli.screen)
    told = poor.ask(eli, "好了吗")
    assert (silent, "我是小周" in told, poor.said(eli)) == (1, True, [ASKED])


def test_it_cannot_read_aloud_and_says_so(poor: Town) -> None:
    fei = poor.resident("wants a voice")
    assert poor.ask(fei, "语音回复") == poor.say("voice_cannot")
    poor.ask(fei, ASKED)
    assert (poor.follower(fei).speaks, poor.states(fei)) == (False, ["sent", "sent"])


def test_a_voice_that_can_never_go_out_does_not_make_her_wait(poor: Town) -> None:
    """From when the account had the right to send by itself."""
    gao = poor.resident("had a voice")
    poor.ask(gao, ASKED)
    follower = poor.follower(gao)
    with poor.living.house.sessions.begin() as session:
        outbox.put(session, follower.id, follower.conversation_id, {"voice": outbox.body_of([Reply("好。")])["replies"]}, datetime.now(UTC))
    assert (poor.ask(gao, "继续") != "", poor.said(gao)) == (True, [ASKED, "继续"])


def test_large_letters_open_by_a_link_of_her_own(poor: Town) -> None:
    han = poor.resident("large letters")
    assert f"{poor.living.house.settings.public_url}/wechat/link?t=" in poor.ask(han, "大字版")
