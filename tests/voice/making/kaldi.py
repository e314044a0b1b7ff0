"""Kaldi's binary format, as far as a Vosk model needs it. Little endian; a number carries its size in front."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np


def token(name: str) -> bytes:
    return name.encode() + b" "


def integer(number: int) -> bytes:
    return b"\x04" + struct.pack("<i", number)


def single(number: float) -> bytes:
    return b"\x04" + struct.pack("<f", number)


def double(number: float) -> bytes:
    return b"\x08" + struct.pack("<d", number)


def integers(numbers: Sequence[int]) -> bytes:
    return b"\x04" + struct.pack("<i", len(numbers)) + np.asarray(numbers, "<i4").tobytes()


def vector(numbers: Sequence[float] | np.ndarray) -> bytes:
    return token("FV") + integer(len(numbers)) + np.asarray(numbers, "<f4").tobytes()


def compressed_matrix(numbers: np.ndarray) -> bytes:
    """One byte a number, between the smallest and the largest."""
    low, extent = float(numbers.min()), float(np.ptp(numbers)) or 1e-6
    steps = np.round((numbers - low) / extent * 255).astype("u1")
    return token("CM3") + struct.pack("<ffii", low, extent, *numbers.shape) + np.ascontiguousarray(steps).tobytes()
