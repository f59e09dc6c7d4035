"""The one clock: aware UTC times, replaceable in tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def microseconds(seconds: float) -> int:
    """A duration in whole microseconds."""
    return round(seconds * 1e6)


def utc_now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)
