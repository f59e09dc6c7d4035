"""One child: replaced with growing pauses, ended with its whole session, its log private and short."""

from __future__ import annotations

import os
import select
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tests.supervise.installation import until

from diaphane.supervise import logs
from diaphane.supervise.child import Child, pause_s
from diaphane.supervise.process import Program, end, ended, spawn, tell

ECHO = ("-c", "import sys; print('told', sys.stdin.read(), flush=True); import signal; signal.pause()")


class Clock:
    """Time that passes when told."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def child(tmp_path: Path, clock: Clock) -> Iterator[Child]:
    made = Child(Program("echo", ECHO), tmp_path, clock)
    yield made
    made.stop()


def pid(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


def kill(child: Child) -> None:
    os.kill(pid(child), signal.SIGKILL)
    assert child.process is not None
    process = child.process
    until(lambda: ended(process))


def test_pauses_grow_to_ten_seconds() -> None:
    assert [pause_s(deaths) for deaths in range(5)] == [0, 0, 0.2, 0.4, 0.8]
    assert pause_s(50) == 10.0


def test_the_first_death_is_answered_at_once_later_ones_after_pauses(child: Child, clock: Clock) -> None:
    child.start()
    assert child.tend() is None
    kill(child)
    assert child.tend() == -signal.SIGKILL
    assert child.process is not None
    kill(child)
    assert child.tend() == -signal.SIGKILL
    assert child.process is None
    assert child.wish_at() == clock.now + 0.2
    clock.now += 0.1
    assert child.tend() is None
    assert child.process is None
    clock.now += 0.1
    child.tend()
    assert child.process is not None
    clock.now += 31  # it lived: the next death is an accident
    kill(child)
    child.tend()
    assert child.process is not None


@pytest.mark.parametrize(
    ("useful", "pauses"), [(0, [0, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4]), (5, [0, 0.2, 0.4, 0.4, 0.4, 0.8, 1.6]), (7, [0, 0.2] + [0.4] * 5)]
)
def test_one_that_was_of_use_waits_less_than_one_that_never_is(tmp_path: Path, clock: Clock, useful: int, pauses: list[float]) -> None:
    """Killed seven times within moments, the first `useful` times after having proved that it works."""
    ours, theirs = socket.socketpair()
    code = f"import os, sys, signal; sys.stdin.read() and os.write({theirs.fileno()}, b'x'); signal.pause()"
    child = Child(Program("proving", ("-c", code), sockets=(theirs.fileno(),)), tmp_path, clock, ours)
    found = []
    with ours, theirs:
        child.start()
        for life in range(7):
            assert child.process is not None
            if life < useful:
                tell(child.process, b"work")
                assert select.select([ours], [], [], 30)[0]
            kill(child)
            assert child.tend() == -signal.SIGKILL
            wish = child.wish_at() or clock.now
            found.append(wish - clock.now)
            clock.now = wish
            child.tend()
        child.stop()
    assert found == pytest.approx(pauses)


def test_what_it_was_told_every_successor_is_told(child: Child) -> None:
    child.start()
    child.tell(b"the site")
    until(lambda: child.log.read_text() == "told the site\n")
    kill(child)
    child.tend()
    until(lambda: child.log.read_text() == "told the site\n" * 2)
    assert stat.S_IMODE(child.log.stat().st_mode) == 0o600


def test_the_spare_takes_over_and_another_is_loaded(child: Child, clock: Clock) -> None:
    child.start()
    child.tell(b"x")
    child.keep_spare = True
    child.tend()
    assert child.spare is None  # not while its forerunner is starting
    clock.now += 1
    child.tend()
    assert child.spare is not None
    waiting = child.spare.pid
    until(lambda: child.log.read_text() == "told x\n")
    kill(child)
    child.tend()
    assert pid(child) == waiting
    until(lambda: child.log.read_text() == "told x\n" * 2)
    clock.now += 1
    child.tend()
    assert child.spare is not None
    os.kill(child.spare.pid, signal.SIGKILL)  # a spare that dies is replaced, not at once
    until(lambda: child.spare is None or ended(child.spare))
    child.tend()
    assert child.spare is None
    assert child.wish_at() == clock.now + 10
    clock.now += 10
    child.tend()
    assert child.spare is not None
    both = [psutil.Process(pid(child)), psutil.Process(child.spare.pid)]
    child.stop()
    assert not any(process.is_running() for process in both)


STUBBORN = """
import signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.pause()"])
print("up", flush=True)
signal.pause()
"""


@pytest.mark.parametrize("patience_s", [0.0, 0.1])
def test_ending_takes_the_whole_session_even_a_stubborn_one(tmp_path: Path, patience_s: float) -> None:
    process = spawn(Program("stubborn", ("-c", STUBBORN)), tmp_path / "log")
    until(lambda: (tmp_path / "log").read_text() == "up\n")
    session = [psutil.Process(process.pid), *psutil.Process(process.pid).children()]
    assert len(session) == 2
    tell(process, b"")
    assert end(process, patience_s) == -signal.SIGKILL
    until(lambda: not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in session))


HEAVY = """
import subprocess, sys, signal
subprocess.Popen([sys.executable, "-c", "import signal; held = b'x' * (300 << 20); print('up', flush=True); signal.pause()"])
signal.pause()
"""


def test_after_stopping_nothing_of_the_session_is_left(tmp_path: Path) -> None:
    """Not even a grandchild whose memory takes the kernel a moment: whoever reads "stopped" may remove the folder."""
    child = Child(Program("heavy", ("-c", HEAVY)), tmp_path)
    child.start()
    until(lambda: child.log.read_text() == "up\n")
    assert child.process is not None
    session = [psutil.Process(child.process.pid), *psutil.Process(child.process.pid).children()]
    assert len(session) == 2
    child.stop()
    assert not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in session)


def test_ending_waits_for_one_that_goes_by_itself(tmp_path: Path) -> None:
    polite = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(7)); print('up', flush=True); signal.pause()"
    process = spawn(Program("polite", ("-c", polite)), tmp_path / "log")
    until(lambda: (tmp_path / "log").read_text() == "up\n")
    tell(process, b"")
    assert end(process, 10) == 7
    assert end(process, 10) == 7  # free for a dead one


PARENT = """
import sys, time
from pathlib import Path
from diaphane.supervise.process import Program, spawn
child = spawn(Program("tied", ("-c", "import signal; signal.pause()")), Path(sys.argv[1]))
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's tie between parent and child is Linux's")
def test_a_child_dies_with_its_parent_however_that_dies(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path / "log")], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_settings_do_not_reach_children_by_their_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIAPHANE_DATABASE_URL", "postgresql://x:secret@y/z")
    code = "import os; print(sorted(name for name in os.environ if name.startswith(('DIAPHANE_', 'EXTRA'))))"
    process = spawn(Program("env", ("-c", code), extra={"EXTRA": "1"}), tmp_path / "log")
    tell(process, b"")
    assert process.wait(10) == 0
    assert (tmp_path / "log").read_text() == "['EXTRA']\n"


def test_long_logs_are_set_aside_at_a_start_and_shortened_in_flight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "LOG_BYTES", 100)
    log = tmp_path / "x.log"
    logs.rotate(log)
    logs.shorten(log)
    log.write_text("a" * 100)
    logs.rotate(log)
    logs.shorten(log)
    assert [path.name for path in tmp_path.iterdir()] == ["x.log"]
    with log.open("a") as writer:
        writer.write("a")
        writer.flush()
        logs.shorten(log)
        writer.write("after")
    assert log.read_text() == "after"
    assert (tmp_path / "x.log.1").read_text() == "a" * 101
    assert stat.S_IMODE((tmp_path / "x.log.1").stat().st_mode) == 0o600
    log.write_text("b" * 101)
    logs.rotate(log)
    assert not log.exists()
    assert (tmp_path / "x.log.1").read_text() == "b" * 101
