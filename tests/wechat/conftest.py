"""A whole living system with a WeChat account, and WeChat itself before it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from tests.living import Living, free_port, living
from tests.wechat.simulator import ACCOUNT, Mode, Resident, Simulator, simulator


@dataclass
class Town:
    """The system, its account, and the residents' telephones."""

    living: Living
    wechat: Simulator

    def resident(self, name: str) -> Resident:
        """Somebody who follows the account."""
        return self.wechat.resident(name)


def account_settings(wechat: Simulator, **given: Any) -> dict[str, Any]:
    """Settings of the simulator's account."""
    values: dict[str, Any] = {
        "wechat_app_id": ACCOUNT.app_id,
        "wechat_secret": SecretStr(ACCOUNT.secret),
        "wechat_token": SecretStr(ACCOUNT.token),
        "wechat_aes_key": SecretStr(ACCOUNT.aes_key),
        "wechat_mode": "safe",
        "wechat_api": wechat.url,
        "wechat_open": wechat.url,
    }
    return {**values, **given}


@contextmanager
def new_town(home: Path, **given: Any) -> Iterator[Town]:
    """A town of its own, with these settings beside the usual ones."""
    port = free_port()
    mode = Mode(given.get("wechat_mode", "safe"))
    with simulator(f"http://127.0.0.1:{port}/channels/wechat", mode) as wechat:
        settings = account_settings(wechat, public_url=f"http://127.0.0.1:{port}", **given)
        with living(home, port=port, **settings) as running:
            yield Town(running, wechat)


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town for all tests that change nothing in it for others."""
    with new_town(tmp_path_factory.mktemp("town")) as running:
        yield running


