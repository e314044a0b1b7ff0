"""A simulator of WeChat's servers for tests: real HTTP on both sides, strict about answers, with faults on demand.

    with simulator("http://127.0.0.1:8000/channels/wechat", Mode.SAFE) as wechat:   # settings: wechat_api = wechat.url
        ann = wechat.resident("ann")
        ann.send("退休").wait()
        assert ann.texts == ["…"]

It knows nothing of the product, so that it is an oracle of its own.
"""

from tests.wechat.simulator.account import Account, Mode, Right
from tests.wechat.simulator.balancing import Balance
from tests.wechat.simulator.clock import Clock
from tests.wechat.simulator.envelope import Envelope, envelope
from tests.wechat.simulator.faults import Dropped, Refused, Slow, Status
from tests.wechat.simulator.messages import Template
from tests.wechat.simulator.resident import Resident, Shown, Via
from tests.wechat.simulator.sent import Delivery, Outcome, Sent
from tests.wechat.simulator.simulator import ACCOUNT, Simulator, simulator
from tests.wechat.simulator.subscriptions import SubscriptionTemplate

__all__ = [
    "ACCOUNT",
    "Account",
    "Balance",
    "Clock",
    "Delivery",
    "Dropped",
    "Envelope",
    "Mode",
    "Outcome",
    "Refused",
    "Resident",
    "Right",
    "Sent",
    "Shown",
    "Simulator",
    "Slow",
    "Status",
    "SubscriptionTemplate",
    "Template",
    "Via",
    "envelope",
    "simulator",
]
