"""Logs say where and what kind, never whose."""

from __future__ import annotations

import logging
import sys

import pytest

from diaphane.supervise.traces import BareFormatter, bare


def broken() -> ValueError:
    """An error with a patient's name in it, caused by another."""
    try:
        try:
            message = "DOE^JANE"
            raise KeyError(message)  # noqa: TRY301 (a chain is what is wanted)
        except KeyError as cause:
            message = "DOE^JOHN"
            raise ValueError(message) from cause
    except ValueError as error:
        return error


def test_a_bare_trace_has_kinds_and_places_of_the_whole_chain() -> None:
    trace = bare(broken())
    assert trace.startswith("ValueError ")
    assert "| from KeyError " in trace
    assert trace.count("test_traces.py:") == 2
    assert "DOE" not in trace


@pytest.mark.parametrize("message", ["Task exception was never retrieved\nfuture: ValueError('DOE^JOHN')", "value %s is wrong"])
def test_a_record_keeps_its_first_line_and_loses_its_values(message: str) -> None:
    try:
        raise broken()
    except ValueError:
        record = logging.LogRecord("asyncio", logging.ERROR, __file__, 1, message, ("DOE",), sys.exc_info())
    line = BareFormatter().format(record)
    assert line.startswith("error asyncio ")
    assert "ValueError" in line
    assert "DOE" not in line
    assert "\n" not in line
