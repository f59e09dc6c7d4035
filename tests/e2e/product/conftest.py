"""One running product for all tests that drive it as people do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.attack.served import Served, served


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Served on a fresh folder, without a demo."""
    with served(tmp_path_factory.mktemp("e2e") / "product") as made:
        yield made
