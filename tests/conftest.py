"""What every test may ask for: the asyncio backend, a clean environment, the real DICOM files beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"

# No deadline: a busy CI machine is slow, not wrong. Examples are repeated exactly when CI fails.
settings.register_profile("house", deadline=None, print_blob=True, max_examples=50)
settings.load_profile("house")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The product runs on asyncio, so its tests do."""
    return "asyncio"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own settings must not colour the result."""
    for name in os.environ:
        if name.startswith("DIAPHANE_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real DICOM files beside the checkout (`../shared/data`); without it the test is skipped, and the summary says so."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real DICOM files (../shared/data) are not on this machine")
    return SHARED_DATA


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly when tests were skipped because the real files are missing."""
    if not SHARED_DATA.is_dir():
        terminalreporter.section("real DICOM files missing", red=True)
        terminalreporter.line("Tests on real files were skipped: there is no folder ../shared/data beside the checkout.")
