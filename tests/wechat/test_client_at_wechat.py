"""The client against WeChat's own rules, over real HTTP: what residents see, and how often."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import stamina

from api.settings import ROOT
from api.wechat.client.errors import BadCode, NoRight, NoSuchMedia, NoSuchTemplate, NotAdmitted, NotFollowing, OutOfWindow, TooMany, Unsure
from api.wechat.client.rights import SILENCE, Tried, try_right
from api.wechat.client.token_tables import WechatTokenRow
from api.wechat.client.wechat_api import Media, open_wechat_api
from api.wechat.menu import links_of, load_menu, menu_json
from api.wechat.settings import RIGHTS
from bot.database import open_database
from tests.actions.seals import seal_with
from tests.living import settings_in
from tests.wechat.clients import Do, clients
from tests.wechat.simulator import ACCOUNT, Resident, Simulator, Template, simulator
from tests.wechat.town import account_settings

SEND, TOKEN = "/cgi-bin/message/custom/send", "/cgi-bin/stable_token"
NEWS = Template("template-1", "办件进度提醒", "事项：{{thing1.DATA}}\n进度：{{phrase2.DATA}}")


@pytest.fixture
def wechat() -> Iterator[Simulator]:
    with simulator() as running:
        yield running


@pytest.fixture
def ann(wechat: Simulator) -> Resident:
    """Has just written."""
    resident = wechat.resident("ann")
    resident.send("退休").wait()
    return resident


@pytest.fixture
def do(wechat: Simulator, tmp_path: Path) -> Iterator[Do]:
    """Does something with a client whose clock is WeChat's."""
    settings = settings_in(tmp_path, **account_settings(wechat, public_url="https://city.example"))
    with clients(settings, lambda: datetime.fromtimestamp(wechat.clock.now(), UTC)) as run:
        yield run


def test_five_messages_arrive_and_the_sixth_is_too_many(do: Do, ann: Resident, wechat: Simulator) -> None:
    for number in range(5):
        do(lambda api, number=number: api.send_text(ann.openid, f"第{number}条"))
    with pytest.raises(TooMany):
        do(lambda api: api.send_text(ann.openid, "第5条"))
    assert ann.texts == ["第0条", "第1条", "第2条", "第3条", "第4条"]
    assert wechat.calls[TOKEN] == 1


def test_two_days_later_the_window_is_closed(do: Do, ann: Resident, wechat: Simulator) -> None:
    wechat.clock.pass_by(hours=48, seconds=1)
    with pytest.raises(OutOfWindow):
        do(lambda api: api.send_text(ann.openid, "您好"))


def test_a_token_that_ended_early_is_renewed_and_the_message_arrives_once(do: Do, ann: Resident, wechat: Simulator) -> None:
    do(lambda api: api.send_text(ann.openid, "一"))
    wechat.tokens.forget()
    do(lambda api: api.send_text(ann.openid, "二"))
    assert ann.texts == ["一", "二"]
    assert wechat.calls[SEND] == 3


def test_a_token_that_ran_out_is_renewed_before_it_is_shown(do: Do, ann: Resident, wechat: Simulator) -> None:
    do(lambda api: api.send_text(ann.openid, "一"))
    wechat.clock.pass_by(hours=3)
    do(lambda api: api.send_text(ann.openid, "二"))
    assert ann.texts == ["一", "二"]
    assert (wechat.calls[SEND], wechat.calls[TOKEN]) == (2, 2)


def test_an_answer_that_was_lost_after_the_message_was_shown_does_not_show_it_twice(do: Do, ann: Resident, wechat: Simulator) -> None:
    wechat.faults.drop(SEND, accepted=True)
    with pytest.raises(Unsure):
        do(lambda api: api.send_text(ann.openid, "您好"))
    assert ann.texts == ["您好"]


def test_busy_twice_and_then_it_arrives_once(do: Do, ann: Resident, wechat: Simulator) -> None:
    wechat.faults.refuse(SEND, -1, times=2)
    do(lambda api: api.send_text(ann.openid, "您好"))
    assert ann.texts == ["您好"]


def test_a_recording_goes_up_out_and_down_again(do: Do, ann: Resident) -> None:
    media_id = do(lambda api: api.upload("voice", "answer.amr", SILENCE))
    do(lambda api: api.send_voice(ann.openid, media_id))
    assert [(shown.kind, shown.media) for shown in ann.screen] == [("voice", SILENCE)]
    assert do(lambda api: api.media(media_id)) == Media(SILENCE, "audio/amr")


def test_after_three_days_a_recording_is_gone(do: Do, wechat: Simulator) -> None:
    media_id = wechat.add_media(SILENCE, "audio/amr")
    wechat.clock.pass_by(days=3, seconds=1)
    with pytest.raises(NoSuchMedia):
        do(lambda api: api.media(media_id))


def test_news_arrive_long_after_and_not_at_whoever_left(do: Do, ann: Resident, wechat: Simulator) -> None:
    wechat.add_template(NEWS)
    wechat.clock.pass_by(days=30)
    do(lambda api: api.send_news(ann.openid, "template-1", {"thing1": "养老金资格认证", "phrase2": "已经办好"}))
    assert len(ann.screen) == 1
    with pytest.raises(NoSuchTemplate):
        do(lambda api: api.send_news(ann.openid, "template-2", {"thing1": "养老金资格认证"}))
    ann.unfollow().wait()
    with pytest.raises(NotFollowing):
        do(lambda api: api.send_news(ann.openid, "template-1", {"thing1": "养老金资格认证", "phrase2": "已经办好"}))


def test_our_menu_is_one_that_wechat_takes(do: Do, wechat: Simulator, tmp_path: Path) -> None:
    for rights in (RIGHTS, ()):
        settings = settings_in(tmp_path, public_url="https://city.example", wechat_rights=rights)
        content = menu_json(load_menu(ROOT / "data"), links_of(settings))
        do(lambda api, content=content: api.create_menu(content))
        assert wechat.menu == content


def test_an_invented_code_names_nobody(do: Do) -> None:
    with pytest.raises(BadCode):
        do(lambda api: api.openid_of("made-up-for-tests-only"))


def test_every_right_of_a_full_account_is_there_and_nobody_notices(do: Do, ann: Resident) -> None:
    tried = [do(lambda api, right=right: try_right(api, right)) for right in RIGHTS]
    assert [one.right for one in tried if one.there] == list(RIGHTS)
    assert ann.screen == ()


def test_an_account_without_rights_has_none(tmp_path: Path) -> None:
    with simulator(account=replace(ACCOUNT, rights=frozenset())) as wechat, stamina.set_testing(True):
        settings = settings_in(tmp_path, **account_settings(wechat, public_url="https://city.example"))
        engine, sessions = open_database(settings.database_url)
        WechatTokenRow.metadata.tables["wechat_tokens"].create(engine)

        async def story() -> list[Tried]:
            api = open_wechat_api(settings, sessions, seal_with(b"k" * 32), lambda: datetime.now(UTC))
            try:
                with pytest.raises(NoRight):
                    await api.send_text(wechat.resident("ann").openid, "您好")
                return [await try_right(api, right) for right in RIGHTS]
            finally:
                await api.close()

        tried = asyncio.run(story())
        engine.dispose()
    assert [one.right for one in tried if not one.there] == list(RIGHTS)


def test_a_wrong_secret_is_told(tmp_path: Path) -> None:
    with simulator(account=replace(ACCOUNT, secret="another-secret-for-tests-only")) as wechat, stamina.set_testing(True):
        settings = settings_in(tmp_path, **account_settings(wechat, public_url="https://city.example"))
        engine, sessions = open_database(settings.database_url)
        WechatTokenRow.metadata.tables["wechat_tokens"].create(engine)

        async def story() -> None:
            api = open_wechat_api(settings, sessions, seal_with(b"k" * 32), lambda: datetime.now(UTC))
            try:
                await api.introduce()
            finally:
                await api.close()

        with pytest.raises(NotAdmitted):
            asyncio.run(story())
        engine.dispose()
