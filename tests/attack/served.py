"""The real product, served as anybody would serve it: `diaphane serve` on a folder, a client with the account's token in front."""

from __future__ import annotations

import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
from tests.conftest import ROOT
from tests.supervise.installation import free_port, until

from diaphane.cli import plan, send
from diaphane.cli.client import Client

PROGRAM = Path(sys.executable).with_name("diaphane")
START_S = 600.0  # a crowded machine compiles and migrates slowly
KERNELS = ROOT / ".pytest_cache" / "kernels"  # compiled once for all installations that tests make


class Served:
    """One data folder, its supervisor, and the address it answers at. `temp` is the product's folder for temporary files."""

    def __init__(self, folder: Path, extra: Mapping[str, str] | None = None) -> None:
        self.data, self.temp, self.ready_file = folder / "data", folder / "temp", folder / "ready.json"
        self.temp.mkdir(parents=True)
        self.port = free_port()
        self.output = folder / "output.txt"
        self._environment = os.environ | {"TMPDIR": str(self.temp), **(extra or {})}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve, and wait until it answers."""
        _copy(KERNELS, self.data / "run" / "kernels")
        words: list[str | Path] = [
            "serve",
            "--data",
            self.data,
            "--port",
            str(self.port),
            "--plain-port",
            "0",
            "--no-demo",
            "--ready-file",
            self.ready_file,
        ]
        with self.output.open("ab") as output:
            self.process = process = subprocess.Popen([PROGRAM, *words], env=self._environment, stdout=output, stderr=output)
        until(lambda: self.ready_file.exists() or process.poll() is not None, START_S)
        assert process.poll() is None, self.output.read_text()
        _copy(self.data / "run" / "kernels", KERNELS)

    def stop(self) -> None:
        """Ctrl-C."""
        assert self.process is not None
        process, self.process = self.process, None
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0, self.output.read_text()

    def facts(self) -> dict[str, Any]:
        """What the ready file says."""
        found: dict[str, Any] = json.loads(self.ready_file.read_text("utf-8"))
        return found

    def web(self) -> psutil.Process:
        """The web process that answers; a younger one of the same name is its spare."""
        assert self.process is not None
        found = []
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess):  # it may end while we look
                if "diaphane.supervise.web" in child.cmdline():
                    found.append(child)
        return min(found, key=psutil.Process.create_time)

    def http(self) -> httpx.Client:
        """A client with the account's API token."""
        facts = self.facts()
        context = ssl.create_default_context(cafile=facts["ca"])
        return httpx.Client(base_url=facts["url"], verify=context, timeout=120, headers={"Authorization": f"Bearer {facts['token']}"})

    def upload(self, path: Path) -> dict[str, Any]:
        """`diaphane upload`, without its progress bar; returns the summary."""
        facts = self.facts()
        client = Client(facts["url"], facts["token"], Path(facts["ca"]))
        try:
            return send.send(client, plan.read_all(plan.find(path).files), send.Progress())
        finally:
            client.close()


def _copy(source: Path, target: Path) -> None:
    """Compiled kernels; they know themselves which source and processor they are for."""
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)


@contextmanager
def served(folder: Path, extra: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Started; killed in the end if it still runs."""
    made = Served(folder, extra)
    try:
        made.start()
        yield made
    finally:
        if made.process is not None:
            below = psutil.Process(made.process.pid).children(recursive=True) if made.process.poll() is None else []
            made.process.kill()
            made.process.wait()
            psutil.wait_procs(below, timeout=30)
