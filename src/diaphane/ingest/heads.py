"""The beginning of a data element: tag, value representation, length (PS3.5 section 7.1)."""

from __future__ import annotations

from struct import Struct

UNDEFINED = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD

_SHORT = ("AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO", "LT", "PN", "SH", "SL", "SS", "ST", "TM", "UI", "UL", "US")
_LONG = ("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV")
HEADS = {vr.encode(): 8 for vr in _SHORT} | {vr.encode(): 12 for vr in _LONG}
"""Bytes before the value, by value representation (PS3.5 7.1.2)."""
_LITTLE = Struct("<HH2sH").unpack_from, Struct("<HHI").unpack_from, Struct("<I").unpack_from
_BIG = Struct(">HH2sH").unpack_from, Struct(">HHI").unpack_from, Struct(">I").unpack_from

Head = tuple[int, bytes, int, int]
"""Tag, VR (b"" if implicit), offset of the value, length of the value or `UNDEFINED`."""


class Declined(Exception):
    """The bytes are not as the standard says: the careful reader must look."""


class Heads:
    """Reads heads from `data` in one byte order. Raises `struct.error` where the bytes end inside a head."""

    __slots__ = ("_data", "_explicit", "_implicit", "_length")

    def __init__(self, data: bytes, *, little: bool) -> None:
        self._data = data
        self._explicit, self._implicit, self._length = _LITTLE if little else _BIG

    def explicit(self, at: int) -> Head:
        """The head of the explicit VR element at `at` (PS3.5 7.1.2). Raises `Declined` for a VR that is none."""
        group, element, vr, length = self._explicit(self._data, at)
        head = HEADS.get(vr)
        if head == 8:
            return group << 16 | element, vr, at + 8, length
        if head == 12:
            return group << 16 | element, vr, at + 12, self._length(self._data, at + 8)[0]
        if group == 0xFFFE:
            return self.implicit(at)
        raise Declined

    def implicit(self, at: int) -> Head:
        """The head of the implicit VR element, item or delimiter at `at` (PS3.5 7.1.3, 7.5)."""
        group, element, length = self._implicit(self._data, at)
        return group << 16 | element, b"", at + 8, length
