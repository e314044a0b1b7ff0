"""A talk taken along by its code is its new place's alone: old keys, links, and whoever was verified end with it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from actions import identity
from actions.drafts import Draft, save_draft
from actions.talk import Talk, save_talk
from api.talks import Opened
from api.wechat.pages import links
from tests.wechat.quiet import LIN, WANG, Person, QuietTown
from tests.wechat.simulator import Resident

ACCEPTED = "接上了。您前面说到哪儿，咱们从哪儿接着办。原来的网页已经关上了。"
FORGOTTEN = "换了地方，交之前要再核对一次，看是不是您本人。"
KEPT = "您在这里没办完的那件还留着，想回去，回复“换回去”。"
NOT_VERIFIED = "要绑定，得先核对是不是您本人。您说“我的办件”，我一步一步陪您核对。核对好了，再回复“绑定”。"


def on_the_page(quiet: QuietTown, who: Person | None = None) -> Opened:
    """A talk begun on the page, in which this person is verified."""
    talk = asyncio.run(quiet.house.talks.open("web", "zh"))
    if who is not None:
        quiet.verify(talk.id, who)
    return talk


def take(quiet: QuietTown, resident: Resident, talk: Opened) -> str:
    return quiet.ask(resident, quiet.house.hand_over(talk.id).digits)


def opens(quiet: QuietTown, talk: Opened) -> bool:
    """Whether the page's key still opens its talk."""
    return asyncio.run(quiet.house.talks.authorise(talk.id, talk.token)) is not None


def verified(quiet: QuietTown, talk: Opened) -> bool:
    with quiet.house.sessions() as session:
        return identity.verified(session, talk.id, quiet.house.desk.clock.now()) is not None


def test_the_page_that_gave_the_code_opens_nothing_any_more(quiet: QuietTown) -> None:
    """Else whoever lured a bound resident into taking a code would read their cases there, and what they type in WeChat."""
    victim, lure = quiet.bound(LIN), on_the_page(quiet)
    before = opens(quiet, lure)
    take(quiet, victim, lure)
    assert (before, quiet.talk(victim), opens(quiet, lure)) == (True, lure.id, False)


def test_a_link_made_where_the_talk_was_before_opens_nothing_any_more(quiet: QuietTown) -> None:
    talk, now = on_the_page(quiet), datetime.now(UTC)
    with quiet.house.sessions.begin() as session:
        token = links.make_link(session, talk.id, "https://city.example", now).partition("=")[2]
    take(quiet, quiet.stranger(), talk)
    with quiet.house.sessions() as session:
        assert links.is_open(session, token, now) is False


def test_whoever_was_verified_on_the_page_is_asked_again_and_binds_nobody_elses_wechat(quiet: QuietTown) -> None:
    passer_by, talk = quiet.stranger(), on_the_page(quiet, LIN)
    answer = take(quiet, passer_by, talk)
    assert (answer.split("\n\n")[:2], verified(quiet, talk)) == ([ACCEPTED, FORGOTTEN], False)
    assert (quiet.ask(passer_by, "绑定"), quiet.follower(passer_by).person) == (NOT_VERIFIED, None)


def test_whoever_is_bound_to_that_very_person_stays_verified(quiet: QuietTown) -> None:
    lin, talk = quiet.bound(LIN), on_the_page(quiet, LIN)
    assert (FORGOTTEN in take(quiet, lin, talk), verified(quiet, talk)) == (False, True)


def test_whoever_is_bound_to_somebody_else_does_not(quiet: QuietTown) -> None:
    wang, talk = quiet.bound(WANG), on_the_page(quiet, LIN)
    assert (FORGOTTEN in take(quiet, wang, talk), verified(quiet, talk)) == (True, False)


def test_the_same_code_sent_again_closes_no_page_that_was_opened_from_wechat_since(quiet: QuietTown) -> None:
    ann, talk = quiet.stranger(), on_the_page(quiet)
    digits = quiet.house.hand_over(talk.id).digits
    quiet.ask(ann, digits)
    token = asyncio.run(quiet.house.talks.admit(talk.id))
    quiet.ask(ann, digits)
    assert opens(quiet, Opened(talk.id, token or "", ())) is True


def open_draft(quiet: QuietTown, conversation: str) -> None:
    """An application is begun in this talk."""
    with quiet.house.sessions.begin() as session:
        draft = Draft("draft of " + conversation, "pension_auth")
        save_draft(session, conversation, draft, datetime.now(UTC))
        save_talk(session, conversation, Talk(draft=draft.id), draft.service)


def test_an_application_begun_in_wechat_is_kept_and_one_word_brings_it_back(quiet: QuietTown) -> None:
    ann, talk = quiet.newcomer(), on_the_page(quiet)
    own = quiet.talk(ann)
    open_draft(quiet, own)
    assert take(quiet, ann, talk).split("\n\n")[:2] == [ACCEPTED, KEPT]
    assert quiet.ask(ann, "换回去").startswith("换回来了，接着办这一件。")
    assert quiet.talk(ann) == own


def test_the_way_back_taken_twice_by_a_fault_leads_back_once(quiet: QuietTown) -> None:
    ann, talk = quiet.newcomer(), on_the_page(quiet)
    own = quiet.talk(ann)
    open_draft(quiet, own)
    open_draft(quiet, talk.id)  # so that a second way back would lead somewhere
    take(quiet, ann, talk)
    first, second = quiet.take(ann, "换回去", times=2)
    assert (first, first[0], quiet.talk(ann)) == (second, "换回来了，接着办这一件。", own)


def test_with_nothing_begun_in_wechat_nothing_is_said_of_it_and_nothing_brings_it_back(quiet: QuietTown) -> None:
    ann, talk = quiet.newcomer(), on_the_page(quiet)
    assert KEPT not in take(quiet, ann, talk)
    assert quiet.ask(ann, "换回去") == quiet.house.desk.sentences.say("dialogue.failed").text  # for the dialogue; there is no Rasa here
    assert quiet.talk(ann) == talk.id
