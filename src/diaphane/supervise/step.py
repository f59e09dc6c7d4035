"""A step under way in a process of its own: what it says while it runs, and what it gives in the end (see `task`)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from diaphane.supervise import process
from diaphane.supervise.logs import rotate
from diaphane.supervise.process import Program

Result = dict[str, Any]


class Step:
    """Starts at once and loads; begins when it is told the site."""

    def __init__(self, name: str, target: str, logs: Path) -> None:
        self.name = name
        self.log = logs / f"{name}.log"
        self.result: Result = {}
        rotate(self.log)
        program = Program(name, ("-m", "diaphane.supervise.task", target))
        self._pipe, report = os.pipe()
        self.process = process.spawn(program, self.log, stdout=report)
        os.close(report)
        self._waiting = b""
        self._silent = False

    def tell(self, site: bytes) -> None:
        """Let it begin."""
        process.tell(self.process, site)

    def fileno(self) -> int:
        """Readable when there is something to hear, and at its end."""
        return self._pipe

    def heard(self) -> list[str]:
        """The sentences it has said since; call when `fileno` is readable."""
        more = os.read(self.fileno(), 65536)
        self._silent = not more
        *lines, self._waiting = (self._waiting + more).split(b"\n")
        sentences = []
        for report in map(json.loads, lines):
            self.result = report.get("result", self.result)
            if "say" in report:
                sentences.append(str(report["say"]))
        return sentences

    def over(self) -> bool:
        """Whether it has said all it will ever say."""
        return self._silent

    def end(self, patience_s: float = 0.0) -> int:
        """End it and let go of its pipe; returns its exit code."""
        code = process.end(self.process, patience_s)
        os.close(self._pipe)
        return code
