"""Installations of the stub product, not started yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.supervise.installation import Installation, installation


@pytest.fixture
def stub(tmp_path: Path) -> Iterator[Installation]:
    """Not started; without a database of its own."""
    with installation(tmp_path / "data", embedded=False) as made:
        yield made


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Installation]:
    """Not started; with the embedded PostgreSQL."""
    with installation(tmp_path / "data", embedded=True) as made:
        yield made


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Started once for the tests that leave it running."""
    with installation(tmp_path_factory.mktemp("installation") / "data", embedded=False) as made:
        made.start()
        yield made
