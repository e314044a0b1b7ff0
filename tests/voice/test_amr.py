"""What an AMR file holds: told from the lengths of its frames, and nothing else gets to a decoder."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.wechat.recorded import Recording, recording, recordings
from voice.audio import BadSound
from voice.messages.amr import LARGEST, LONGEST, Amr, read_amr

WIDE = recording("social_card").data
NARROW = recording("narrow_wait").data
NOTHING_SENT = b"\x7c"
"""20 ms in one byte."""


def refusal(data: bytes) -> str:
    """Why this is not taken."""
    with pytest.raises(BadSound) as refused:
        read_amr(data)
    return str(refused.value)


@pytest.mark.parametrize("one", recordings(), ids=lambda one: one.file)
def test_a_recording_is_told_by_its_form_and_its_frames(one: Recording) -> None:
    amr = read_amr(one.data)
    mark = b"#!AMR-WB\n" if one.form == "amrwb" else b"#!AMR\n"
    assert (amr.form, amr.rate, amr.of_each) == (one.form, one.rate, one.rate // 50)
    assert mark + b"".join(amr.frames) == one.data


def test_a_frame_that_only_tells_of_silence_is_known() -> None:
    quiet = b"\x4c" + bytes(5)
    amr = read_amr(b"#!AMR-WB\n" + quiet + NOTHING_SENT + b"\x44" + bytes(60))
    assert [amr.speaks(frame) for frame in amr.frames] == [False, False, True]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "a file without content"),
        (b"#!AMR\n", "an AMR file without any sound"),
        (b"#!AMR-WB\n", "an AMR file without any sound"),
        (NARROW[:10], "an AMR file without any sound"),
        (b"#!AMR-WB\n" + NARROW[6:], "byte 56 begins no frame of AMR"),
        (b"#!AMR\n" + b"\x54", "byte 6 begins no frame of AMR"),
        (b"#!AMR-WB_MC1.0\n" + bytes(4), "AMR of several channels, not AMR"),
        (b"#!SILK_V3" + bytes(40), "SILK, not AMR"),
        (b"\x02#!SILK_V3" + bytes(40), "SILK, not AMR"),
        (b"#!SPEEX" + bytes(40), "speex, not AMR"),
        (b"OggS" + bytes(40), "Ogg (speex or Opus), not AMR"),
        (b"RIFF\0\0\0\0WAVE", "WAV, not AMR"),
        (b'{"errcode":40007,"errmsg":"invalid media_id"}', "JSON, not AMR"),
        (b"\xff\xd8\xff\xe0", "no AMR file"),
        (b"#!AMR-WB\n" + bytes(LARGEST), "1,000,009 bytes are too many for a voice message"),
    ],
)
def test_what_is_no_whole_amr_is_refused_by_name(data: bytes, why: str) -> None:
    assert refusal(data) == why


@pytest.mark.parametrize("data", [WIDE, NARROW])
def test_a_last_frame_that_was_cut_off_is_left_out(data: bytes) -> None:
    assert read_amr(data[:-1]).frames == read_amr(data).frames[:-1]


@pytest.mark.parametrize("mark", [b"#!AMR\n", b"#!AMR-WB\n"])
def test_hours_of_nothing_in_a_small_file_are_refused(mark: bytes) -> None:
    most = int(LONGEST * 50)
    assert len(read_amr(mark + NOTHING_SENT * most).frames) == most
    assert refusal(mark + NOTHING_SENT * (most + 1)) == "more than 62 seconds are too long for a voice message"
    assert refusal(mark + NOTHING_SENT * (LARGEST - 100)) == "more than 62 seconds are too long for a voice message"


@given(some.sampled_from([b"#!AMR\n", b"#!AMR-WB\n", b""]), some.binary(max_size=400))
def test_any_bytes_are_whole_frames_with_a_part_of_one_behind_them_or_refused(mark: bytes, rest: bytes) -> None:
    try:
        amr = read_amr(mark + rest)
    except BadSound:
        return
    assert isinstance(amr, Amr)
    whole = b"".join(amr.frames)
    assert (rest[: len(whole)], len(rest) - len(whole) < 61) == (whole, True)
