"""`python -m tests.bench [WHICH] [ITS ARGUMENTS]`: one of the measurements; without a word, that of turns."""

from __future__ import annotations

import runpy
import sys

BENCHES = {
    "turns": ("turns", "a turn through the gateway, beside plain Rasa (the default)"),
    "voice": ("voice_call", "talks by voice at once: first sound, captions, lost sound"),
    "ears": ("voice_ears", "streams heard at once"),
    "synthesis": ("voice_synthesis", "thousands of sentences spoken: missing, late, wrong"),
    "pauses": ("voice_pauses", "turns cut short, on recordings of people: --audio FOLDER"),
    "matching": ("voice_matching", "what is picked of what was heard"),
    "memory": ("voice_memory", "ten minutes of silence and of noise down one line"),
    "pages": ("pages", "first paint and bytes of the pages"),
    "wechat": ("wechat", "the WeChat bridge: 1,000 messages with a kill, 50 a second, 15 voices at once"),
    "fuzz": ("wechat_fuzz", "100,000 tampered deliveries of WeChat: crashes, forgeries believed, memory"),
}
"""Word → module beside this one, and what it tells."""


def main() -> None:
    """Runs the measurement that was asked for; exit code 2 and the list for one that there is not."""
    which, *rest = sys.argv[1:] or ["turns"]
    if which not in BENCHES:
        print(*(f"{word:10} {told}" for word, (_, told) in BENCHES.items()), sep="\n")
        sys.exit(0 if which in {"-h", "--help"} else 2)
    sys.argv = [f"python -m tests.bench {which}", *rest]
    runpy.run_module(f"tests.bench.{BENCHES[which][0]}", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
