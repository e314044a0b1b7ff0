"""Debian's AMR encoders, by ctypes. Only for making recordings: the program itself never encodes AMR, and the suite does not either."""

from __future__ import annotations

import ctypes

FRAME = {8_000: 160, 16_000: 320}
"""Samples of 20 ms."""


def wideband(pcm: bytes, mode: int = 8) -> bytes:
    """AMR-WB of 16-bit samples at 16 kHz; mode 0 to 8 is 6.6 to 23.85 kbit/s."""
    lib = ctypes.CDLL("libvo-amrwbenc.so.0")
    lib.E_IF_init.restype = ctypes.c_void_p
    state = ctypes.c_void_p(lib.E_IF_init())
    made = bytearray(b"#!AMR-WB\n")
    out = ctypes.create_string_buffer(500)
    for frame in _frames(pcm, FRAME[16_000]):
        size = lib.E_IF_encode(state, ctypes.c_int(mode), frame, out, ctypes.c_int(0))
        made += out.raw[:size]
    lib.E_IF_exit(state)
    return bytes(made)


def narrowband(pcm: bytes, mode: int = 7) -> bytes:
    """AMR-NB of 16-bit samples at 8 kHz; mode 0 to 7 is 4.75 to 12.2 kbit/s."""
    lib = ctypes.CDLL("libopencore-amrnb.so.0")
    lib.Encoder_Interface_init.restype = ctypes.c_void_p
    state = ctypes.c_void_p(lib.Encoder_Interface_init(ctypes.c_int(0)))
    made = bytearray(b"#!AMR\n")
    out = ctypes.create_string_buffer(500)
    for frame in _frames(pcm, FRAME[8_000]):
        size = lib.Encoder_Interface_Encode(state, ctypes.c_int(mode), frame, out, ctypes.c_int(0))
        made += out.raw[:size]
    lib.Encoder_Interface_exit(state)
    return bytes(made)


def _frames(pcm: bytes, samples: int) -> list[bytes]:
    """Pieces of 20 ms, the last one filled up with silence."""
    size = samples * 2
    return [pcm[at : at + size].ljust(size, b"\0") for at in range(0, len(pcm), size)]
