"""The process that makes a movie: pictures in by standard input as they are drawn, the file out.

    python -I -m diaphane.movie.child MEMORY_BYTES CPU_SECONDS

In: a line of JSON {"size_px": [w, h], "fps": n, "above": bytes}, what lies above, then each picture after its length (u32, little endian).
Out: {"bytes": n} and n bytes, or {"failed": true}.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import orjson

from diaphane.model.making import PICTURE_LENGTH
from diaphane.movie.film import film
from diaphane.pool.errand import confine, say


def main() -> int:
    """Make the movie that standard input brings."""
    confine(int(sys.argv[1]), int(sys.argv[2]))
    head = orjson.loads(sys.stdin.buffer.readline(1 << 12))
    above = sys.stdin.buffer.read(head["above"])
    try:
        data = film(_pictures(), tuple(head["size_px"]), head["fps"], above)
    except (ValueError, OSError):  # what PyAV raises is one of both
        say({"failed": True})
        return 0
    say({"bytes": len(data)})
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
    return 0


def _pictures() -> Iterator[bytes]:
    while len(head := sys.stdin.buffer.read(PICTURE_LENGTH.size)) == PICTURE_LENGTH.size:
        (size,) = PICTURE_LENGTH.unpack(head)
        yield sys.stdin.buffer.read(size)


if __name__ == "__main__":
    sys.exit(main())
