"""The towns that the tests of the bridge live in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.wechat.quiet import QuietTown, quiet_town
from tests.wechat.town import Town, new_town


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town for all tests that change nothing in it for others."""
    with new_town(tmp_path_factory.mktemp("town")) as running:
        yield running


@pytest.fixture
def slowly(town: Town) -> Iterator[Town]:
    """The same town while Rasa takes six seconds for a turn."""
    town.rasa.seconds = 6.0
    yield town
    town.rasa.seconds = 0.0


@pytest.fixture
def unhurried(town: Town) -> Iterator[Town]:
    """The same town while Rasa takes a second for a turn: what comes in at once waits together."""
    town.rasa.seconds = 1.0
    yield town
    town.rasa.seconds = 0.0


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuietTown]:
    """A town whose dialogue never answers."""
    with quiet_town(tmp_path_factory.mktemp("quiet")) as quiet:
        yield quiet
