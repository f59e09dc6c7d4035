"""Requests to stop are heard once, remembered when lost, and make us hurry when repeated."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from diaphane.supervise.signals import Signals, Stopped


def ask(number: signal.Signals = signal.SIGINT) -> None:
    os.kill(os.getpid(), number)


def nobody_hurries() -> None:
    pytest.fail("nobody asked twice")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_request_ends_what_is_going_on(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with Signals(nobody_hurries), pytest.raises(Stopped):
        ask(number)
    assert signal.getsignal(number) == before


def test_a_request_lost_in_a_fork_is_raised_by_the_next_wait() -> None:
    """Python prints and drops what is raised in the callbacks around a fork (`os.register_at_fork`); so does this `suppress`."""
    with Signals(nobody_hurries) as signals:
        with suppress(Stopped):
            ask()
        began = time.monotonic()
        with pytest.raises(Stopped):
            signals.wait(10)
        assert time.monotonic() - began < 5


def test_a_request_while_waiting_ends_the_wait() -> None:
    with Signals(nobody_hurries) as signals:
        signal.signal(signal.SIGALRM, lambda *_: ask())
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(Stopped):
            signals.wait(10)


def test_repeated_requests_only_hurry() -> None:
    hurried: list[int] = []
    note: Callable[[], None] = lambda: hurried.append(1)  # noqa: E731 (a typed lambda reads shorter than a function)
    with Signals(note) as signals:
        with suppress(Stopped):
            ask()
        ask()
        signals.stopping()
        ask()
        assert signals.wait(0.01) is False
    assert len(hurried) == 2


def test_waiting_ends_when_a_child_dies_or_a_descriptor_can_be_read() -> None:
    with Signals(nobody_hurries) as signals:
        began = time.monotonic()
        with subprocess.Popen(["true"]):
            signals.wait(10)
        reading, writing = os.pipe()
        os.write(writing, b"x")
        while not signals.wait(10, reading):
            pass
        assert time.monotonic() - began < 5
        os.close(reading)
        os.close(writing)
