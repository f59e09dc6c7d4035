"""A data set's wanted elements as raw bytes by tag, decoded on demand, whichever reader found them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from struct import Struct

from diaphane.dicom import charset, person, text
from diaphane.dicom import tags as t
from diaphane.model.instance import PersonName

_MOST_NUMBERS = 4096
_US = {True: Struct("<H"), False: Struct(">H")}
_UL = {True: Struct("<I"), False: Struct(">I")}


class Header:
    """One data set or one sequence item. Nothing here raises: what is missing or malformed is empty or None.

    `values` holds raw element values, `items` the items of wanted sequences. A sequence item without a Specific Character Set
    of its own has that of the data set around it (PS3.3 C.12.1.1.2).
    """

    __slots__ = ("_items", "_little", "_values", "charset")

    def __init__(
        self,
        values: Mapping[int, bytes],
        items: Mapping[int, Sequence[Header]] | None = None,
        *,
        little_endian: bool = True,
        outer: charset.Charset = (),
    ) -> None:
        self._values = values
        self._items = items or {}
        self._little = little_endian
        said = values.get(t.SPECIFIC_CHARACTER_SET)
        self.charset = outer if said is None else charset.codecs(_split(said.decode("ascii", "replace")))

    def __contains__(self, tag: int) -> bool:
        return tag in self._values or tag in self._items

    def above(self, other: Header) -> Header:
        """Both as one: what this one says counts, what it leaves out is the other's. Texts are read in the other's character set."""
        joined = Header({**other._values, **self._values}, {**other._items, **self._items}, little_endian=other._little)
        joined.charset = other.charset
        return joined

    def raw(self, tag: int) -> bytes:
        """The value's bytes, b"" if absent."""
        return self._values.get(tag, b"")

    def items(self, tag: int) -> Sequence[Header]:
        """The items of a sequence, none if absent."""
        return self._items.get(tag, ())

    def item(self, tag: int) -> Header:
        """The first item of a sequence, an empty one if absent."""
        found = self._items.get(tag, ())
        return found[0] if found else EMPTY

    def text(self, tag: int) -> str:
        """A text (LO, SH, ST, ...) as readable Unicode."""
        value = self._values.get(tag)
        return text.readable(charset.decode(value, self.charset)) if value else ""

    def name(self, tag: int) -> PersonName:
        """A person's name (PN)."""
        value = self._values.get(tag)
        return person.parse(value, self.charset) if value else PersonName()

    def strings(self, tag: int) -> tuple[str, ...]:
        """The values of a string element of the default repertoire (CS, UI, DS, IS, ...), padding removed."""
        value = self._values.get(tag)
        return _split(value.decode("ascii", "replace")) if value else ()

    def string(self, tag: int) -> str:
        """The first value of such an element, "" if absent. Longer than any such value may be: "" too."""
        value = self._values.get(tag)
        if not value:
            return ""
        if len(value) > text.LONGEST_TEXT:
            value = value.split(b"\\", 1)[0]
            if len(value) > text.LONGEST_TEXT:
                return ""
        first = value.decode("ascii", "replace").partition("\\")[0].strip(" \0")
        return first if first.isprintable() else text.readable(first)

    def numbers(self, tag: int) -> tuple[float, ...]:
        """The values of a DS, finite ones only: one that is not makes the whole element empty."""
        value = self._values.get(tag)
        if not value or b"_" in value:
            return ()
        try:
            found = tuple(map(float, value.decode("ascii").rstrip(" \0").split("\\", _MOST_NUMBERS)[:_MOST_NUMBERS]))
        except ValueError:
            return ()
        return found if all(map(math.isfinite, found)) else ()

    def number(self, tag: int) -> float | None:
        """The first value of a DS."""
        return _number(self.string(tag))

    def integer(self, tag: int) -> int | None:
        """The first value of an IS (PS3.5 6.2: -2^31 .. 2^31 - 1)."""
        found = self.string(tag)
        try:
            value = int(found) if len(found) <= 12 and "_" not in found else None
        except ValueError:
            return None
        return value if value is not None and -(2**31) <= value < 2**31 else None

    def unsigned(self, tag: int) -> int | None:
        """A US of one value; None if absent or of another length (a UL where a US belongs is a lie about size)."""
        value = self._values.get(tag, b"")
        return int(_US[self._little].unpack(value)[0]) if len(value) == 2 else None

    def unsigned_longs(self, tag: int) -> tuple[int, ...]:
        """The values of a UL."""
        value = self._values.get(tag, b"")[: 4 * _MOST_NUMBERS]
        whole = len(value) // 4 * 4
        return tuple(n for (n,) in _UL[self._little].iter_unpack(value[:whole]))

    def doubles(self, tag: int) -> tuple[float, ...]:
        """The values of an FD, finite ones only: one that is not makes the whole element empty."""
        value = self._values.get(tag, b"")[: 8 * _MOST_NUMBERS]
        whole = len(value) // 8 * 8
        found = tuple(n for (n,) in Struct("<d" if self._little else ">d").iter_unpack(value[:whole]))
        return found if all(map(math.isfinite, found)) else ()

    def double(self, tag: int) -> float | None:
        """The first value of an FD."""
        return next(iter(self.doubles(tag)), None)

    def date(self, tag: int) -> str:
        """A DA as YYYYMMDD if it is a day of the calendar, else "". ACR-NEMA's YYYY.MM.DD is understood."""
        value = self.string(tag).replace(".", "")[:8]
        if len(value) != 8 or not (value.isascii() and value.isdigit()):
            return ""
        try:
            date(int(value[:4]), int(value[4:6]), int(value[6:]))
        except ValueError:
            return ""
        return value

    def time(self, tag: int) -> str:
        """A TM as HHMMSS[.ffffff] if it is a time of the day, else "". HH, HHMM and HH:MM:SS are understood."""
        whole, _, fraction = self.string(tag).replace(":", "").partition(".")
        if len(whole) not in {2, 4, 6} or not (whole.isascii() and whole.isdigit()):
            return ""
        whole = whole.ljust(6, "0")
        if int(whole[:2]) > 23 or int(whole[2:4]) > 59 or int(whole[4:]) > 60:  # 60: leap second
            return ""
        return f"{whole}.{fraction[:6]}" if fraction.isascii() and fraction.isdigit() else whole


def _split(value: str) -> tuple[str, ...]:
    return tuple(part.strip(" \0") if part.isprintable() else text.readable(part) for part in value.split("\\"))


def _number(value: str) -> float | None:
    if not value or len(value) > 64 or "_" in value:
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


EMPTY = Header({})
