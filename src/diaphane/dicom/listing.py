"""Elements as lines of a tag browser: PS3.6 names, values in words, long ones cut with their size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from struct import Struct

from pydicom import datadict

from diaphane.dicom import charset
from diaphane.dicom.charset import Charset
from diaphane.dicom.text import readable

LONGEST_VALUE = 256
"""Characters of a value that are listed."""

_NUMBERS = {
    "US": "H", "SS": "h", "UL": "I", "SL": "i", "UV": "Q", "SV": "q", "FL": "f", "FD": "d",
}  # fmt: skip
_BYTES = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})
_NOT_SPLIT = frozenset({"LT", "ST", "UT", "UR"})
_BY_CHARSET = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UT"})  # PS3.5 6.1.2.3


@dataclass(frozen=True, slots=True)
class TagLine:
    """One element. `tag` is `(gggg,eeee)` in hexadecimal; `vm` counts values; `depth` counts the sequences around it."""

    tag: str
    keyword: str
    name: str
    vr: str
    vm: int
    value: str
    depth: int


def vr_of(tag: int, creator: str = "") -> str:
    """The value representation PS3.6 gives a tag: "UN" for an unknown one. `creator` names the block of a private tag."""
    if tag & 0xFFFF == 0:
        return "UL"
    if tag >> 16 & 1:
        if 0x10 <= tag & 0xFFFF <= 0xFF:
            return "LO"
        vr = _found(lambda: datadict.private_dictionary_VR(tag, creator))
    else:
        vr = _found(lambda: datadict.dictionary_VR(tag))
    if not vr:
        return "UN"
    return "OW" if vr == "OB or OW" else vr.split(" or ", 1)[0]


@dataclass(frozen=True, slots=True)
class Element:
    """An element that is no sequence, as it was read. `creator` names the block of a private tag."""

    tag: int
    vr: str
    value: bytes
    depth: int
    creator: str = ""


def line(element: Element, encoding: Charset = (), *, little_endian: bool = True, size: int = 0) -> TagLine:
    """The line of an element. Never raises: bytes that are not what the VR says are listed as bytes.

    `size` is the length of the whole value in bytes where `element` has only its beginning.
    """
    size = max(size, len(element.value))
    words, count = _words(element.vr, element.value, encoding, little_endian=little_endian, size=size)
    keyword, name = names(element.tag, element.creator)
    return TagLine(_shown(element.tag), keyword, name, element.vr, count, words, element.depth)


def sequence_line(tag: int, depth: int, *, creator: str = "") -> TagLine:
    """The line of a sequence; its items follow, one deeper."""
    keyword, name = names(tag, creator)
    return TagLine(_shown(tag), keyword, name, "SQ", 1, "", depth)


def item_line(number: int, depth: int) -> TagLine:
    """The line of a sequence's item, counted from 1; its elements follow at the same depth."""
    return TagLine("(FFFE,E000)", "Item", f"Item {number}", "", 0, "", depth)


def _shown(tag: int) -> str:
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


def names(tag: int, creator: str = "") -> tuple[str, str]:
    """Keyword and name of a tag (PS3.6), for private tags those known for their creator."""
    if tag & 0xFFFF == 0:
        return "", "Group Length"
    if tag >> 16 & 1:
        if 0x10 <= tag & 0xFFFF <= 0xFF:
            return "", "Private Creator"
        return "", _found(lambda: datadict.private_dictionary_description(tag, creator)) or "Private element"
    return _found(lambda: datadict.dictionary_keyword(tag)), _found(lambda: datadict.dictionary_description(tag)) or "Unknown element"


def _found(look: Callable[[], str]) -> str:
    try:
        return look()
    except KeyError:
        return ""


def _words(vr: str, value: bytes, encoding: Charset, *, little_endian: bool, size: int) -> tuple[str, int]:
    """A value in words, and how many values it is."""
    if not value:
        return "", 0
    order = "<" if little_endian else ">"
    if vr in _NUMBERS and size % Struct(order + _NUMBERS[vr]).size == 0:
        packed = Struct(order + _NUMBERS[vr])
        numbers = [n for (n,) in packed.iter_unpack(value[: 64 * packed.size])]
        return _joined([f"{n:.9g}" if isinstance(n, float) else str(n) for n in numbers], size // packed.size)
    if vr == "AT" and size % 4 == 0:
        pairs = Struct(f"{order}HH").iter_unpack(value[:256])
        return _joined([f"({group:04X},{element:04X})" for group, element in pairs], size // 4)
    if vr in _NUMBERS or vr in _BYTES or vr == "AT":
        return _hex(value, size), 1
    text = charset.decode(value[: 8 * LONGEST_VALUE], encoding if vr in _BY_CHARSET else (), name=vr == "PN")
    parts = [text] if vr in _NOT_SPLIT else text.split("\\")
    shown = "\\".join(readable(part) for part in parts)
    cut = len(shown) > LONGEST_VALUE or size > 8 * LONGEST_VALUE
    return (f"{shown[:LONGEST_VALUE]}… ({size:,} bytes)" if cut else shown), len(parts)


def _joined(parts: list[str], count: int) -> tuple[str, int]:
    text = "\\".join(parts)
    if len(parts) < count or len(text) > LONGEST_VALUE:
        return f"{text[:LONGEST_VALUE]}… ({count:,} values)", count
    return text, count


def _hex(value: bytes, size: int) -> str:
    shown = value[:16].hex(" ")
    return shown if size <= 16 else f"{shown} … ({size:,} bytes)"
