"""Identifiers for the ear: digit by digit, in groups, 1 as 幺, X as 叉."""

from __future__ import annotations

_EAR = str.maketrans(dict(zip("0123456789X", "零幺二三四五六七八九叉", strict=True)))


def grouped(identifier: str, sizes: tuple[int, ...]) -> list[str]:
    """The identifier in groups of these sizes; what is left over comes in groups of the last size."""
    groups, at, step = [], 0, 0
    while at < len(identifier):
        size = sizes[min(step, len(sizes) - 1)]
        groups.append(identifier[at : at + size])
        at, step = at + size, step + 1
    return groups


def digit_by_digit(identifier: str, sizes: tuple[int, ...]) -> str:
    """13800138000 in groups of 3-4-4 → 幺三八，零零幺三，八零零零."""
    return "，".join(group.translate(_EAR) for group in grouped(identifier, sizes))
