"""Deliveries that somebody has tampered with, by a seed: the address, the envelope, what is encrypted, the XML inside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from api.wechat.protocol.elements import LARGEST, Malformed
from api.wechat.protocol.envelope import Mode, Query, Refused
from api.wechat.protocol.messages import parse
from api.wechat.protocol.received import Received
from tests.wechat.bodies import EVERY_KIND, NOW, encrypted, envelope, frame, outer, padded, plain_query, safe_query, sound

Harm = Callable[[bytes, Random], bytes]
MODES: tuple[Mode, ...] = ("plain", "compatible", "safe")
ENVELOPES = {mode: envelope(mode) for mode in MODES}
ALL_KINDS = tuple(xml.encode() for xml in EVERY_KIND)
READ = {xml: parse(xml) for xml in ALL_KINDS}


@dataclass(frozen=True)
class Attempt:
    """One delivery to be tried."""

    where: str
    """Which layer was harmed; `nowhere` for a sound delivery, which must be taken."""
    how: str
    mode: Mode
    query: Query
    body: bytes
    meant: Received | None = None
    """The only thing that may be read of it, where whoever harmed it did not know the token."""


def _flip(xml: bytes, random: Random) -> bytes:
    changed = bytearray(xml)
    for _ in range(random.randint(1, 8)):
        if changed:
            changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _cut(xml: bytes, random: Random) -> bytes:
    start, end = sorted((random.randint(0, len(xml)), random.randint(0, len(xml))))
    return random.choice((xml[:start], xml[end:], xml[:start] + xml[end:]))


def _splice(xml: bytes, random: Random) -> bytes:
    other = random.choice(ALL_KINDS)
    return xml[: random.randint(0, len(xml))] + other[random.randint(0, len(other)) :]


def _repeat(xml: bytes, random: Random) -> bytes:
    starts = [place for place in range(len(xml)) if xml[place : place + 1] == b"<"] or [0]
    start, end = random.choice(starts), random.choice(starts)
    return xml[:start] + xml[min(start, end) : max(start, end)] * random.choice((1, 2, 50)) + xml[start:]


def _nest(xml: bytes, random: Random) -> bytes:
    deep = random.choice((2, 7, 9, 100, 10_000))
    place = random.choice([place + 1 for place in range(len(xml)) if xml[place : place + 1] == b">"] or [0])
    return xml[:place] + b"<a>" * deep + b"</a>" * random.choice((deep, deep - 1, 0)) + xml[place:]


def _encode(xml: bytes, random: Random) -> bytes:
    told = random.choice(("utf-8", "utf-16", "utf-7", "gb18030", "ascii", "idna", "zlib", "punycode", "x" * 300, "\0"))
    encoding = random.choice(("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "gb18030", "utf-7", "cp037"))
    return f'<?xml version="1.0" encoding="{told}"?>{xml.decode(errors="replace")}'.encode(encoding, errors="replace")


def _noise(xml: bytes, random: Random) -> bytes:
    return random.randbytes(random.choice((0, 1, 15, 16, 64, 1000, 20_000)))


def _number(xml: bytes, random: Random) -> bytes:
    digits = [place for place in range(len(xml)) if xml[place : place + 1].isdigit()] or [0]
    huge = random.choice((b"9" * 5_000, b"-1", b"1e999", b"0x7f", b"nan", b"inf", b"1_0", "٣１".encode(), b"", b"0" * 40))
    place = random.choice(digits)
    return xml[:place] + huge + xml[place + 1 :]


def _entity(xml: bytes, random: Random) -> bytes:
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 9))
    inside = random.choice(
        (
            b'[<!ENTITY l0 "ha">' + laughs + b"]",
            b'[<!ENTITY l8 SYSTEM "file:///etc/passwd">]',
            b'[<!ENTITY % l SYSTEM "http://127.0.0.1:9/"> %l;]',
            b'SYSTEM "http://127.0.0.1:9/a.dtd"',
            b'[<!ATTLIST xml a CDATA "b">]',
            b"",
        )
    )
    return b"<!DOCTYPE xml " + inside + b">" + xml.replace(b"</xml>", random.choice((b"&l8;", b"<Content>&l8;</Content>", b"")) + b"</xml>")


def _insert(xml: bytes, random: Random) -> bytes:
    odd = (
        b"\0",
        b"\x0b",
        b"]]>",
        b"<",
        b"&",
        b"&#0;",
        b"&#x110000;",
        b"&amp;",
        b"<!--",
        b"<![CDATA[",
        b"<?a?>",
        b"\xff\xfe",
        b"\xed\xa0\x80",
    )
    place = random.randint(0, len(xml))
    return xml[:place] + random.choice(odd) + xml[place:]


def _swell(xml: bytes, random: Random) -> bytes:
    place = random.randint(0, len(xml))
    return xml[:place] + random.choice((b"a", b" ", "办".encode(), b"<a/>", b"]")) * random.choice((300, 3_000, 30_000)) + xml[place:]


HARMS: dict[str, Harm] = {
    "bits flipped": _flip,
    "cut": _cut,
    "spliced": _splice,
    "elements repeated": _repeat,
    "nested deeply": _nest,
    "odd encoding": _encode,
    "noise": _noise,
    "odd number": _number,
    "entities": _entity,
    "something odd inserted": _insert,
    "swollen": _swell,
}


def attempts(seed: int, count: int) -> Iterator[Attempt]:
    """So many deliveries, the same ones for the same seed; about one in fifty is sound."""
    random = Random(seed)
    for _ in range(count):
        yield random.choices((_sound, _address, _outside, _frame, _inside, _unsigned), (1, 6, 10, 8, 15, 10))[0](random)


def _sound(random: Random) -> Attempt:
    xml, mode = random.choice(ALL_KINDS), random.choice(MODES)
    if mode == "plain":
        return Attempt("nowhere", "not at all", mode, plain_query(), xml, READ[xml])
    part = sound(xml.decode())
    return Attempt("nowhere", "not at all", mode, safe_query(part), outer(part), READ[xml])


def _address(random: Random) -> Attempt:
    attempt = _sound(random)
    name = random.choice(("signature", "timestamp", "nonce", "msg_signature", "encrypt_type", "echostr"))
    how = random.choice(tuple(HARMS))
    value = HARMS[how](getattr(attempt.query, name).encode(), random).decode("utf-8", random.choice(("replace", "surrogateescape")))
    return replace(attempt, where="the address", how=how, query=replace(attempt.query, **{name: value}))


def _outside(random: Random) -> Attempt:
    """The body harmed on the way, encrypted modes: whatever is still taken must be what was meant."""
    xml, how = random.choice(ALL_KINDS), random.choice(tuple(HARMS))
    part = sound(xml.decode())
    copy = xml.decode().removeprefix("<xml>").removesuffix("</xml>") if random.random() < 0.5 else ""
    body = HARMS[how](outer(part, copy), random)
    return Attempt("the envelope", how, random.choice(("compatible", "safe")), safe_query(part), body, READ[xml])


def _frame(random: Random) -> Attempt:
    """What was encrypted is harmed, by somebody who knows token and key."""
    how = random.choice(tuple(HARMS))
    whole = frame(random.choice(ALL_KINDS), length=random.choice((None, None, 0, 10, 2**31, 2**32 - 1)))
    if random.random() < 0.5:
        part = encrypted(padded(HARMS[how](whole, random)[: LARGEST // 2]))
    else:
        harmed = HARMS[how](padded(whole), random)[: LARGEST // 2]
        part = encrypted(harmed[: len(harmed) // 16 * 16])
    return Attempt("what is encrypted", how, "safe", safe_query(part), outer(part))


def _inside(random: Random) -> Attempt:
    """The XML inside is harmed, and well encrypted and signed."""
    xml, how = _harmed(random)
    part = encrypted(padded(frame(xml)))
    return Attempt("the XML inside", how, "safe", safe_query(part), outer(part))


def _unsigned(random: Random) -> Attempt:
    """The body harmed in plain mode, where the signature does not cover it."""
    xml, how = _harmed(random)
    return Attempt("the plain body", how, "plain", plain_query(), xml)


def _harmed(random: Random) -> tuple[bytes, str]:
    names = random.sample(tuple(HARMS), random.choice((1, 1, 2, 3)))
    xml = random.choice(ALL_KINDS)
    for name in names:
        xml = HARMS[name](xml, random)
    return xml, names[-1]


def outcome(attempt: Attempt) -> str:
    """`refused`, `malformed` or `taken`. Anything else that happens is raised, and so is a forgery that was believed."""
    try:
        received = parse(ENVELOPES[attempt.mode].opened(attempt.query, attempt.body, NOW))
    except Refused:
        ended = "refused"
    except Malformed:
        ended = "malformed"
    else:
        ended = "taken"
        if attempt.meant is not None and received != attempt.meant:
            raise AssertionError(f"believed what nobody meant: {attempt}")
    if attempt.where == "nowhere" and ended != "taken":
        raise AssertionError(f"a sound delivery was {ended}: {attempt}")
    return ended
