"""What a compressed frame says of itself before anything is decoded: its size, bits and colour, from its first markers.

Nothing is allocated by what the header promises or by what the code-stream promises unless both agree.
"""

from __future__ import annotations

from dataclasses import dataclass

from diaphane.base.errors import BadInput

_NOT_FRAMES = frozenset({0xC4, 0xC8, 0xCC})  # DHT, JPG, DAC lie between the SOFs


@dataclass(frozen=True, slots=True)
class Stream:
    """Size and samples of one code-stream. `adobe` is the colour transform of an Adobe marker (0 = none applied, 1 = YCbCr)."""

    rows: int
    columns: int
    components: int
    bits: int
    signed: bool = False
    ids: bytes = b""
    adobe: int | None = None


def _bad() -> BadInput:
    return BadInput("load.damaged", "The picture's compressed bytes are damaged.")


def jpeg(data: bytes | memoryview) -> Stream:
    """JPEG (ISO 10918-1 B.1) and JPEG-LS (ISO 14495-1 C.1): markers up to the frame header. Raises `BadInput` without one."""
    at = 2
    adobe = None
    if data[:2] != b"\xff\xd8":
        raise _bad()
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise _bad()
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        body = bytes(data[at + 4 : at + 2 + length])
        if (0xC0 <= marker <= 0xCF and marker not in _NOT_FRAMES) or marker == 0xF7:
            if len(body) < 6:
                raise _bad()
            rows, columns = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
            return Stream(rows, columns, body[5], body[0], ids=body[6 : 6 + 3 * body[5] : 3], adobe=adobe)
        if marker == 0xEE and body[:5] == b"Adobe" and len(body) >= 12:
            adobe = body[11]
        if marker == 0xDA or length < 2:
            break
        at += 2 + length
    raise _bad()


def jpeg2000(data: bytes | memoryview) -> Stream:
    """JPEG 2000 and HTJ2K (ISO 15444-1 A.5.1): the SIZ marker segment, inside a JP2 file too. Raises `BadInput` without one."""
    start = bytes(data[:4096]).find(b"\xff\x4f\xff\x51")
    siz = bytes(data[start + 4 : start + 4 + 36 + 3 * 4 + 2])
    if start < 0 or len(siz) < 41:
        raise _bad()
    x1, y1, x0, y0 = (int.from_bytes(siz[at : at + 4], "big") for at in (4, 8, 12, 16))
    components = int.from_bytes(siz[36:38], "big")
    return Stream(y1 - y0, x1 - x0, components, (siz[38] & 0x7F) + 1, signed=bool(siz[38] & 0x80))
