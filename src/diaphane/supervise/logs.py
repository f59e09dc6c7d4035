"""Log files of the children: short, private, one older generation kept."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

LOG_BYTES = 8 << 20


def rotate(log: Path) -> None:
    """Set a long log aside before a start; one older generation is kept."""
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_name(f"{log.name}.1"))


def shorten(log: Path) -> None:
    """Keep a copy of a log that has grown long under a running process, and start it anew (it is written by appending)."""
    if log.exists() and log.stat().st_size > LOG_BYTES:
        older = log.with_name(f"{log.name}.1")
        shutil.copyfile(log, older)
        older.chmod(0o600)
        os.truncate(log, 0)
