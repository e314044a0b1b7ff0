"""Deliveries as WeChat's server makes them, sound or broken on purpose; its encryption is written here a second time."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from api.wechat.protocol.envelope import Envelope, Mode, Query

TOKEN = "fortestsonly"
AES_KEY = "forTestsOnlyForTestsOnlyForTestsOnlyForTest"  # for tests only
APP_ID = "wxfortestsonly0001"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TIMESTAMP = str(int(NOW.timestamp()))
NONCE = "1320562132"
OPENID = "oFor-Tests_Only0000000000001"
ACCOUNT = "gh_fortestsonly"


def envelope(mode: Mode = "safe") -> Envelope:
    """The envelope of these tests."""
    return Envelope(TOKEN, AES_KEY, APP_ID, mode)


def message(kind: str, inside: str, message_id: str = "6054768590064713728") -> str:
    """The XML of a message of this MsgType."""
    number = f"<MsgId>{message_id}</MsgId>" if message_id else ""
    return _xml(kind, inside + number)


def event(name: str, inside: str = "") -> str:
    """The XML of an event."""
    return _xml("event", f"<Event><![CDATA[{name}]]></Event>{inside}")


def _xml(kind: str, inside: str) -> str:
    return (
        f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName>\n<FromUserName><![CDATA[{OPENID}]]></FromUserName>\n"
        f"<CreateTime>{TIMESTAMP}</CreateTime>\n<MsgType><![CDATA[{kind}]]></MsgType>\n{inside}\n</xml>"
    )


def text(words: str) -> str:
    """The XML of a text message; no `]]>` in the words."""
    return message("text", f"<Content><![CDATA[{words}]]></Content>")


VOICE = (
    "<MediaId><![CDATA[tell_8k]]></MediaId><Format><![CDATA[amr]]></Format>"
    "<MediaId16K><![CDATA[tell_16k]]></MediaId16K><Recognition><![CDATA[]]></Recognition>"
)
PICTURE = "<PicUrl><![CDATA[http://mmbiz.qpic.cn/1]]></PicUrl><MediaId><![CDATA[photo-1]]></MediaId>"
LOCATION = (
    "<Location_X>23.134521</Location_X><Location_Y>-113.358803</Location_Y><Scale>20</Scale><Label><![CDATA[体育西路 12 号]]></Label>"
)
VIDEO = "<MediaId><![CDATA[film]]></MediaId><ThumbMediaId><![CDATA[small]]></ThumbMediaId>"
LINK = "<Title><![CDATA[一篇文章]]></Title><Description><![CDATA[说明]]></Description><Url><![CDATA[https://example.com]]></Url>"
SUBSCRIBED = (
    "<SubscribeMsgPopupEvent>\n<List><TemplateId><![CDATA[template-1]]></TemplateId>"
    "<SubscribeStatusString><![CDATA[accept]]></SubscribeStatusString><PopupScene>2</PopupScene></List>"
    "<List><TemplateId><![CDATA[template-2]]></TemplateId>"
    "<SubscribeStatusString><![CDATA[reject]]></SubscribeStatusString><PopupScene>2</PopupScene></List></SubscribeMsgPopupEvent>"
)
TAKEN_BACK = (
    "<SubscribeMsgChangeEvent><List><TemplateId><![CDATA[template-1]]></TemplateId>"
    "<SubscribeStatusString><![CDATA[reject]]></SubscribeStatusString></List></SubscribeMsgChangeEvent>"
)
ARRIVED = (
    "<SubscribeMsgSentEvent><List><TemplateId><![CDATA[template-1]]></TemplateId><MsgID>1700827132819554304</MsgID>"
    "<ErrorCode>0</ErrorCode><ErrorStatus><![CDATA[success]]></ErrorStatus></List></SubscribeMsgSentEvent>"
)
PHOTOS = (
    "<EventKey><![CDATA[photo]]></EventKey><SendPicsInfo><Count>1</Count><PicList>"
    "<item><PicMd5Sum><![CDATA[1b5f7c23b5bf75682a53e7b6d163e185]]></PicMd5Sum></item></PicList></SendPicsInfo>"
)

EVERY_KIND = (
    text("您好,我想办退休。😀"),
    text(""),
    message("voice", VOICE),
    message("image", PICTURE),
    message("location", LOCATION),
    message("video", VIDEO),
    message("shortvideo", VIDEO),
    message("link", LINK),
    message("file", "<Title><![CDATA[a.pdf]]></Title>"),
    event("subscribe"),
    event("subscribe", "<EventKey><![CDATA[qrscene_12]]></EventKey><Ticket><![CDATA[ticket]]></Ticket>"),
    event("unsubscribe"),
    event("CLICK", "<EventKey><![CDATA[my_cases]]></EventKey>"),
    event("VIEW", "<EventKey><![CDATA[https://example.com/large]]></EventKey><MenuId>1</MenuId>"),
    event("SCAN", "<EventKey><![CDATA[12]]></EventKey>"),
    event("LOCATION", "<Latitude>23.137466</Latitude><Longitude>113.352425</Longitude><Precision>119.385040</Precision>"),
    event("pic_photo_or_album", PHOTOS),
    event("subscribe_msg_popup_event", SUBSCRIBED),
    event("subscribe_msg_change_event", TAKEN_BACK),
    event("subscribe_msg_sent_event", ARRIVED),
    event("TEMPLATESENDJOBFINISH", "<MsgID>200163836</MsgID><Status><![CDATA[success]]></Status>"),
)
"""One sound inner XML of every kind that WeChat is known to send."""


def signed(*parts: str) -> str:
    """What WeChat signs of these, with the token."""
    return hashlib.sha1("".join(sorted((TOKEN, *parts))).encode()).hexdigest()


def plain_query(timestamp: str = TIMESTAMP, nonce: str = NONCE) -> Query:
    """The address of a delivery in plain mode."""
    return Query(signed(timestamp, nonce), timestamp, nonce)


def safe_query(encrypted: str, timestamp: str = TIMESTAMP, nonce: str = NONCE) -> Query:
    """The address of an encrypted delivery."""
    return Query(signed(timestamp, nonce), timestamp, nonce, signed(timestamp, nonce, encrypted), "aes")


def frame(content: bytes, app_id: str = APP_ID, length: int | None = None) -> bytes:
    """What stands before the padding; `length` lies when it is given."""
    return b"aaaabbbbccccdddd" + (len(content) if length is None else length).to_bytes(4, "big") + content + app_id.encode()


def padded(whole: bytes) -> bytes:
    """PKCS#7 to 32 bytes."""
    count = 32 - len(whole) % 32
    return whole + bytes([count]) * count


def encrypted(whole: bytes, aes_key: str = AES_KEY) -> str:
    """AES-256-CBC over bytes that are padded already, as base64."""
    key = base64.b64decode(aes_key + "=")
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(whole) + encryptor.finalize()).decode()


def sound(xml: str) -> str:
    """The element Encrypt of this XML, as WeChat makes it."""
    return encrypted(padded(frame(xml.encode())))


def outer(part: str, copy: str = "") -> bytes:
    """The body around an encrypted part; with a plain copy beside it (elements only) in compatible mode."""
    return f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName>{copy}<Encrypt><![CDATA[{part}]]></Encrypt></xml>".encode()
