"""A program that has loaded and waits for the end of its standard input before it begins: what a spare is made of.

python -m diaphane.supervise.standby MODULE:FUNCTION [ARGUMENTS]
"""

from __future__ import annotations

import sys

from diaphane.supervise.task import load
from diaphane.supervise.traces import quiet


def main() -> None:
    """Load, wait, call the function with the arguments as its command line."""
    quiet()
    target, *arguments = sys.argv[1:]
    begin = load(target)
    sys.stdin.buffer.read()
    sys.argv = [target, *arguments]
    sys.exit(begin())


if __name__ == "__main__":
    main()
