"""Bytes of DICOM files made for a test, and the limits they are read under."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Protocol

import pytest

from diaphane.base.settings import Limits

EXPLICIT = "1.2.840.10008.1.2.1"


def element(group: int, number: int, vr: str, value: bytes) -> bytes:
    """One explicit VR little-endian element, padded to even length."""
    value += (b"\0" if vr in {"UI", "OB", "UN"} else b" ") * (len(value) % 2)
    if vr in {"OB", "OW", "SQ", "UN", "UT", "OD", "OF", "OL", "OV", "UC", "UR"}:
        return struct.pack("<HH2sHI", group, number, vr.encode(), 0, len(value)) + value
    return struct.pack("<HH2sH", group, number, vr.encode(), len(value)) + value


class MakeDicom(Protocol):
    """Makes a small valid 4x4 CT, changed as the test wants."""

    def __call__(
        self, *, syntax: str = EXPLICIT, pixels: bytes | None = None, preamble: bytes = bytes(128), **changes: bytes | None
    ) -> bytes:
        """`changes` maps `gggg_eeee_VR` to a value, or to None to leave the element out."""
        ...


@pytest.fixture(scope="session")
def limits() -> Limits:
    return Limits()


@pytest.fixture(scope="session")
def make_element() -> Callable[[int, int, str, bytes], bytes]:
    return element


@pytest.fixture(scope="session")
def make_dicom() -> MakeDicom:
    def make(*, syntax: str = EXPLICIT, pixels: bytes | None = None, preamble: bytes = bytes(128), **changes: bytes | None) -> bytes:
        elements: dict[tuple[int, int], tuple[str, bytes | None]] = {
            (0x0008, 0x0016): ("UI", b"1.2.840.10008.5.1.4.1.1.2"),
            (0x0008, 0x0018): ("UI", b"2.25.3"),
            (0x0008, 0x0020): ("DA", b"20240102"),
            (0x0008, 0x0060): ("CS", b"CT"),
            (0x0010, 0x0010): ("PN", b"Doe^John"),
            (0x0010, 0x0020): ("LO", b"ID1"),
            (0x0020, 0x000D): ("UI", b"2.25.1"),
            (0x0020, 0x000E): ("UI", b"2.25.2"),
            (0x0020, 0x0013): ("IS", b"1"),
            (0x0028, 0x0002): ("US", struct.pack("<H", 1)),
            (0x0028, 0x0004): ("CS", b"MONOCHROME2"),
            (0x0028, 0x0010): ("US", struct.pack("<H", 4)),
            (0x0028, 0x0011): ("US", struct.pack("<H", 4)),
            (0x0028, 0x0100): ("US", struct.pack("<H", 16)),
        }
        for name, value in changes.items():
            group, number, vr = name.lstrip("x").split("_")
            elements[int(group, 16), int(number, 16)] = (vr, value)
        body = b"".join(element(*tag, vr, value) for tag, (vr, value) in sorted(elements.items()) if value is not None)
        body += element(0x7FE0, 0x0010, "OW", bytes(32)) if pixels is None else pixels
        meta = element(0x0002, 0x0001, "OB", b"\0\1") + element(0x0002, 0x0010, "UI", syntax.encode())
        return preamble + b"DICM" + element(0x0002, 0x0000, "UL", struct.pack("<I", len(meta))) + meta + body

    return make
