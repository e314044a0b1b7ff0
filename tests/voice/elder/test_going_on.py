"""More than one at once, a page that is loaded again, a door that is shut, and who speaks into it."""

from __future__ import annotations

from tests.api.paging import in_a_browser
from tests.living import Living, free_port
from tests.voice.elder.page import Somebody, assert_said, door, ids, transcript
from tests.voice.spoken import with_voice

pytestmark = [in_a_browser, with_voice]


def test_two_who_speak_at_once_never_mix(somebody: Somebody, alive: Living) -> None:
    with somebody("steph2") as she, somebody("m8") as he:
        for one in (she, he):
            one.opens()
            one.begins()
        turns = [she.turn(), he.turn()]
        she.speaks("我要做养老金资格认证")
        he.speaks("我想办理社保卡")
        assert "养老金资格认证" in she.answered(turns[0])
        assert "社保卡" in he.answered(turns[1])
        for one in (she, he):
            one.hushes()
        turns = [she.turn(), he.turn()]
        he.speaks("白露区")
        she.speaks("青禾区")
        she.answered(turns[0])
        he.answered(turns[1])
        assert_said(alive, she.talk(), "我要做养老金资格认证", "青禾区")
        assert_said(alive, he.talk(), "我想办理社保卡", "白露区")
        assert [transcript(alive, one.talk())[0].service for one in (she, he)] == ["pension_auth", "ssc_card"]


def test_a_page_that_is_loaded_again_and_a_door_that_is_shut_and_opened_go_on_with_the_talk(somebody: Somebody, alive: Living) -> None:
    port = free_port()
    with somebody("steph2", f"http://127.0.0.1:{port}") as she:
        with door(alive, port=port):
            she.opens()
            she.begins()
            she.says("我要做养老金资格认证")
            she.page.reload()
            assert she.page.locator("#voice-label").inner_text() == "按一下，接着说"
            assert "您在哪个区办？" in she.newest()
            she.presses()
            she.comes_to("listening")
            she.says("青禾区")
            she.hushes()
            talk = she.talk()
        she.sees("系统正在重新启动，一会儿就接上。您说过的都还在。")
        with door(alive, port=port):
            she.comes_to("listening")
            assert she.part("voice-trouble") == ""
            assert "您叫什么名字" in she.says("每个月都有")
            assert_said(alive, talk, "我要做养老金资格认证", "青禾区", "每个月都有")
            assert (she.talk(), she.faults) == (talk, [])


def test_who_speaks_into_it_is_listened_to_but_a_notice_is_heard_to_its_end(somebody: Somebody, alive: Living) -> None:
    with somebody("steph2") as she:
        she.opens()
        she.begins()
        she.types("我家孩子两岁了，育儿补贴今年要续领")
        she.waits_for(lambda: she.speeches[-1].cut is None, "nothing is spoken")
        speaking = len(she.speeches) - 1
        she.says("白露区")
        assert True in [sentence.cut for sentence in she.speeches[speaking:]], "it was stopped by her voice alone"
        for text in ("2024年8月22号生的", "户口就在这边", "我是孩子妈妈", "唐示慧", ids(alive)["唐示慧"]):
            she.types(text)
        before = len(she.speeches)
        assert "您同意我向" in she.types(alive.newest_code())
        she.comes_to("speaking")
        she.speaks("是的")
        she.hears("孩子的身份证号、户籍地址、手机号吗？", after=before)
        notice = she.speeches[before:]
        assert [sentence.cut for sentence in notice] == [False] * len(notice)
        assert len(notice) > 2
        she.comes_to("listening")
        asked = she.turn()
        she.says("同意")
        assert she.turn() != asked
