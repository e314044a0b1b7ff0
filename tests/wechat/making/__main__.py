"""python -m tests.wechat.making: make tests/wechat/recordings anew. Needs espeak-ng, libvo-amrwbenc0 and libopencore-amrnb0 (Debian).

recordings/said.yml says what is made: the words, espeak-ng's voice (none of those that the tests' model was trained on), the form and
its mode. A line with `pause` has so many seconds of silence at each space.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.voice.spoken import spoken
from tests.wechat.making.amr import narrowband, wideband
from voice.audio import silence

RECORDINGS = Path(__file__).resolve().parents[1] / "recordings"


def sound(row: dict[str, Any]) -> bytes:
    """What is encoded: 16-bit samples, at 16 kHz for AMR-WB and 8 kHz for AMR."""
    rate = 16_000 if row["form"] == "amrwb" else 8_000
    pause = silence(row.get("pause", 0), rate).pcm
    return pause.join(spoken(part, row["voice"], rate) for part in row["text"].split())


def main() -> None:
    for row in yaml.safe_load((RECORDINGS / "said.yml").read_text(encoding="utf-8")):
        made = (wideband if row["form"] == "amrwb" else narrowband)(sound(row), row["mode"])
        (RECORDINGS / f"{row['file']}.amr").write_bytes(made)
        print(f"{row['file']}.amr: {len(made):,} bytes")


if __name__ == "__main__":
    main()
