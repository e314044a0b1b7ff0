"""Talk with the account by hand, without WeChat: `python -m tests.wechat.simulator http://127.0.0.1:8000/channels/wechat`.

Start the gateway with the settings that this prints. Then type; a line that begins with / does something else:
/tap 我的办件 · /press KEY · /voice a.amr · /picture a.jpg · /place 23.13 113.26 政务中心 · /follow · /unfollow · /as NAME
/later 49 lets so many hours pass
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from tests.wechat.simulator.account import Mode
from tests.wechat.simulator.resident import Resident
from tests.wechat.simulator.sent import Sent
from tests.wechat.simulator.simulator import ACCOUNT, Simulator, simulator

SETTINGS = """\
NUANBAN_WECHAT_APP_ID={0.app_id}
NUANBAN_WECHAT_SECRET={0.secret}
NUANBAN_WECHAT_TOKEN={0.token}
NUANBAN_WECHAT_AES_KEY={0.aes_key}
NUANBAN_WECHAT_MODE={1}
NUANBAN_WECHAT_API={2}
NUANBAN_WECHAT_OPEN={2}"""


def main() -> None:
    """Until the end of the input."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("callback", nargs="+", help="address of a gateway")
    parser.add_argument("--mode", type=Mode, default=Mode.SAFE, choices=list(Mode))
    parser.add_argument("--port", type=int, default=0, help="of WeChat's API; any free one unless given")
    asked = parser.parse_args()
    with simulator(asked.callback, asked.mode, port=asked.port) as wechat:
        tell(SETTINGS.format(ACCOUNT, asked.mode, wechat.url))
        talk(wechat)
        wechat.settle(0.5)


def talk(wechat: Simulator) -> None:
    """Line by line."""
    who = watched(wechat, "ann")
    for line in sys.stdin:
        said = line.strip()
        word, _, rest = said.removeprefix("/").partition(" ")
        if said.startswith("/as "):
            who = watched(wechat, rest)
        elif said.startswith("/later "):
            wechat.clock.pass_by(hours=float(rest))
        elif said:
            try:
                sent = doing(who, word)(rest) if said.startswith("/") else who.send(said)
            except (LookupError, OSError, ValueError) as wrong:
                tell(f"  ? {wrong}")
            else:
                sent.wait()
                tell(f"  · {sent.outcome} after {len(sent.deliveries)}, {sum(one.took for one in sent.deliveries):.2f} s")


def doing(who: Resident, word: str) -> Callable[[str], Sent]:
    """What stands behind a word. Raises LookupError."""
    return {
        "tap": who.tap,
        "press": who.press,
        "voice": lambda path: who.say(Path(path).read_bytes()),
        "picture": lambda path: who.show(Path(path).read_bytes()),
        "place": lambda where: place(who, *where.split(maxsplit=2)),
        "follow": lambda _: who.follow(),
        "unfollow": lambda _: who.unfollow(),
    }[word]


def place(who: Resident, latitude: str = "", longitude: str = "", label: str = "") -> Sent:
    """Where she is. Raises ValueError."""
    return who.place(float(latitude), float(longitude), label)


def watched(wechat: Simulator, name: str) -> Resident:
    """The resident, whose screen is printed from now on."""
    resident = wechat.resident(name)
    if f"screen of {name}" not in {thread.name for thread in threading.enumerate()}:
        threading.Thread(target=watch, args=[resident], name=f"screen of {name}", daemon=True).start()
    return resident


def watch(resident: Resident) -> None:
    """Prints each bubble when it comes."""
    seen = len(resident.screen)
    while True:
        for shown in resident.wait_for(seen + 1, threading.TIMEOUT_MAX)[seen:]:
            tell(f"{resident.name} [{shown.via}] {shown.text or f'({shown.kind}, {len(shown.media)} bytes)'} {shown.url}")
            seen += 1


def tell(line: str) -> None:
    """Prints a line in one piece; screens are watched by threads of their own."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
