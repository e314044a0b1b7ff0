"""Fixtures that every room's tests may use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.living import Living, living


@pytest.fixture(scope="session")
def alive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """One running system for the whole session; each test begins conversations of its own."""
    with living(tmp_path_factory.mktemp("living")) as running:
        yield running
