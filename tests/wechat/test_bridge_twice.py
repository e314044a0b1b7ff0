"""Two gateways on one database, one of them killed: every message is answered once, in order, and nothing personal is in their logs."""

from __future__ import annotations

from pathlib import Path

from tests.wechat.once import SCRIPT, pair, run
from tests.wechat.simulator import ACCOUNT


def test_eight_residents_a_slow_rasa_and_a_gateway_that_dies(tmp_path: Path) -> None:
    with pair(tmp_path, slow=5.0, turn_timeout=15.0, log_level="debug") as town:
        counted = run(town, residents=8, slow=5.0, kill_after=1.0, script=SCRIPT[:3])
        openids = [one.openid for one in town.wechat._residents.values()]
        logs = town.system.log("gateway").read_text(encoding="utf-8", errors="replace")
    assert (counted.lost, counted.disordered, counted.failures, counted.unanswered) == (0, 0, 0, 0), counted.odd
    assert (counted.messages, counted.turns) == (24, 24)
    assert counted.doubled <= counted.sent_again, counted.odd
    assert [secret for secret in (*openids, ACCOUNT.secret, ACCOUNT.token, ACCOUNT.aes_key, "access_token=") if secret in logs] == []
