"""Where a thread's time went while it made a picture: seconds by the name of a stage. Costs a microsecond a stage."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

FETCH, OPEN = "fetch", "open"
"""Sealed bytes from the store; sealed bytes opened."""

_here = threading.local()


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Count the time of the block to a stage of this thread. Stages are not nested."""
    began = time.perf_counter()
    try:
        yield
    finally:
        spent: dict[str, float] = _here.__dict__.setdefault("spent", {})
        spent[name] = spent.get(name, 0.0) + time.perf_counter() - began


def taken() -> dict[str, float]:
    """What this thread has spent since this was asked last."""
    spent: dict[str, float] = _here.__dict__.pop("spent", {})
    return spent
