"""What a terminal shows of an upload: a bar that moves within its width, and in the end nothing but the summary."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SIZE = 250_000
PIECE = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|([\r\n])|([^\x1b\r\n]+)")


class Screen:
    """Just enough of a terminal (ECMA-48) for lines that are drawn, gone back to, wiped and drawn again."""

    def __init__(self, columns: int) -> None:
        self.columns, self.lines, self.at, self.column = columns, [""], 0, 0
        self.shown: list[str] = []
        """Every text as it was drawn."""

    def feed(self, text: str) -> None:
        """What a program wrote."""
        for number, kind, move, words in PIECE.findall(text):
            if kind == "A":
                self.at -= int(number or 1)
                assert self.at >= 0, "the program thinks that it drew more lines than it did"
            elif kind == "K":
                self.lines[self.at] = ""
            elif move == "\r":
                self.column = 0
            elif move == "\n":
                self.at, self.column = self.at + 1, 0
                self.lines += [""] * (self.at + 1 - len(self.lines))
            elif words:
                line = self.lines[self.at]
                self.lines[self.at] = line[: self.column] + words + line[self.column + len(words) :]
                self.column += len(words)
                assert self.column <= self.columns, f"a line wraps: {self.lines[self.at]!r}"
                self.shown.append(self.lines[self.at])


def drawn(folder: Path, columns: int) -> Screen:
    """The screen after an upload at a terminal of so many columns."""
    main, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.cli.drawn", str(folder)]
    program = subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal, cwd=ROOT, env=environment)
    os.close(terminal)
    written = b""
    while True:
        try:
            piece = os.read(main, 1 << 16)
        except OSError:  # Linux' way to say that nobody is at the other end any more
            break
        written += piece
    os.close(main)
    assert program.wait() == 0, written
    screen = Screen(columns)
    screen.feed(written.decode())
    return screen


@pytest.mark.parametrize("columns", [80, 40])
def test_the_bar_moves_in_one_line_and_leaves_the_summary(tmp_path: Path, columns: int) -> None:
    for number in range(12):
        (tmp_path / f"file{number}").write_bytes(bytes([number]) * SIZE)
    screen = drawn(tmp_path, columns)
    said = [line for line in screen.lines if line]
    assert said[0].startswith("12 files, 3.0 MB, ")
    assert [line.split() for line in said[1:3]] == [["stored", "12"], ["already", "there", "0"]]
    assert not [line for line in said if "━" in line], "the bar is left behind"
    assert any("Reading" in line and "━" in line for line in screen.shown)
    sending = [line for line in screen.shown if line.startswith("Sending")]
    amounts = list(dict.fromkeys(re.findall(r"(\d\.\d)/3\.0", " ".join(sending))))
    assert amounts == sorted(amounts)
    assert len(set(amounts) - {"0.0", "3.0"}) >= 2, "it moves with every acknowledgement"
    if columns >= 80:
        assert any(re.search(r"/3\.0 MB +[\d.]+ [kM]B/s +\d:\d\d:\d\d$", line.rstrip()) for line in sending), "rate and time left"
