"""Structured logs to standard error: JSON lines with a request id, never patient data."""

from __future__ import annotations

import logging
import sys
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
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def logger(room: str) -> structlog.stdlib.BoundLogger:
    """A logger that names its room. Event names are `what.happened`; values are ids, counts and times only."""
    return cast("structlog.stdlib.BoundLogger", structlog.get_logger(room=room))
