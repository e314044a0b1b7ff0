from __future__ import annotations

import base64
import tracemalloc
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto

from api.wechat.protocol.elements import LARGEST
from api.wechat.protocol.envelope import WINDOW, Envelope, Mode, Query, Refused, signature
from tests.alone import in_a_process_of_its_own
from tests.wechat.bodies import (
    AES_KEY,
    APP_ID,
    NONCE,
    NOW,
    OPENID,
    TIMESTAMP,
    TOKEN,
    encrypted,
    envelope,
    frame,
    outer,
    padded,
    plain_query,
    safe_query,
    sound,
    text,
)

WORDS = text("您好,我想办退休。")
WRONG_SIGNATURE = "the signature is wrong"
CANNOT = "cannot be decrypted with our key for our app id"
ENCRYPTED: tuple[Mode, ...] = ("compatible", "safe")

wechatpy = WeChatCrypto(TOKEN, AES_KEY, APP_ID)
said = st.text(st.characters(exclude_categories=("Cs",)), max_size=3000) | st.sampled_from(["", "退休", "😀👵", "办" * 8000, "]]>", "\r\n"])


def why(mode: Mode, query: Query, body: bytes) -> str:
    with pytest.raises(Refused) as refused:
        envelope(mode).opened(query, body, NOW)
    assert refused.value.__cause__ is None
    return str(refused.value)


@given(said)
@settings(max_examples=150, deadline=None)
def test_what_wechatpy_encrypts_is_opened(words: str) -> None:
    letter = wechatpy.encrypt_message(words, NONCE, TIMESTAMP)
    found = ElementTree.fromstring(letter)
    query = Query("", TIMESTAMP, NONCE, found.findtext("MsgSignature", ""), "aes")
    for mode in ENCRYPTED:
        assert envelope(mode).opened(query, letter.encode(), NOW) == words.encode()


@given(said)
@settings(max_examples=150, deadline=None)
def test_what_is_sealed_wechatpy_decrypts(words: str) -> None:
    for mode in ENCRYPTED:
        letter = envelope(mode).sealed(words, NOW)
        found = ElementTree.fromstring(letter)
        signed, at, nonce = (found.findtext(name, "") for name in ("MsgSignature", "TimeStamp", "Nonce"))
        assert at == TIMESTAMP
        assert wechatpy.decrypt_message(letter, signed, at, nonce) == words


def test_a_given_nonce_is_used_and_a_missing_one_is_new_each_time() -> None:
    letters = [ElementTree.fromstring(envelope().sealed(WORDS, NOW, nonce)) for nonce in ("77", None, None)]
    nonces = [letter.findtext("Nonce") for letter in letters]
    assert nonces[0] == "77"
    assert len({*nonces, *(letter.findtext("Encrypt") for letter in letters)}) == 6


def test_in_plain_mode_bodies_and_answers_pass_as_they_are() -> None:
    assert envelope("plain").opened(plain_query(), WORDS.encode(), NOW) == WORDS.encode()
    assert envelope("plain").opened(replace(plain_query(), encrypt_type="raw"), WORDS.encode(), NOW) == WORDS.encode()
    assert envelope("plain").sealed(WORDS, NOW) == WORDS


def test_the_proof_of_a_delivery_is_the_signature_that_was_checked_whatever_stands_beside_it() -> None:
    part = sound(WORDS)
    plain, safe = replace(plain_query(), msg_signature="made up"), replace(safe_query(part), signature="made up")
    envelope("plain").opened(plain, WORDS.encode(), NOW)
    envelope("safe").opened(safe, outer(part), NOW)
    assert (plain.proof, safe.proof) == (plain.signature, safe.msg_signature)


def test_in_compatible_mode_only_the_encrypted_part_is_believed() -> None:
    part = sound(WORDS)
    body = outer(part, f"<FromUserName>{OPENID}</FromUserName><Content>everything forged</Content>")
    assert envelope("compatible").opened(safe_query(part), body, NOW) == WORDS.encode()


@pytest.mark.parametrize("mode", ["plain", *ENCRYPTED])
def test_the_address_is_verified_in_every_mode_by_the_plain_signature(mode: Mode) -> None:
    query = replace(plain_query(), echostr="5838479218127813673")
    envelope(mode).verified(query, NOW)
    for forged in (replace(query, nonce="1"), replace(query, signature=""), replace(query, signature="签\0名\ud800")):
        with pytest.raises(Refused, match=WRONG_SIGNATURE):
            envelope(mode).verified(forged, NOW)
    with pytest.raises(Refused, match="too long"):
        envelope(mode).verified(replace(query, echostr="1" * 513), NOW)
    with pytest.raises(Refused, match="too far from our clock"):
        envelope(mode).verified(query, NOW + timedelta(seconds=WINDOW + 1))


@pytest.mark.parametrize("seconds", [-WINDOW, 0, WINDOW])
def test_a_delivery_within_the_window_is_opened(seconds: int) -> None:
    at = str(int(TIMESTAMP) + seconds)
    part = sound(WORDS)
    assert envelope("plain").opened(plain_query(at), WORDS.encode(), NOW) == WORDS.encode()
    assert envelope().opened(safe_query(part, at), outer(part), NOW) == WORDS.encode()


@pytest.mark.parametrize("seconds", [-WINDOW - 1, WINDOW + 1, -86_400 * 365, 86_400 * 365])
def test_a_delivery_of_another_time_is_refused_however_well_signed(seconds: int) -> None:
    at = str(int(TIMESTAMP) + seconds)
    part = sound(WORDS)
    told = "the timestamp is too far from our clock"
    assert why("plain", plain_query(at), WORDS.encode()) == told
    assert why("safe", safe_query(part, at), outer(part)) == told


@pytest.mark.parametrize(
    "at", ["", "0", "-1772443800", "1.7e9", "１７７２４４３８００", "0x1", "1" * 128, f" {TIMESTAMP}", f"0{TIMESTAMP}", "\0"]
)
def test_a_timestamp_that_is_no_number_of_seconds_is_refused(at: str) -> None:
    assert why("plain", plain_query(at), WORDS.encode()) == "the timestamp is no number of seconds"


def test_a_forged_signature_is_refused() -> None:
    part = sound(WORDS)
    query = safe_query(part)
    assert why("plain", replace(plain_query(), signature="0" * 40), WORDS.encode()) == WRONG_SIGNATURE
    assert why("plain", replace(plain_query(), signature="签名\0\ud800"), WORDS.encode()) == WRONG_SIGNATURE
    for forged in ("", "0" * 40, query.signature, query.msg_signature.upper(), query.msg_signature[:-1]):
        assert why("safe", replace(query, msg_signature=forged), outer(part)) == WRONG_SIGNATURE
    assert why("safe", replace(query, nonce="1"), outer(part)) == WRONG_SIGNATURE
    assert why("safe", query, outer(sound(text("另一句话")))) == WRONG_SIGNATURE


@pytest.mark.parametrize("name", ["signature", "timestamp", "nonce", "msg_signature", "encrypt_type", "echostr"])
def test_a_huge_value_of_the_address_is_refused(name: str) -> None:
    part = sound(WORDS)
    assert why("safe", replace(safe_query(part), **{name: "1" * 100_000}), outer(part)) == "a value of the address is too long"


@pytest.mark.parametrize("mode", ["plain", *ENCRYPTED])
def test_a_body_larger_than_any_delivery_is_refused(mode: Mode) -> None:
    body = outer("A" * LARGEST)
    query = plain_query() if mode == "plain" else safe_query("A" * LARGEST)
    assert why(mode, query, body) == "the body is too large"


def test_a_plain_body_is_refused_where_encryption_is_set() -> None:
    for mode in ENCRYPTED:
        assert why(mode, plain_query(), WORDS.encode()) == f"not encrypted, but the mode here is {mode}"
        query = replace(plain_query(), encrypt_type="aes", msg_signature=plain_query().signature)
        assert why(mode, query, WORDS.encode()) == "no encrypted part: no Encrypt"


def test_an_encrypted_body_is_refused_in_plain_mode() -> None:
    part = sound(WORDS)
    assert why("plain", safe_query(part), outer(part)) == "encrypted, but the mode here is plain"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<xml><Encrypt>{0}</Encrypt><Encrypt>{0}</Encrypt></xml>", "Encrypt stands there twice"),
        ("<xml><Encrypt><Encrypt>{0}</Encrypt></Encrypt></xml>", "Encrypt holds elements"),
        ("<xml><a><Encrypt>{0}</Encrypt></a></xml>", "no Encrypt"),
        ("<xml><encrypt>{0}</encrypt></xml>", "no Encrypt"),
        ("<Encrypt>{0}</Encrypt>", "another root than <xml>"),
        ("<xml><Encrypt>{0}</Encrypt>", "not XML as WeChat writes it"),
        ("<!DOCTYPE xml><xml><Encrypt>{0}</Encrypt></xml>", "not XML as WeChat writes it"),
        ("{0}", "not XML as WeChat writes it"),
        ("", "not XML as WeChat writes it"),
    ],
)
def test_an_encrypted_part_elsewhere_than_in_its_place_is_refused(body: str, told: str) -> None:
    part = sound(WORDS)
    assert why("safe", safe_query(part), body.format(part).encode()) == f"no encrypted part: {told}"


def test_every_byte_changed_on_the_way_is_refused() -> None:
    part = sound(text("是"))
    sealed = base64.b64decode(part)
    for place in range(len(sealed)):
        changed = base64.b64encode(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]).decode()
        assert why("safe", safe_query(part), outer(changed)) == WRONG_SIGNATURE


def test_every_byte_of_length_app_id_and_padding_is_checked() -> None:
    whole = padded(frame(text("是").encode()))
    content = range(20, 20 + len(text("是").encode()))
    for place in range(16, len(whole)):
        part = encrypted(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        if place in content:
            assert len(envelope().opened(safe_query(part), outer(part), NOW)) == len(content)
        else:
            assert why("safe", safe_query(part), outer(part)) == CANNOT


INNER = WORDS.encode()
WHOLE = padded(frame(INNER))


@pytest.mark.parametrize(
    "part",
    [
        encrypted(WHOLE, "A" * 43),
        encrypted(padded(frame(INNER, "wxanother"))),
        encrypted(padded(frame(INNER, APP_ID[:-1]))),
        encrypted(padded(frame(INNER, APP_ID + "0"))),
        encrypted(padded(frame(INNER, ""))),
        encrypted(padded(frame(INNER, length=len(INNER) - 1))),
        encrypted(padded(frame(INNER, length=len(INNER) + 1))),
        encrypted(padded(frame(INNER, length=len(WHOLE)))),
        encrypted(padded(frame(INNER, length=0xFFFFFFFF))),
        encrypted(padded(b"")),
        encrypted(padded(b"aaaabbbbccccdddd")),
        encrypted(padded(b"aaaabbbbccccdddd\0\0\0")),
        encrypted(WHOLE[:-1] + b"\0"),
        encrypted(WHOLE[:-1] + b"\x21"),
        encrypted(WHOLE[:-1] + b"\xff"),
        encrypted(frame(INNER) + b"\x01" * (-len(frame(INNER)) % 32 - 1) + bytes([-len(frame(INNER)) % 32])),
        encrypted(WHOLE[:-16]),
        encrypted(WHOLE[:16]),
        sound(WORDS)[:-4],
        sound(WORDS)[:-1],
        sound(WORDS)[4:],
        "A",
        "====",
        "不是密文",
        " ".join(sound(WORDS)),
        sound(WORDS) * 2,
    ],
)
def test_what_cannot_be_decrypted_is_refused_in_the_same_words_whatever_is_wrong(part: str) -> None:
    assert why("safe", safe_query(part), outer(part)) == CANNOT


@pytest.mark.parametrize("aes_key", ["", "abc", "A" * 42, "A" * 44, "A" * 42 + "=", "中" * 43, "A" * 42 + "\n"])
def test_a_key_that_is_none_is_told_at_once(aes_key: str) -> None:
    with pytest.raises(ValueError, match="must be the 43 letters and digits of EncodingAESKey"):
        Envelope(TOKEN, aes_key, APP_ID, "safe")


def test_settings_that_would_open_the_door_to_anybody_are_told_at_once() -> None:
    with pytest.raises(ValueError, match="one of them is empty"):
        Envelope("", AES_KEY, APP_ID, "safe")
    with pytest.raises(ValueError, match="one of them is empty"):
        Envelope(TOKEN, AES_KEY, "", "safe")
    with pytest.raises(ValueError, match="one of plain, compatible, safe"):
        Envelope(TOKEN, AES_KEY, APP_ID, "sure")  # type: ignore[arg-type]


def test_plain_mode_needs_no_key() -> None:
    assert Envelope(TOKEN, "", APP_ID, "plain").opened(plain_query(), INNER, NOW) == INNER


@given(st.lists(st.text(max_size=60), max_size=5))
def test_a_signature_is_made_of_anything_in_any_order(parts: list[str]) -> None:
    assert signature(*parts) == signature(*reversed(parts))
    assert len(signature(*parts)) == 40


def test_a_hostile_body_takes_little_memory() -> None:
    assert in_a_process_of_its_own(most_held) < 4 * 1024 * 1024


def most_held() -> int:
    """Bytes at the worst moment of refusing hostile bodies."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bodies = [
        f'<!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]><xml><Encrypt>&l9;</Encrypt></xml>'.encode(),
        b"<xml>" * 13_000,
        b"<xml>" + b"<a/>" * 16_000 + b"</xml>",
        b"<xml " + b" ".join(b"a%d=''" % n for n in range(6_000)) + b"/>",
        b"<xml><" + b"a" * 65_000 + b"/></xml>",
    ]
    tracemalloc.start()
    for body in bodies:
        with pytest.raises(Refused):
            envelope().opened(safe_query("x"), body, NOW + timedelta(seconds=1))
    return tracemalloc.get_traced_memory()[1]
