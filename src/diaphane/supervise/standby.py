"""A program that has loaded and waits for the end of its standard input before it begins: what a spare is made of.

A function `preload()` in the program's module is called while it waits.

python -m diaphane.supervise.standby MODULE:FUNCTION [ARGUMENTS]
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from diaphane.supervise.task import load
from diaphane.supervise.traces import quiet


def main() -> None:
    """Load, wait, call the function with the arguments as its command line."""
    quiet()
    target, *arguments = sys.argv[1:]
    begin = load(target)
    preload: Callable[[], None] | None = getattr(sys.modules[begin.__module__], "preload", None)
    if preload is not None:
        preload()
    sys.stdin.buffer.read()
    sys.argv = [target, *arguments]
    sys.exit(begin())


if __name__ == "__main__":
    main()
