"""The examples that WeChat's own sample code and pages publish; tokens and keys are theirs, for tests only."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from api.wechat.protocol.cipher import decrypted, encrypted, key_of
from api.wechat.protocol.envelope import Envelope, Query, signature
from api.wechat.protocol.messages import parse
from api.wechat.protocol.received import Received, Text, Unneeded

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SAMPLE = "wx2c2769f8efd9abc2"

PYTHON_PART = (
    "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb"
    "52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KW"
    "wMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q"
    "5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE="
)
"""Python's Sample.py; its body also carries the plain copy of compatible mode."""
PYTHON_BODY = (
    "<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName><FromUserName><![CDATA[oyORnuP8q7ou2gfYjqLzSIWZf0rs]]></FromUserName>"
    "<CreateTime>1409735668</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[abcdteT]]></Content>"
    f"<MsgId>6054768590064713728</MsgId><Encrypt><![CDATA[{PYTHON_PART}]]></Encrypt></xml>"
)
CPP_PART = (
    "mfBCs65c67CeJw22u4VT2TD73q5H06+ocrAIxswCaeZ/d/Lw0msSZFHY0teqgSYiI1zR2gD2DKrB3TIrmX/liNSDrGqS8jSI/WPeKB5VPr7Ezr7gomZAyGCwJSgT"
    "1TRFWPfONGJMxuj2nk4faTuspAuVIFQ6SHwZuJBZC7mcJp7Cgr9cUhATQWDbOPaE7ukZBTV2YqyzH+UI2AK+J1S47cE79k1RX8t0hcTz/O0hlK8DGXKnvYv88qKQ"
    "cI7z4iaajqHfRVZKBNyOODabs+It+ZfM3dWTeFcPgDbGtIEnpt/EDtuuA/zMvtkaKdHdswPnVZQ+xdwbYr3ldGvfT8HlEYEgkgKaThxTFobVlwzu2ZkXCjicbP3x"
    "dr15Iq48ObgzPpqYuZ3IEoyggZDKClquk0u0orMck4GTF/XyE8yGzc4="
)
"""Sample.cpp."""
PAGE_PART = (
    "D7yzvUNAL930rd28wf21s4hvXhz0L6Uit/p2Di6C5DHyYGpEgdBRnKjBec34JwoQXicwaZC7fOVihW80F4VtsdvE//1vr7oAbqjDv8KenVp+ajKYpJnyQ4zMRhIC"
    "+a31fCVOMC03FfzV/QuC94kBP55a+Za3sJgvAn+ZbsNqZI5DkyuzkhQN8OBqCzFhizGmy0xpM0MEA4agpvE+RuNO1rhHTtuJB5yltw1FiYzecSXJ+y/D2r81VkRn"
    "2eYjh2ltsoyfbDR7Is6ookXIFxTfyeNyeHxMeT4KN5WpCDmSbTcUYrbBUlkGLJ9n/rU8YOywma6G7aTb7KZKOqCxgfoUlYEZPk4FUL/TK7ShriFDMVCLyjQJ15Ob"
    "++agDWtcxhfUfe6HIoIpRW8mKNBQiY/Jd1svvuskA1wLef1RTtzKfMpagSCX/laZINmdnX4zrF6kIaR9P4xQrWXbsTFHTYe0Mg=="
)
"""The platform's page on message encryption (消息加解密说明), an event of the kind debug_demo; its key is all zeros."""


def test_the_python_samples_delivery_is_opened_and_parsed_in_both_encrypted_modes() -> None:
    query = Query("", "1409735669", "1320562132", "5d197aaffba7e9b25a30732f161a50dee96bd5fa", "aes")
    for mode in ("compatible", "safe"):
        inner = Envelope("spamtest", LETTERS, SAMPLE, mode).opened(query, PYTHON_BODY.encode(), datetime.fromtimestamp(1409735670, UTC))
        assert parse(inner) == Received(
            "oyORnuP8q7ou2gfYjqLzSIWZf0rs", "gh_10f6c3c3ac5a", 1409735668, "m:6054768590064713728", Text("abcdteT")
        )


def test_the_cpp_samples_delivery_is_opened_and_parsed() -> None:
    query = Query("", "1410349438", "298025754", "003fee52ecc56afb46c00b5c7721be87860ce785", "aes")
    body = f"<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName><Encrypt><![CDATA[{CPP_PART}]]></Encrypt></xml>"
    inner = Envelope("spamtest", LETTERS, SAMPLE, "safe").opened(query, body.encode(), datetime.fromtimestamp(1410349438, UTC))
    assert parse(inner) == Received("oyORnuP8q7ou2gfYjqLzSIWZf0rs", "gh_10f6c3c3ac5a", 1410349438, "m:6057404712141979648", Text("abcdteT"))


def test_the_pages_event_is_opened_and_parsed() -> None:
    query = Query("", "1715943329", "1590219412", "6c12a4205838198b8fa631b3220723bb07f1015c", "aes")
    body = f"<xml><ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName><Encrypt><![CDATA[{PAGE_PART}]]></Encrypt></xml>"
    inner = Envelope("AAAAA", "A" * 43, "wx134c8103faa5a59e", "safe").opened(query, body.encode(), datetime.fromtimestamp(1715943329, UTC))
    assert len(inner) == 292
    assert parse(inner).content == Unneeded("debug_demo")


def test_the_java_tests_words_are_encrypted_to_the_published_ciphertext() -> None:
    written = encrypted("我是中文abcd123".encode(), key_of(LETTERS), "wxb11529c136998cb6", b"aaaabbbbccccdddd")
    assert written == "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="


def test_the_pages_answer_is_encrypted_and_signed_as_published() -> None:
    answer = b"<xml><demo_resp>[CDATA[good luck]]</demo_resp></xml>"
    written = encrypted(answer, key_of("A" * 43), "wx134c8103faa5a59e", b"999951349e8ee746")
    assert written == (
        "hE8R6mGXHkJJjU72KxzKUd1GEkKJaEZq7vRL8XgK3o+00k8JGq6+pZJUIlTSyhsX+bxIBQ72g3GyvDdIZcr6+3HAZbSvPT9t/o11MI7d6WELwqrGd7jMnV0zv3Zc9Nq7"
    )
    assert signature("AAAAA", "1713424427", "415670741", written) == "03e0812039325c2712ef5f0f980fd14c70d6e307"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("spamtest", "1409735669", "1320562132"), "16120ec1b8dbb870f510d87ce6bc2463eae6ca1a"),
        (
            (
                "QDG6eK",
                "1409659589",
                "263014780",
                "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
            ),
            "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
        ),
    ],
)
def test_published_signatures_are_ours(parts: tuple[str, ...], expected: str) -> None:
    assert signature(*parts) == expected


def test_the_published_echo_is_decrypted() -> None:
    part = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
    key = key_of("jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C")
    assert decrypted(part, key, "wx5823bf96d3bd56c7") == b"1616140317555161061"
