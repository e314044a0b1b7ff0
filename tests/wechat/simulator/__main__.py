"""Talk with the account by hand, without WeChat: `python -m tests.wechat.simulator`.

In another terminal the gateway is started with `--settings`. Then type, as a resident types in WeChat. A line that begins
with / does something else; /help tells them all.
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from tests.wechat.simulator.account import Mode
from tests.wechat.simulator.media import kind_of
from tests.wechat.simulator.messages import Template
from tests.wechat.simulator.resident import Resident, Shown, Via
from tests.wechat.simulator.sent import Sent
from tests.wechat.simulator.simulator import ACCOUNT, Simulator, simulator

GATEWAY = "http://127.0.0.1:8000/channels/wechat"
"""Where `make run` opens the door."""
PORT = 8090
"""Of WeChat's API, so that the gateway can be started at any time."""
NEWS = Template(
    "template-for-tests-only",
    "办件进度通知",
    "办理事项：{{thing1.DATA}}\n当前进度：{{phrase2.DATA}}\n受理编号：{{character_string3.DATA}}\n时间：{{time4.DATA}}",
)
"""With the fields of data/wechat.yml."""

SETTINGS = """\
NUANBAN_PUBLIC_URL={3}
NUANBAN_WECHAT_NAME=云禾办事
NUANBAN_WECHAT_NEWS_TEMPLATE={4}
NUANBAN_WECHAT_APP_ID={0.app_id}
NUANBAN_WECHAT_SECRET={0.secret}
NUANBAN_WECHAT_TOKEN={0.token}
NUANBAN_WECHAT_AES_KEY={0.aes_key}
NUANBAN_WECHAT_MODE={1}
NUANBAN_WECHAT_API={2}
NUANBAN_WECHAT_OPEN={2}"""

WELCOME = """\
WeChat is here ({api}), and ann follows the account at {gateway}. Start the gateway in another terminal:

    env $(.venv/bin/python -m tests.wechat.simulator{given} --settings) make run

Then type what ann says: 我要办社保卡。/help tells what else she can do; Ctrl-D ends."""

WAY = {Via.PASSIVE: "at once", Via.SERVICE: "by customer service", Via.TEMPLATE: "by template"}

HELP = """\
  /tap 我的办件                   a button of the menu (nuanban wechat menu installs it)
  /voice a.amr · /picture a.jpg   a voice message, a photograph
  /place 23.13 113.26 青禾区      a place
  /follow · /unfollow             follows the account, follows it no more
  /as bob                         somebody else speaks; ann's screen is shown still
  /again                          the last message is delivered once more, as WeChat does when it heard no answer
  /closed                         the 48 hours in which the account may write are over, until she says something again
  /press KEY                      a button by its key"""


def main() -> None:
    """Until the end of the input."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("callback", nargs="*", default=[GATEWAY], help=f"address of a gateway; {GATEWAY} unless given")
    parser.add_argument("--mode", type=Mode, default=Mode.SAFE, choices=list(Mode))
    parser.add_argument("--port", type=int, default=PORT, help=f"of WeChat's API; {PORT} unless given")
    parser.add_argument("--settings", action="store_true", help="print the settings that the gateway needs, and do nothing else")
    asked = parser.parse_args()
    if asked.settings:
        tell(settings(asked.callback[0], asked.mode, asked.port))
        return
    with simulator(asked.callback, asked.mode, port=asked.port) as wechat:
        wechat.add_template(NEWS)
        given = "".join(f" {one}" for one in sys.argv[1:])
        tell(WELCOME.format(api=wechat.url, gateway=" and ".join(asked.callback), given=given))
        talk(wechat)
        wechat.settle(0.5)


def settings(gateway: str, mode: Mode, port: int) -> str:
    """What the gateway needs in its environment to meet this account."""
    address = urlsplit(gateway)
    return SETTINGS.format(ACCOUNT, mode, f"http://127.0.0.1:{port}", f"{address.scheme}://{address.netloc}", NEWS.template_id)


def talk(wechat: Simulator) -> None:
    """Line by line."""
    who = watched(wechat, "ann")
    for line in sys.stdin:
        said = line.strip()
        word, _, rest = said.removeprefix("/").partition(" ")
        try:
            if said.startswith("/as "):
                who = watched(wechat, rest)
            elif said == "/closed":
                who.allowance.end()
            elif said == "/help":
                tell(HELP)
            elif said:
                sent = doing(wechat, who, word)(rest) if said.startswith("/") else who.send(said)
                tell(outcome(sent.wait()))
        except (LookupError, OSError, ValueError) as wrong:
            tell(f"  ? {wrong}")


def outcome(sent: Sent) -> str:
    """What became of it, in a line."""
    if sent.fields.get("Event") == "VIEW":
        return f"  · now open {sent.fields['EventKey']} in a browser"
    times = len(sent.deliveries)
    why = f": {sent.deliveries[-1].why}" if times and sent.deliveries[-1].why else ""
    return f"  · {sent.outcome} after {times} deliver{'y' if times == 1 else 'ies'}, {sum(one.took for one in sent.deliveries):.2f} s{why}"


def doing(wechat: Simulator, who: Resident, word: str) -> Callable[[str], Sent]:
    """What stands behind a word. Raises LookupError."""
    known: dict[str, Callable[[str], Sent]] = {
        "tap": who.tap,
        "press": who.press,
        "voice": lambda path: speak(who, Path(path).read_bytes()),
        "picture": lambda path: who.show(Path(path).read_bytes()),
        "place": lambda where: place(who, *where.split(maxsplit=2)),
        "follow": lambda _: who.follow(),
        "unfollow": lambda _: who.unfollow(),
        "again": lambda _: wechat.again(wechat.sent[-1]),
    }
    if word not in known:
        raise LookupError(f"/{word} is not known; /help tells what is")
    return known[word]


def speak(who: Resident, recording: bytes) -> Sent:
    """A voice message of this recording, AMR or AMR-WB. Raises ValueError for anything else."""
    match kind_of(recording):
        case "audio/amr":
            return who.say(recording)
        case "audio/amr-wb":
            return who.say(recording, wide=recording)
        case other:
            raise ValueError(f"no AMR: {other}")


def place(who: Resident, latitude: str = "", longitude: str = "", label: str = "") -> Sent:
    """Where she is. Raises ValueError."""
    return who.place(float(latitude), float(longitude), label)


def watched(wechat: Simulator, name: str) -> Resident:
    """The resident, whose screen is printed from now on, and who opens pages."""
    resident = wechat.resident(name)
    wechat.held_by(resident)
    if f"screen of {name}" not in {thread.name for thread in threading.enumerate()}:
        threading.Thread(target=watch, args=[resident], name=f"screen of {name}", daemon=True).start()
    return resident


def watch(resident: Resident) -> None:
    """Prints each bubble when it comes."""
    seen = len(resident.screen)
    while True:
        for shown in resident.wait_for(seen + 1, threading.TIMEOUT_MAX)[seen:]:
            tell(bubble(resident, shown))
            seen += 1


def bubble(resident: Resident, shown: Shown) -> str:
    """A message as it stands on the screen."""
    words = shown.text or f"({shown.kind}, {len(shown.media):,} bytes)"
    lines = [f"{resident.name} sees ({WAY[shown.via]})", *words.split("\n"), *([shown.url] if shown.url else [])]
    return "\n  │ ".join(lines)


def tell(line: str) -> None:
    """Prints a line in one piece; screens are watched by threads of their own."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
