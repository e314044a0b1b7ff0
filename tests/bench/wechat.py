"""What the WeChat bridge bears: `python -m tests.bench wechat [once|load|voices] …`; without a word, all three.

once: 1,000 messages, Rasa takes 10 s for each, two gateways, one dies in the middle and comes back.
load: 50 messages a second for half a minute, with a Rasa that can answer a third of them in that time.
voices: 15 residents send a voice message in the same second.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.wechat.once import LOSING, SCRIPT, Pair, expected, pair, run
from tests.wechat.simulator import Sent

RECORDINGS = Path(__file__).parent.parent / "wechat" / "recordings"


def once(residents: int, slow: float, kill_after: float, losing: Sequence[int]) -> Table:
    """Whether every message is executed once and every answer read once."""
    with tempfile.TemporaryDirectory() as home, pair(Path(home), slow) as town:
        counted = run(town, residents, slow, kill_after, losing=losing)
    table = Table("", "", title=f"{counted.messages} messages, Rasa {slow:g} s slow, a gateway killed", title_justify="left")
    for name, value in (
        ("residents being served, by both, when it died", counted.served),
        ("delivered again, an answer being lost on its way or a gateway dead", counted.again),
        ("turns written down", counted.turns),
        ("answers lost", counted.lost),
        ("answers read twice", counted.doubled),
        ("sent again by customer service, not knowing", counted.sent_again),
        ("turns that Rasa was asked twice", counted.asked_again),
        ("residents with answers out of order", counted.disordered),
        ("times out of order (该公众号…故障)", counted.failures),
        ("messages without any answer", counted.unanswered),
        ("slowest answer to a request, s", round(counted.late, 2)),
        ("until all was read, s", round(counted.seconds)),
    ):
        table.add_row(name, str(value))
    for screen in counted.odd[:3]:
        Console().print("[odd]", screen, markup=False)
    return table


def load(messages: int, rate: float) -> Table:
    """How long WeChat waits for an answer or an acknowledgement, by one gateway."""
    with tempfile.TemporaryDirectory() as home, pair(Path(home), turn_timeout=60.0) as town:
        expected(town)
        town.wechat.call_back(f"{town.system.settings.url}/channels/wechat")
        town.kill()
        sent = _paced(town, messages, rate)
        began = time.monotonic()
        while town.waiting():
            time.sleep(0.5)
        drained = time.monotonic() - began
    took = sorted(delivery.took for one in sent for delivery in one.deliveries)
    table = Table("", "", title=f"{messages} messages, {rate:g} a second, one gateway and its Rasa on this machine", title_justify="left")
    for name, value in (
        ("within the request, p50 s", f"{took[len(took) // 2]:.2f}"),
        ("p99 s", f"{took[int(len(took) * 0.99)]:.2f}"),
        ("slowest s", f"{took[-1]:.2f}"),
        ("how they ended", _counted(one.outcome.value for one in sent if one.outcome)),
        ("deliveries of a message", _counted(str(len(one.deliveries)) for one in sent)),
        ("then until all was answered, s", f"{drained:.0f}"),
    ):
        table.add_row(name, value)
    return table


def voices(count: int) -> Table:
    """How long it takes until all are answered."""
    recordings = [file.read_bytes() for file in sorted(RECORDINGS.glob("*.amr")) if not file.stem.startswith("narrow")][:count]
    with tempfile.TemporaryDirectory() as home, pair(Path(home), recognizer="vosk", vosk_model="tests/voice/model") as town:
        people = [town.wechat.resident(f"speaker {number}") for number in range(count)]
        began = time.monotonic()
        sent = [one.say(sound, sound) for one, sound in zip(people, recordings * count, strict=False)]
        for one in sent:
            one.wait()
        while town.waiting():
            time.sleep(0.2)
        seconds = time.monotonic() - began
        heard = sum(1 for one in people if any("我听到的是" in text for text in one.texts))
    table = Table("", "", title=f"{count} voice messages in the same second", title_justify="left")
    for name, value in (
        ("answered", str(sum(1 for one in people if one.texts))),
        ("heard with certainty", str(heard)),
        ("slowest within the request, s", f"{max(d.took for one in sent for d in one.deliveries):.2f}"),
        ("until all were answered, s", f"{seconds:.1f}"),
    ):
        table.add_row(name, value)
    return table


def _paced(town: Pair, messages: int, rate: float) -> list[Sent]:
    people = [town.wechat.resident(f"resident {number}") for number in range(messages // 3)]
    sent = town.wechat.at_pace([one.prepare("text", Content=words) for words in SCRIPT[:3] for one in people], rate)
    for one in sent:
        one.wait(600)
    return sent


def _counted(words: object) -> str:
    return ", ".join(f"{word}: {count}" for word, count in Counter(words).most_common())  # type: ignore[call-overload]  # an iterator of words


def main() -> None:
    """Measures what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("which", nargs="*", default=["load", "voices", "once"])
    parser.add_argument("--residents", type=int, default=200, help="of `once`; each sends five messages")
    parser.add_argument("--slow", type=float, default=10.0, help="seconds that Rasa takes in `once`")
    parser.add_argument(
        "--losing", type=int, nargs="+", default=LOSING, help="of `once`: how many answers get lost, by message, over and over"
    )
    parser.add_argument("--messages", type=int, default=1500, help="of `load`")
    parser.add_argument("--rate", type=float, default=50.0, help="messages a second in `load`")
    given = parser.parse_args()
    for which in given.which:
        match which:
            case "once":
                Console().print(once(given.residents, given.slow, given.residents / 12, given.losing))
            case "load":
                Console().print(load(given.messages, given.rate))
            case "voices":
                Console().print(voices(15))


if __name__ == "__main__":
    main()
