from __future__ import annotations

import traceback
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy import parse_message

from api.wechat.protocol.elements import LARGEST, cdata
from api.wechat.protocol.messages import LONGEST_KEY, Malformed, parse
from api.wechat.protocol.received import (
    Content,
    Followed,
    Location,
    NewsArrived,
    Other,
    Picture,
    Pressed,
    Received,
    Subscribed,
    Text,
    Unfollowed,
    Unneeded,
    Voice,
)
from tests.wechat.bodies import (
    ACCOUNT,
    ARRIVED,
    EVERY_KIND,
    LINK,
    LOCATION,
    NOW,
    OPENID,
    PHOTOS,
    PICTURE,
    SUBSCRIBED,
    TAKEN_BACK,
    TIMESTAMP,
    VIDEO,
    VOICE,
    event,
    message,
    text,
)

SECONDS = int(NOW.timestamp())


def read(xml: str) -> Received:
    return parse(xml.encode())


def why(xml: str | bytes) -> str:
    with pytest.raises(Malformed) as malformed:
        parse(xml if isinstance(xml, bytes) else xml.encode())
    return str(malformed.value)


@pytest.mark.parametrize(
    ("kind", "inside", "content"),
    [
        ("text", "<Content><![CDATA[ 要带什么? ]]></Content>", Text(" 要带什么? ")),
        ("text", "<Content></Content>", Text("")),
        ("text", "<Content>a&lt;b&amp;c<![CDATA[<d>]]>&#x1F600;</Content>", Text("a<b&c<d>😀")),
        ("text", "<Content><![CDATA[您\x14好\x08\x1d\ufffe\0]\x01]>]]></Content>", Text("您好]]>")),
        ("text", "<Content><![CDATA[【收到不支持的消息类型，暂无法显示】]]></Content>", Other("sticker")),
        ("voice", VOICE, Voice("tell_8k", "tell_16k")),
        ("voice", "<MediaId>a</MediaId><Format>SPEEX</Format>", Voice("a", None)),
        ("voice", "<MediaId>a</MediaId><Recognition>转账</Recognition>", Voice("a", None)),
        ("image", PICTURE, Picture("photo-1")),
        ("location", LOCATION, Location("体育西路 12 号")),
        ("location", "<Location_X>1e-05</Location_X><Location_Y>180.0</Location_Y>", Location("")),
        ("location", LOCATION.replace("体", "体" * 2000), Location("体" * 1000)),
        ("video", VIDEO, Other("video")),
        ("shortvideo", VIDEO, Other("shortvideo")),
        ("link", LINK, Other("link")),
        ("file", "<Title>a.pdf</Title>", Other("file")),
        ("miniprogrampage", "<Title>a</Title>", Other("miniprogrampage")),
        ("something_new", "", Other("something_new")),
    ],
)
def test_a_message_becomes_our_words(kind: str, inside: str, content: Content) -> None:
    assert read(message(kind, inside)) == Received(OPENID, ACCOUNT, SECONDS, "m:6054768590064713728", content)


@pytest.mark.parametrize(
    ("name", "inside", "content", "key"),
    [
        ("subscribe", "", Followed(), "subscribe:"),
        ("subscribe", "<EventKey>qrscene_12</EventKey><Ticket>t</Ticket>", Followed(), "subscribe:qrscene_12"),
        ("unsubscribe", "<EventKey><![CDATA[]]></EventKey>", Unfollowed(), "unsubscribe:"),
        ("CLICK", "<EventKey>my_cases</EventKey>", Pressed("my_cases"), "CLICK:my_cases"),
        ("CLICK", "", Unneeded("CLICK"), "CLICK:"),
        ("VIEW", "<EventKey>https://example.com/?a=1&amp;b=2</EventKey>", Unneeded("VIEW"), "VIEW:https://example.com/?a=1&b=2"),
        ("SCAN", "<EventKey>12</EventKey>", Unneeded("SCAN"), "SCAN:12"),
        ("LOCATION", "<Latitude>23.1</Latitude><Longitude>113.3</Longitude>", Unneeded("LOCATION"), "LOCATION:"),
        ("pic_photo_or_album", PHOTOS, Unneeded("pic_photo_or_album"), "pic_photo_or_album:photo"),
        ("TEMPLATESENDJOBFINISH", "<MsgID>200163836</MsgID>", Unneeded("TEMPLATESENDJOBFINISH"), "TEMPLATESENDJOBFINISH:"),
        ("something_new", "", Unneeded("something_new"), "something_new:"),
    ],
)
def test_an_event_becomes_our_words(name: str, inside: str, content: Content, key: str) -> None:
    assert read(event(name, inside)) == Received(OPENID, ACCOUNT, SECONDS, f"e:{TIMESTAMP}:{key}", content)


@pytest.mark.parametrize(
    ("name", "inside", "content"),
    [
        ("subscribe_msg_popup_event", SUBSCRIBED, Subscribed(("template-1",), ("template-2",))),
        ("subscribe_msg_change_event", TAKEN_BACK, Subscribed((), ("template-1",))),
        ("subscribe_msg_sent_event", ARRIVED, NewsArrived("template-1", shown=True)),
        ("subscribe_msg_sent_event", ARRIVED.replace(">0<", ">5<"), NewsArrived("template-1", shown=False)),
        ("subscribe_msg_sent_event", ARRIVED.replace("template-1", "no template"), Unneeded("subscribe_msg_sent_event")),
        ("subscribe_msg_popup_event", "", Unneeded("subscribe_msg_popup_event")),
    ],
)
def test_an_event_about_subscription_messages_becomes_our_words(name: str, inside: str, content: Content) -> None:
    assert read(event(name, inside)).content == content


def test_events_about_subscription_messages_of_one_second_are_told_apart() -> None:
    one, same, other = (read(event("subscribe_msg_sent_event", ARRIVED.replace("4304", number))).key for number in ("1", "1", "2"))
    assert one == same != other
    assert len(one) <= LONGEST_KEY


def test_a_list_that_says_something_twice_is_refused() -> None:
    assert why(event("subscribe_msg_sent_event", ARRIVED.replace("<MsgID>", "<ErrorCode>0</ErrorCode><MsgID>"))).endswith("twice")
    assert why(event("subscribe_msg_sent_event", ARRIVED + ARRIVED)).endswith("twice")


def test_the_same_delivery_has_the_same_key_with_and_without_a_number() -> None:
    assert read(text("办退休")).key == read(text("办退休")).key == "m:6054768590064713728"
    unnumbered = [read(message("text", f"<Content>{words}</Content>", "")) for words in ("办退休", "办退休", "办医保")]
    keys = [one.key for one in unnumbered]
    assert keys[0] == keys[1] != keys[2]
    assert keys[0].startswith(f"m:{TIMESTAMP}:")
    assert len(keys[0]) <= LONGEST_KEY


def test_the_key_of_an_unnumbered_message_tells_nothing_without_its_sender() -> None:
    mine = message("text", "<Content>11010519491231002X</Content>", "")
    assert read(mine).key != read(mine.replace(OPENID, "oSomebody-Else")).key


def test_a_long_key_is_hashed_and_still_its_own() -> None:
    addresses = [f"https://example.com/{'a' * 1000}{n}" for n in (1, 1, 2)]
    keys = [read(event("VIEW", f"<EventKey>{address}</EventKey>")).key for address in addresses]
    assert keys[0] == keys[1] != keys[2]
    assert len(keys[0]) == len("e:") + 64
    shortest = read(event("VIEW", f"<EventKey>{'a' * (LONGEST_KEY - len(f'e:{TIMESTAMP}:VIEW:'))}</EventKey>")).key
    assert len(shortest) == LONGEST_KEY
    assert shortest.startswith(f"e:{TIMESTAMP}:VIEW:a")


HERE = text("您好")


@pytest.mark.parametrize(
    ("xml", "told"),
    [
        (HERE.replace(OPENID, ""), "FromUserName is missing or not of its form"),
        (HERE.replace(OPENID, "o" * 65), "FromUserName is missing or not of its form"),
        (HERE.replace(OPENID, "o'; DROP"), "FromUserName is missing or not of its form"),
        (HERE.replace("FromUserName", "From"), "FromUserName is missing or not of its form"),
        (HERE.replace(ACCOUNT, "公众号"), "ToUserName is missing or not of its form"),
        (HERE.replace(TIMESTAMP, "-1"), "CreateTime is missing or not of its form"),
        (HERE.replace(TIMESTAMP, "9" * 13), "CreateTime is missing or not of its form"),
        (HERE.replace(TIMESTAMP, "１７７２"), "CreateTime is missing or not of its form"),
        (HERE.replace("[text]", "[]"), "MsgType is missing or not of its form"),
        (HERE.replace("[text]", "[te xt]"), "MsgType is missing or not of its form"),
        (HERE.replace("</xml>", f"<FromUserName>{OPENID}</FromUserName></xml>"), "FromUserName stands there twice"),
        (HERE.replace("</xml>", "<Encrypt>x</Encrypt></xml>"), "an encrypted part where none may be"),
        (event("CLICK", f"<EventKey>{'a' * 2049}</EventKey>"), "EventKey is too long"),
        (event("", "<EventKey>a</EventKey>"), "Event is missing or not of its form"),
        (event("CLICK", "<EventKey>a</EventKey><EventKey>b</EventKey>"), "EventKey stands there twice"),
        ("<html></html>", "another root than <xml>"),
        ('<xml xmlns="https://example.com"></xml>', "another root than <xml>"),
        ("<xml/>", "FromUserName is missing or not of its form"),
        ("<xml>" + "<a/>" * 200 + "</xml>", "more elements than any delivery"),
        ("<xml>" + "<a>" * 8 + "</a>" * 8 + "</xml>", "more elements than any delivery"),
        (HERE.replace("您好", "办" * LARGEST), "larger than any delivery"),
    ],
)
def test_what_is_not_as_wechat_writes_it_is_refused_and_told(xml: str, told: str) -> None:
    assert why(xml) == told


@pytest.mark.parametrize(
    ("xml", "kind", "fault"),
    [
        (HERE.replace("</xml>", "<Content>x</Content></xml>"), "text", "Content stands there twice"),
        (HERE.replace("<Content>", "<Content><b>x</b>"), "text", "Content holds elements"),
        (message("voice", "<Format>amr</Format>"), "voice", "MediaId is missing or not of its form"),
        (message("voice", f"<MediaId>{'a' * 257}</MediaId>"), "voice", "MediaId is missing or not of its form"),
        (message("voice", "<MediaId>a b</MediaId>"), "voice", "MediaId is missing or not of its form"),
        (message("voice", "<MediaId>a</MediaId><MediaId16K>声</MediaId16K>"), "voice", "MediaId16K is missing or not of its form"),
        (message("image", ""), "image", "MediaId is missing or not of its form"),
    ],
)
def test_a_message_of_a_known_sender_that_is_not_of_its_form_is_kept_as_another(xml: str, kind: str, fault: str) -> None:
    assert read(xml) == Received(OPENID, ACCOUNT, SECONDS, "m:6054768590064713728", Other(kind), fault)


def test_a_number_that_is_none_is_as_good_as_missing() -> None:
    assert read(HERE.replace("6054768590064713728", "6054-7")) == read(message("text", "<Content>您好</Content>", ""))


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "\0",
        "您好",
        HERE[:-1],
        HERE + HERE,
        HERE.replace("</Content>", "</Con\x01tent>"),
        HERE.replace("您好", "]\x01]]>"),
        HERE.replace("<![CDATA[您好]]>", "&#0;"),
        HERE.replace("<![CDATA[您好]]>", "&#xD800;"),
        HERE.replace("<![CDATA[您好]]>", "&nbsp;"),
        HERE.replace("您好", "]]>"),
        HERE.replace("您好", "x" + "]" * 3 + ">"),
        HERE.encode("utf-16"),
        HERE.encode("gb18030"),
        HERE.encode().replace("您".encode(), b"\xe6\x82"),
        HERE.encode().replace("您".encode(), b"\xed\xa0\x80"),
        f"<!DOCTYPE xml>{HERE}",
        '<!DOCTYPE xml [<!ENTITY a "b">]>' + HERE.replace("<![CDATA[您好]]>", "&a;"),
        '<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + HERE.replace("<![CDATA[您好]]>", "&a;"),
        '<!DOCTYPE xml [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd"> %a;]>' + HERE,
        '<!DOCTYPE xml SYSTEM "http://127.0.0.1:9/a.dtd">' + HERE,
        '<!DOCTYPE x [<!ENTITY a "' + "b" * 9_000 + '">]><xml>' + "&a;" * 9_000 + "</xml>",
        '<!DOCTYPE x [<!ATTLIST xml a CDATA "b">]>' + HERE,
    ],
)
def test_what_is_no_xml_or_holds_a_document_type_is_refused(xml: str | bytes) -> None:
    assert why(xml) == "not XML as WeChat writes it"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-7", "gbk", "rot13", "unicode_escape", "base64", "nobody_knows"])
def test_a_body_is_read_as_utf8_whatever_it_says_of_itself(encoding: str) -> None:
    assert read(f'<?xml version="1.0" encoding="{encoding}"?>{HERE}').content == Text("您好")


def test_a_refusal_carries_nothing_of_what_came() -> None:
    xml = '<!DOCTYPE xml [<!ENTITY secret "11010519491231002X">]>' + HERE
    with pytest.raises(Malformed) as malformed:
        read(xml)
    assert "11010519491231002X" not in "".join(traceback.format_exception(malformed.value))


def test_the_largest_body_is_read_and_one_byte_more_is_not() -> None:
    fill = LARGEST - len(text("").encode())
    assert read(text("a" * fill)).content == Text("a" * fill)
    assert why(text("a" * (fill + 1))) == "larger than any delivery"


words = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=2000)


@given(words)
@settings(max_examples=200, deadline=None)
def test_wechatpy_reads_the_same_words(said: str) -> None:
    for inside in (cdata(said), escape(said)):
        xml = message("text", f"<Content>{inside}</Content>")
        ours, theirs = read(xml), parse_message(xml)
        assert (ours.openid, ours.account, ours.created_at, ours.key) == (theirs.source, theirs.target, theirs.time, f"m:{theirs.id}")
        assert ours.content == Text(said)
        assert (theirs.content or "") == said.strip()


@pytest.mark.parametrize("xml", EVERY_KIND)
def test_wechatpy_reads_the_same_of_every_kind(xml: str) -> None:
    ours, theirs = read(xml), parse_message(xml)
    assert (ours.openid, ours.account, ours.created_at) == (theirs.source, theirs.target, theirs.time)
    match ours.content:
        case Text(said):
            assert (theirs.type, theirs.content or "") == ("text", said)
        case Voice(media, finer):
            assert (theirs.type, theirs.media_id, theirs._data["MediaId16K"]) == ("voice", media, finer)
        case Picture(media):
            assert (theirs.type, theirs.media_id) == ("image", media)
        case Location(label):
            assert (theirs.type, theirs.label) == ("location", label)
        case Other(kind):
            assert theirs.type == ("unknown" if kind == "file" else kind)
        case Pressed(key):
            assert (theirs.event, theirs.key) == ("click", key)
        case Followed():
            assert theirs.event in {"subscribe", "subscribe_scan"}
        case Unfollowed():
            assert theirs.event == "unsubscribe"
        case Unneeded(name):
            assert theirs.event == name.lower()
