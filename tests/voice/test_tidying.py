"""What is left of what an ear writes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from voice.ears.tidying import tidy


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("嗯，呃 我 要 退休 嗯、呃", "我要退休"),
        ("我要退休啊", "我要退休啊"),
        ("嗯，。我要退休，嗯", "我要退休"),
        ("我嗯嗯嗯要退休", "我嗯嗯嗯要退休"),
        ("嗯、嗯", "嗯、嗯"),
    ],
)
def test_thinking_goes_at_the_edges(written: str, left: str) -> None:
    assert tidy(written) == left


def test_who_hums_for_long_amid_a_sentence_stops_nobody() -> None:
    long = "我想" + "嗯" * 1000 + "退休"
    program = f"from voice.ears.tidying import tidy; assert tidy({long!r}) == {long!r}"
    subprocess.run([sys.executable, "-c", program], timeout=60, check=True)  # a process: a hang here cannot be broken off otherwise
