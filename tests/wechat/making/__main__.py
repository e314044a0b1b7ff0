"""python -m tests.wechat.making: make tests/wechat/recordings anew, as recordings/said.yml says.

Needs espeak-ng, and libvo-amrwbenc0 and libopencore-amrnb0 (Debian: apt-get install).
"""

from __future__ import annotations

from tests.wechat.making.amr import narrowband, wideband
from tests.wechat.making.sound import sound
from tests.wechat.recorded import RECORDINGS, recordings


def main() -> None:
    for one in recordings():
        made = (wideband if one.form == "amrwb" else narrowband)(sound(one), one.mode)
        (RECORDINGS / f"{one.file}.amr").write_bytes(made)
        print(f"{one.file}.amr: {len(made):,} bytes")


if __name__ == "__main__":
    main()
