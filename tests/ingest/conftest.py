"""The limits files are read under."""

from __future__ import annotations

import pytest

from diaphane.base.settings import Limits


@pytest.fixture(scope="session")
def limits() -> Limits:
    return Limits()
