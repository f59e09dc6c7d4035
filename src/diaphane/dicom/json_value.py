"""Values of elements in the DICOM JSON Model (PS3.18 F.2): raw bytes in, JSON's own types out. Never raises."""

from __future__ import annotations

import math
from base64 import b64encode
from struct import Struct
from typing import Any

from diaphane.dicom import charset
from diaphane.dicom.charset import Charset

MOST_INLINE_BYTES = 1024
"""A longer binary value is bulk data: metadata say that it is there and leave it out (PS3.18 10.4.1.1.2)."""

_NUMBERS = {
    "US": "H", "SS": "h", "UL": "I", "SL": "i", "UV": "Q", "SV": "q", "FL": "f", "FD": "d",
}  # fmt: skip
_BINARY = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})
_ONE = frozenset({"LT", "ST", "UT", "UR"})  # a backslash is a letter in these (PS3.5 6.2)
_BY_CHARSET = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UT"})
_KEEP_LEADING = frozenset({"LT", "ST", "UT", "UR"})
_GROUPS = ("Alphabetic", "Ideographic", "Phonetic")
_EXACT = 1 << 53


def element(vr: str, raw: bytes, encoding: Charset = (), *, little_endian: bool = True) -> dict[str, Any]:
    """The JSON object of an element that is no sequence: its `vr`, and `Value` or `InlineBinary` where it has one."""
    if vr in _BINARY:
        return _binary(vr, raw)
    if vr in _NUMBERS or vr == "AT":
        found = _numbers(vr, raw, "<" if little_endian else ">")
        return _binary("UN", raw) if found is None else _valued(vr, found)
    text = charset.decode(raw, encoding if vr in _BY_CHARSET else (), name=vr == "PN").rstrip("\0")
    parts = [text.rstrip(" ")] if vr in _ONE else [part.strip(" \0") for part in text.split("\\")]
    if vr == "PN":
        return _valued(vr, [_name(part) for part in parts])
    if vr in {"IS", "DS"}:
        return _valued(vr, [_number(part, whole=vr == "IS") for part in parts])
    return _valued(vr, [part or None for part in parts])


def _valued(vr: str, values: list[Any]) -> dict[str, Any]:
    return {"vr": vr, "Value": values} if any(value is not None for value in values) else {"vr": vr}


def _binary(vr: str, raw: bytes) -> dict[str, Any]:
    return {"vr": vr, "InlineBinary": b64encode(raw).decode()} if 0 < len(raw) <= MOST_INLINE_BYTES else {"vr": vr}


def _numbers(vr: str, raw: bytes, order: str) -> list[Any] | None:
    """The numbers, None for a length that is not theirs. Integers beyond 2^53 are texts: JavaScript would round them."""
    if vr == "AT":
        return None if len(raw) % 4 else [f"{group:04X}{number:04X}" for group, number in Struct(f"{order}HH").iter_unpack(raw)]
    packed = Struct(order + _NUMBERS[vr])
    if len(raw) % packed.size:
        return None
    found = [number for (number,) in packed.iter_unpack(raw)]
    if vr in {"FL", "FD"}:
        return [number if math.isfinite(number) else None for number in found]
    return [number if abs(number) < _EXACT else str(number) for number in found]


def _number(text: str, *, whole: bool) -> int | float | str | None:
    """A number as JSON's own; a text that is none stays a text, so that nothing is lost."""
    if not text:
        return None
    try:
        number = int(text) if whole else float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) and abs(number) < _EXACT else text


def _name(text: str) -> dict[str, str] | None:
    groups = {name: part for name, part in zip(_GROUPS, text.split("="), strict=False) if part}
    return groups or None
