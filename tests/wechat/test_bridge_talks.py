"""Residents' talks in WeChat, from the first word to the receipt, with the real Rasa."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import delete, func, select, update

from actions.identity.tables import CodeRow
from api.tables import ConversationRow, TurnRow
from api.wechat.menu import links_of, load_menu, menu_json
from tests.living import NOW, wait_until
from tests.wechat.simulator import ACCOUNT, Outcome, Resident, Sent
from tests.wechat.town import Town, words_of

ASKED = "我要办养老金资格认证"


@pytest.fixture
def fresh(town: Town) -> Iterator[Town]:
    """A town in which nobody has asked for a code before; its clock goes back afterwards."""
    with town.living.house.sessions.begin() as session:
        session.execute(delete(CodeRow))
    yield town
    town.living.clock.at = NOW


def first_lines(resident: Resident) -> list[str]:
    return [text.split("\n")[0] for _, text in words_of(resident)]


def test_from_the_first_word_to_the_receipt_with_numbers_for_answers(fresh: Town) -> None:
    lin = fresh.resident("lin, to the receipt")
    fresh.ask(lin, "我要做养老金资格认证", "1", "1", "袁演敏")
    fresh.ask(lin, "999001195612091545")
    checked = fresh.ask(lin, fresh.living.newest_code())
    assert "核对好了，袁演敏" in checked
    review = fresh.ask(lin, "1", "是的", "第一个")
    assert "手机刷脸" in review
    receipt = fresh.ask(lin, "是")
    assert (re.search(r"编号是 \d{4} \d{4} \d{4}", receipt) is not None, fresh.say("bound_offer") in receipt) == (True, True)
    assert (lin.failures, {via for via, _ in words_of(lin)}) == ([], {"passive"})
    assert not any("999001195612091545" in said or "袁演敏" in said for said in fresh.said(lin))


def test_an_old_man_who_tells_everything_at_once_is_understood(town: Town) -> None:
    told = (
        "哎小同志啊，我今年八十了，腿脚不利索，儿子又在外地，这个养老金上个月就没发下来，隔壁老王说要认证什么的，"
        "我也不会弄手机，我住在白露区这边，能不能来个人上门帮我认证一下啊"
    )
    old = town.resident("eighty")
    answer = town.ask(old, told)
    assert (answer.split("\n")[0], old.failures, len(old.screen)) == ("好，咱们来办养老金资格认证。", [], 1)


def test_three_answers_at_once_are_taken_in_their_order(town: Town) -> None:
    ann = town.resident("three answers")
    town.ask(ann, ASKED)
    on_their_way: list[Sent] = []
    for text in ("青禾区", "照常发", "要带什么"):
        before = len(town.deliveries(ann))
        on_their_way.append(ann.send(text))
        wait_until(lambda before=before: len(town.deliveries(ann)) > before, "it has not come")
    for sent in on_their_way:
        sent.wait()
    with town.living.house.sessions() as session:
        found = select(TurnRow.said, TurnRow.number).where(TurnRow.conversation_id == town.talk(ann)).order_by(TurnRow.number)
        said = [row.said for row in session.execute(found) if row.said]
    kinds = [re.sub(r"⟦(\w+):.*⟧", r"\1", one) for one in said]
    assert (kinds, len(ann.screen), ann.failures) == ([ASKED, "region", "pension_state", "要带什么"], 4, [])


def test_a_place_with_its_name_answers_where(town: Town) -> None:
    bea = town.resident("a place")
    town.ask(bea, ASKED)
    bea.place(23.1, 113.3, "青禾区禾苗路1号").wait()
    bea.place(23.1, 113.3).wait()
    assert first_lines(bea)[1:] == ["养老金现在还照常发吗？", town.say("location_unclear")]


def test_what_cannot_be_read_is_answered_kindly(town: Town) -> None:
    cai = town.resident("films")
    sent = [
        cai.message("video", MediaId="film", ThumbMediaId="small").wait(),
        cai.message("shortvideo", MediaId="film", ThumbMediaId="small").wait(),
        cai.message("link", Title="一篇文章", Description="说明", Url="https://example.com").wait(),
        cai.message("text", Content="【收到不支持的消息类型，暂无法显示】").wait(),
        cai.message("file", Title="a.pdf").wait(),
    ]
    assert [one.outcome for one in sent] == [Outcome.SHOWN] * 5
    assert first_lines(cai) == [town.say("unreadable")] * 5


def test_the_menus_buttons_say_what_is_written_on_them(town: Town) -> None:
    """Everybody begins with a button of the menu as it is installed."""
    settings = town.living.house.settings
    menu = load_menu(settings.data)
    told = {}
    with httpx.Client(base_url=town.wechat.url, trust_env=False) as console:
        asked = {"appid": ACCOUNT.app_id, "secret": ACCOUNT.secret, "grant_type": "client_credential"}
        token = console.post("/cgi-bin/stable_token", json=asked).json()["access_token"]
        content = json.dumps(menu_json(menu, links_of(settings)), ensure_ascii=False).encode()
        console.post("/cgi-bin/menu/create", params={"access_token": token}, content=content).raise_for_status()
    for button in menu.leaves():
        dan = town.resident(f"presses {button.name}")
        dan.tap(button.name).wait()
        told[button.name] = (first_lines(dan) or [""])[0]
    assert told.pop("打开大字版") == ""  # a page
    assert told["养老金认证"] == "好，咱们来办养老金资格认证。"
    assert told["我的办件"] == "这是您个人的事，先核对一下是不是您本人。"
    assert "" not in told.values()
    assert not any("没听明白" in line or "您是想" in line for line in told.values())


def test_a_button_of_a_menu_that_is_gone_asks_what_is_wanted(town: Town) -> None:
    kai = town.resident("presses an old button")
    kai.press("say:of-last-year").wait()
    assert kai.texts == [town.say("menu_start")]


def test_a_button_pressed_twice_in_a_second_is_one_press(unhurried: Town) -> None:
    eli = unhurried.resident("presses twice")
    sent = eli.press("say:pension_auth")
    again = unhurried.wechat.again(sent)
    assert (sent.wait().outcome, again.wait().outcome, len(unhurried.said(eli))) == (Outcome.SHOWN, Outcome.SHOWN, 1)


def test_large_letters_show_the_same_talk(town: Town) -> None:
    fei = town.resident("large letters")
    town.ask(fei, ASKED)
    link = town.ask(fei, "大字版").split()[-1 if "http" in fei.texts[-1].split()[-1] else 1]
    address = next(word for word in fei.texts[-1].split() if word.startswith("http"))
    with httpx.Client(trust_env=False, follow_redirects=True, timeout=30, headers={"Sec-Fetch-Site": "same-origin"}) as browser:
        shown = browser.get(address)
        token = re.search(r'name="?t"? value="?([^">\s]+)', shown.text) or re.search(r"t=([\w-]+)", address)
        assert token is not None
        opened = browser.post(address.split("?")[0], data={"t": token[1]}, headers={"Origin": town.living.house.settings.url})
        again = httpx.post(address.split("?")[0], data={"t": token[1]}, headers={"Origin": town.living.house.settings.url}, trust_env=False)
    assert (shown.status_code, opened.status_code, ASKED in opened.text, "养老金资格认证" in opened.text) == (200, 200, True, True)
    assert (again.status_code != 200 or ASKED not in again.text, bool(link)) == (True, True)
    assert town.ask(fei, "青禾区").startswith("养老金现在还照常发吗？")


def test_a_talk_that_was_closed_gives_way_to_a_new_one(town: Town) -> None:
    gao = town.resident("closed")
    town.ask(gao, ASKED)
    before = town.talk(gao)
    with town.living.house.sessions.begin() as session:
        row = session.get_one(ConversationRow, before)
        row.closed_at = row.last_at
    assert town.ask(gao, ASKED).startswith(town.say("ended_elsewhere") + "\n\n好，咱们来办养老金资格认证。")
    assert town.talk(gao) != before


def test_what_staff_say_reaches_the_resident_and_what_she_says_waits_for_them(town: Town) -> None:
    han = town.resident("with a person")
    town.ask(han, ASKED)
    talk = town.talk(han)
    with town.living.house.sessions.begin() as session:
        session.execute(update(ConversationRow).where(ConversationRow.id == talk).values(held_by="zhou"))
    sent = han.send("我听不懂").wait()
    town.tell(talk, "您好，我是小周，我来帮您。")
    han.wait_for(2, 10)
    assert (sent.outcome, words_of(han)[1][0], "我是小周" in words_of(han)[1][1]) == (Outcome.ACKNOWLEDGED, "service", True)
    assert (town.said(han), han.failures) == ([ASKED, "我听不懂"], [])
    with town.living.house.sessions.begin() as session:
        session.execute(update(ConversationRow).where(ConversationRow.id == talk).values(held_by=None))
    assert town.ask(han, "青禾区").startswith("养老金现在还照常发吗？")


def test_every_resident_has_one_talk_of_her_own(town: Town) -> None:
    ida, jin = town.resident("own, one"), town.resident("own, other")
    town.ask(ida, ASKED)
    town.ask(jin, "你能办什么")
    town.ask(ida, "青禾区")
    with town.living.house.sessions() as session:
        counted = session.scalar(select(func.count()).select_from(TurnRow).where(TurnRow.conversation_id == town.talk(ida)))
    assert (town.talk(ida) != town.talk(jin), counted) == (True, 2)


def test_what_answers_the_question_is_no_word_to_the_channel(town: Town) -> None:
    eve = town.resident("a worn permit")
    assert "第一次办" in town.ask(eve, "居住证的事", "青禾区")
    assert town.ask(eve, "看不清。").split("\n")[0] == "是给您自己办，还是替家里老人、残疾人、孩子办？"
    assert "大字" in town.ask(eve, "看不清")


def test_what_is_shown_as_a_photograph_can_be_sent_here(town: Town) -> None:
    told = town.ask(town.resident("asks what to bring"), "新办残疾证要带什么", "青禾区")
    assert ("手机里存好照片的（可以发到这里）" in told, "传不了" in told) == (True, False), told
