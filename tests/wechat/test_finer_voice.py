"""A voice message at 16 kHz and at 8 kHz: the finer one first, the other where that fails."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from api.wechat.answering.taking import Taking
from api.wechat.delivering.pacing import Pacing
from api.wechat.hearing import VoiceHeard, VoiceNotHeard
from api.wechat.protocol.received import Voice
from bot.turn import Language, Recognised
from tests.wechat.quiet import QuietTown

COARSE, FINE, BROKEN = b"#!AMR\n coarse", b"#!AMR-WB\n fine", b"#!AMR-WB\n broken"


async def hear(data: bytes, conversation: str, language: Language) -> VoiceHeard | VoiceNotHeard:
    """Hears how fine it is."""
    return VoiceNotHeard("unreadable") if data == BROKEN else VoiceHeard(data.decode().split()[1], Recognised(1.0))


@pytest.mark.parametrize(("finer", "heard"), [(FINE, "fine"), (BROKEN, "coarse"), (b"", "coarse"), (None, "coarse")])
def test_the_finer_one_is_heard_and_the_other_where_that_fails(quiet: QuietTown, finer: bytes | None, heard: str) -> None:
    media, account = quiet.stranger().media, quiet.house.wechat()
    assert account is not None
    voice = Voice(media.add(COARSE, "audio/amr"), None if finer is None else media.add(finer, "audio/amr-wb") if finer else "nothing")
    said = asyncio.run(Taking(replace(account.bridge._ports, hear=hear), Pacing())._voices._heard(voice, "0123456789abcdef"))
    assert said == VoiceHeard(heard, Recognised(1.0))
