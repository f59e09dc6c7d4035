"""A stand-in for the render worker, with a child of its own that would outlive it (but not the supervisor)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

CHILD = "import os, sys, time\nwhile os.path.exists(f'/proc/{sys.argv[1]}'): time.sleep(0.1)"


def main() -> None:
    """Note that it began, then wait."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    with subprocess.Popen([sys.executable, "-c", CHILD, str(os.getppid())]):
        Path(sys.argv[sys.argv.index("--socket") + 1]).with_name("worker.pid").write_text(str(os.getpid()), "ascii")
        while True:
            signal.pause()
