"""Structured logs to standard error: JSON lines with a request id, never patient data."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import structlog

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def configure(level: str = "info") -> None:
    """Send structlog's events as JSON lines to standard error from `level` up."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS.get(level, logging.INFO)),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # the standard error of now: tests and children replace it
        cache_logger_on_first_use=False,
    )


def logger(room: str) -> structlog.stdlib.BoundLogger:
    """A logger that names its room. Event names are `what.happened`; values are ids, counts and times only."""
    return cast("structlog.stdlib.BoundLogger", structlog.get_logger(room=room))


@contextmanager
def bound(**values: str) -> Iterator[None]:
    """Add values (a request's id) to every log line written inside, by this task and those it starts."""
    with structlog.contextvars.bound_contextvars(**values):
        yield
