"""The process that registers two volumes: grids in by standard input, progress and the answer out as lines of JSON.

    python -I -m diaphane.align.child MEMORY_BYTES CPU_SECONDS

Lines: {"share": 0.4} ...; last {"turn": [[...]], "shift": [...]} or {"failed": true}.
"""

from __future__ import annotations

import sys

import SimpleITK

from diaphane.align.grid import read
from diaphane.align.rigid import NoMatch, rigid
from diaphane.pool.errand import confine, say

_THREADS = 2


def main() -> int:
    """Register what standard input holds."""
    confine(int(sys.argv[1]), int(sys.argv[2]))
    SimpleITK.ProcessObject.SetGlobalDefaultNumberOfThreads(_THREADS)
    fixed, moving = read(sys.stdin.buffer)
    try:
        move = rigid(fixed, moving, lambda share: say({"share": round(share, 3)}))
    except NoMatch:
        say({"failed": True})
        return 0
    say({"turn": move.turn.tolist(), "shift": move.shift.tolist()})
    return 0


if __name__ == "__main__":
    sys.exit(main())
