"""Faults in logs without the words of exceptions, which may repeat what somebody sent: kinds and places only."""

from __future__ import annotations

import logging
import logging.config
import sys
import traceback
from types import TracebackType
from typing import Any

from typing_extensions import override


def bare(error: BaseException) -> str:
    """The exception's kind and the places it went through, innermost last, and those of what caused it."""
    chain: list[str] = []
    current: BaseException | None = error
    while current is not None and len(chain) < 5:
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(current.__traceback__)]
        chain.append(" > ".join([type(current).__qualname__, *places[-8:]]))
        current = current.__cause__ or current.__context__
    return " | from ".join(chain)


class BareFormatter(logging.Formatter):
    """Level, logger, the first line of the unfilled message, and a bare trace: arguments may hold values."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        event = str(record.msg).partition("\n")[0]
        trace = bare(record.exc_info[1]) if record.exc_info and record.exc_info[1] is not None else ""
        return " ".join(part for part in (record.levelname.lower(), record.name, event, trace) if part)


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"bare": {"()": BareFormatter}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "bare", "stream": "ext://sys.stderr"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"_granian": {"level": "ERROR"}},  # its warnings: that embedding is experimental
}


def quiet() -> None:
    """Log every library's words this way, and end a process that broke with a bare trace instead of Python's."""
    logging.config.dictConfig(LOGGING)

    def broke(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        del kind, trace
        sys.stderr.write(f"error {bare(error)}\n")

    sys.excepthook = broke
