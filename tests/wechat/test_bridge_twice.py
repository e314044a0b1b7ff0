"""Two gateways on one database, one of them killed: every message is answered once, in order, and nothing personal is in their logs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wechat.once import pair, run
from tests.wechat.simulator import ACCOUNT


@pytest.mark.timeout(240)
def test_eight_residents_a_slow_rasa_and_a_gateway_that_dies(tmp_path: Path) -> None:
    with pair(tmp_path, slow=6.0, log_level="debug") as town:
        counted = run(town, residents=8, slow=6.0, kill_after=1.0)
        openids = [one.openid for one in town.wechat._residents.values()]
        logs = town.system.log("gateway").read_text(encoding="utf-8", errors="replace")
    assert (counted.lost, counted.disordered, counted.failures, counted.unanswered) == (0, 0, 0, 0), counted.odd
    assert (counted.messages, counted.turns) == (40, 40)
    assert counted.doubled <= counted.sent_again, counted.odd
    assert counted.late < 4.5
    assert [secret for secret in (*openids, ACCOUNT.secret, ACCOUNT.token, ACCOUNT.aes_key, "access_token=") if secret in logs] == []
