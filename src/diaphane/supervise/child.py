"""A process that ought to run: replaced when it dies, by a spare that has loaded already where one is kept."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from diaphane.supervise.logs import rotate
from diaphane.supervise.process import Program, end, ended, spawn, tell, vanish

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 10.0
STEADY_S = 30.0  # having lived this long, a death is an accident, not a fault that repeats
USEFUL_ROW = 3  # deaths in a row of one that was of use count as at most so many: it waits 0.4 s, not seconds
SPARE_AFTER_S = 1.0  # let its forerunner finish its own start first


class Child:
    """A program that ought to run. Every start loads the program; it begins when it is told.

    `tend` puts another in a dead one's place: at once the first time, then with growing pauses. While `keep_spare` is set a
    second process has loaded and waits to be told, so that replacing takes as long as beginning, not as long as loading.

    A program that wrote a byte to the other end of `proof` was of use in this life: the pauses of such deaths stop growing early,
    for somebody is cut off meanwhile. One that dies again and again without (as it begins, or on a request that its callers repeat)
    is one that cannot work, and waits longer each time.
    """

    def __init__(
        self, program: Program, logs: Path, clock: Callable[[], float] = time.monotonic, proof: socket.socket | None = None
    ) -> None:
        self.program = program
        self.log = logs / f"{program.name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.spare: subprocess.Popen[bytes] | None = None
        self.keep_spare = False
        self.deaths = 0
        self._told: bytes | None = None
        self._clock = clock
        self._proof = proof
        self._born = 0.0
        self._start_at = self._spare_at = 0.0

    def start(self) -> None:
        """Run it now: the spare, if there is one."""
        rotate(self.log)
        self.process, self.spare = self.spare or spawn(self.program, self.log), None
        self._born = self._clock()
        self._spare_at = self._born + SPARE_AFTER_S
        if self._told is not None:
            tell(self.process, self._told)

    def tell(self, words: bytes) -> None:
        """What it waits for on its standard input, now and after every start to come."""
        self._told = words
        if self.process is not None:
            tell(self.process, words)

    def tend(self) -> int | None:
        """Do what is due; returns the exit code once when it was found dead."""
        now, code = self._clock(), None
        if self.spare is not None and ended(self.spare):
            _done(self.spare)
            self.spare, self._spare_at = None, now + LONGEST_PAUSE_S
        if self.process is not None and ended(self.process):
            code = _done(self.process)
            self.process = None
            self.deaths = 1 if now - self._born > STEADY_S else self.deaths + 1
            if self._was_of_use():  # not as one: what kills it may be asked again beside what does not
                self.deaths = min(self.deaths, USEFUL_ROW)
            self._start_at = now + pause_s(self.deaths)
        if self.process is None and now >= self._start_at:
            self.start()
        if self.keep_spare and self.process is not None and self.spare is None and now >= self._spare_at:
            self.spare = spawn(self.program, self.log)
        return code

    def wish_at(self) -> float | None:
        """When `tend` will have something to do even if nothing happens."""
        if self.process is None:
            return self._start_at
        return self._spare_at if self.keep_spare and self.spare is None else None

    def restart(self) -> None:
        """Stop it in order and run another (a new certificate); the spare knows the old one and goes too."""
        self.stop()
        self.start()

    def stop(self) -> None:
        """Stop it with the patience its program deserves; nothing of it is left afterwards."""
        for process, patience_s in ((self.spare, 0.0), (self.process, self.program.patience_s)):
            if process is not None:
                _done(process, patience_s)
                vanish(process.pid)
        self.process = self.spare = None

    def _was_of_use(self) -> bool:
        """Whether the one that died had proved so; asked once after each death."""
        with contextlib.suppress(BlockingIOError):
            return self._proof is not None and bool(self._proof.recv(4096, socket.MSG_DONTWAIT))
        return False


def _done(process: subprocess.Popen[bytes], patience_s: float = 0.0) -> int:
    """End a process and close our end of its standard input; returns its exit code."""
    code = end(process, patience_s)
    if process.stdin is not None:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
    return code


def pause_s(deaths: int) -> float:
    """Seconds until the next start after so many deaths in a row: none, 0.2, 0.4, 0.8 ... at most 10."""
    return 0.0 if deaths <= 1 else min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(deaths - 2, 16))
