"""The process that makes a surface: a volume in by standard input; progress as lines of JSON, then the file.

    python -I -m diaphane.mesh.child MEMORY_BYTES CPU_SECONDS

Lines: {"share": 0.5} ...; last {"bytes": n, "triangles": n, ...} and n bytes, or {"failed": "empty" | "large"}.
"""

from __future__ import annotations

import sys

from diaphane.mesh.block import read
from diaphane.mesh.surface import NothingThere, TooMany, surface, written
from diaphane.pool.errand import confine, say


def main() -> int:
    """Make the surface that standard input asks for."""
    confine(int(sys.argv[1]), int(sys.argv[2]))
    block, wish = read(sys.stdin.buffer)
    try:
        mesh = surface(block, wish, lambda share: say({"share": share}))
        data = written(mesh, wish.file_format)
    except NothingThere:
        say({"failed": "empty"})
    except (TooMany, MemoryError):
        say({"failed": "large"})
    else:
        say({"bytes": len(data), "triangles": len(mesh.faces)})
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
