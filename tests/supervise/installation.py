"""One installation with the stub product: a supervisor in a process of its own, on free ports of the loopback."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psutil

from diaphane.base.settings import Settings

PROGRAMS = Path(__file__).parent / "programs"
NOWHERE = "postgresql://owner:secret-word@127.0.0.1:1/none"  # an external database nobody asks


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(what: Callable[[], bool], patience_s: float = 30.0) -> float:
    """Wait for something to come true; returns how long it took, seconds."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < patience_s, "it did not come true"
        time.sleep(0.01)
    return time.monotonic() - began


class Installation:
    """One data folder and the supervisor on it."""

    def __init__(self, data: Path, *, embedded: bool) -> None:
        self.data = data
        self.ready_file = data.parent / f"{data.name}.ready"
        self.settings = Settings(
            data=data,
            port=free_port(),
            plain_port=free_port(),
            ready_file=self.ready_file,
            database_url=None if embedded else NOWHERE,
        )
        self.process: subprocess.Popen[str] | None = None

    def launch(self) -> subprocess.Popen[str]:
        environment = os.environ | {"PYTHONPATH": str(PROGRAMS), "DIAPHANE_LOG_LEVEL": "info"}
        return subprocess.Popen(
            [sys.executable, str(PROGRAMS / "stub_serve.py"), self.settings.model_dump_json()],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def start(self) -> None:
        self.ready_file.unlink(missing_ok=True)
        self.process = process = self.launch()
        until(lambda: self.ready_file.exists() or process.poll() is not None, 150)
        assert process.poll() is None, process.communicate()

    def hear(self, words: str) -> str:
        """The next line of its progress with these words in it."""
        assert self.process is not None
        assert self.process.stderr is not None
        return next(line for line in self.process.stderr if words in line)

    def announced(self) -> bool:
        """Whether it has said where it is, which it does last."""
        assert self.process is not None
        assert self.process.stdout is not None
        return bool(select.select([self.process.stdout], [], [], 0)[0])

    def stop(self, number: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
        """Signal the supervisor; returns its exit code and what it wrote."""
        assert self.process is not None
        process, self.process = self.process, None
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
        return process.returncode, out, err

    def children(self) -> dict[str, psutil.Process]:
        """The supervisor's own children by name; of two with one name the older, as the younger is a spare."""
        names = {"stub_worker:main": "worker", "diaphane.supervise.web": "web", "diaphane.supervise.plain": "plain", "-D": "postgres"}
        found: dict[str, psutil.Process] = {}
        for child in sorted(psutil.Process(self.pid).children(), key=psutil.Process.create_time, reverse=True):
            with suppress(psutil.NoSuchProcess):  # it may end while we look
                words = child.cmdline()
                found.update({name: child for word, name in names.items() if word in words})
        return found

    def everything(self) -> list[psutil.Process]:
        """All processes below the supervisor."""
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    @property
    def pid(self) -> int:
        """The supervisor's process id."""
        assert self.process is not None
        return self.process.pid

    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.ready_file.read_text("utf-8"))
        return found

    def get(self, path: str = "/") -> httpx.Response:
        """Ask the HTTPS door as a stranger with the authority's certificate would."""
        context = ssl.create_default_context(cafile=str(self.data / "tls" / "ca.pem"))
        with httpx.Client(verify=context, timeout=10) as client:
            return client.get(f"https://localhost:{self.settings.port}{path}")

    def wish(self, step: str, word: str) -> None:
        """What the stub's `step` shall do at the next start."""
        (self.data / "run").mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)
        (self.data / "run" / f"wish-{step}").write_text(word)


@contextmanager
def installation(data: Path, *, embedded: bool) -> Iterator[Installation]:
    """An installation that is killed in the end, whatever happens."""
    made = Installation(data, embedded=embedded)
    try:
        yield made
    finally:
        if made.process is not None:
            below = made.everything() if made.process.poll() is None else []
            made.process.kill()
            made.process.communicate()
            psutil.wait_procs(below, timeout=20)
