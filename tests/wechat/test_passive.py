from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto
from wechatpy.replies import TextReply, deserialize_reply

from api.wechat.protocol.passive import ACKNOWLEDGED, text_answer
from tests.wechat.bodies import ACCOUNT, AES_KEY, APP_ID, NOW, OPENID, TIMESTAMP, TOKEN, envelope

carried = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=600)


@given(carried | st.sampled_from(["]]>", "]]]]>>", "<![CDATA[a]]>", "&amp;<b>", "一行\n二行\t三"]))
@settings(max_examples=200, deadline=None)
def test_an_answer_holds_the_words_whatever_they_are(said: str) -> None:
    found = ElementTree.fromstring(text_answer(OPENID, ACCOUNT, said, NOW))
    assert [(one.tag, one.text or "") for one in found] == [
        ("ToUserName", OPENID),
        ("FromUserName", ACCOUNT),
        ("CreateTime", TIMESTAMP),
        ("MsgType", "text"),
        ("Content", said),
    ]


@pytest.mark.parametrize("mark", ["\0", "\x08", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_what_xml_cannot_carry_is_left_out(mark: str) -> None:
    found = ElementTree.fromstring(text_answer(OPENID, ACCOUNT, f"您{mark}好]]{mark}>", NOW))
    assert found.findtext("Content") == "您好]]>"


def test_wechatpy_reads_a_sealed_answer() -> None:
    letter = envelope().sealed(text_answer(OPENID, ACCOUNT, "请带身份证。\n1. 本人办", NOW), NOW, "77")
    signed = ElementTree.fromstring(letter).findtext("MsgSignature")
    answer = deserialize_reply(WeChatCrypto(TOKEN, AES_KEY, APP_ID).decrypt_message(letter, signed, TIMESTAMP, "77"))
    assert isinstance(answer, TextReply)
    assert (answer.target, answer.source, answer.time, answer.content) == (OPENID, ACCOUNT, int(TIMESTAMP), "请带身份证。\n1. 本人办")


def test_the_acknowledgement_is_the_word_that_wechat_knows() -> None:
    assert ACKNOWLEDGED == "success"
