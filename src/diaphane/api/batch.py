"""The batch body (`application/vnd.diaphane.batch`): for each file a u32 index, a u64 size, then its bytes; little-endian."""

from __future__ import annotations

import struct

from diaphane.base.errors import BadInput

MEDIA_TYPE = "application/vnd.diaphane.batch"
FRAME = struct.Struct("<IQ")


def split(body: memoryview) -> list[tuple[int, memoryview]]:
    """(index, bytes) of each file, as views into the body: nothing is copied.

    Raises `BadInput` for a frame that is cut short, a file that comes twice, or a batch without files.
    """
    files: list[tuple[int, memoryview]] = []
    seen: set[int] = set()
    at = 0
    while at < len(body):
        if len(body) - at < FRAME.size:
            raise BadInput("upload.frame", "The batch is cut inside the head of a file: send it again.")
        index, size = FRAME.unpack_from(body, at)
        at += FRAME.size
        if size > len(body) - at:
            raise BadInput("upload.frame", f"The batch is cut inside file {index}: send it again.")
        if index in seen:
            raise BadInput("upload.twice", f"File {index} is in the batch twice.")
        seen.add(index)
        files.append((index, body[at : at + size]))
        at += size
    if not files:
        raise BadInput("upload.empty", "The batch holds no file.")
    return files
