"""Bytes to Unicode by Specific Character Set (0008,0005): PS3.3 C.12.1.1.2, PS3.5 6.1."""

from __future__ import annotations

import re

from pydicom.charset import CODES_TO_ENCODINGS, python_encoding

Charset = tuple[str, ...]
"""Python codecs of a data set: the first is the one in force before any escape sequence; empty = none was said."""

_ESCAPE = re.compile(rb"(?=\x1b)")
# After these an extension of one byte a character ends and the first character set holds again (PS3.5 6.1.2.5.3).
_RESET = re.compile(rb"[\\\r\n\f\t]")
_RESET_NAME = re.compile(rb"[\\\r\n\f\t^=]")
# Python's codecs for these read the escape sequences themselves.
_SELF_ESCAPED = frozenset({"iso2022_jp", "iso2022_jp_2", "iso_ir_58"})
_ALONE = frozenset({"UTF8", "GB18030", "GBK"})


def codecs(terms: tuple[str, ...]) -> Charset:
    """Python codecs of the defined terms, in order. Unknown terms are left out; common misspellings are understood."""
    found = [python_encoding.get(term) or python_encoding.get(_corrected(term)) for term in terms]
    known = tuple(codec for codec in found if codec)
    return known if any(terms) else ()


def _corrected(term: str) -> str:
    """`ISO-IR 100`, `ISO IR 192` and `iso_ir 6` mean `ISO_IR ...`; `ISO2022 IR 87` means `ISO 2022 IR 87`."""
    plain = " ".join(term.upper().replace("-", " ").replace("_", " ").split())
    if plain.startswith(("ISO 2022", "ISO2022")):
        return "ISO 2022 IR " + plain.rsplit(" ", 1)[-1]
    if plain in {"UTF8", "UTF 8"}:
        return "ISO_IR 192"
    return "ISO_IR " + plain.rsplit(" ", 1)[-1] if plain.startswith("ISO") else plain


def decode(value: bytes, charset: Charset, *, name: bool = False) -> str:
    """`value` as Unicode; never raises.

    With `name`, `^` and `=` end a code extension too (PN). Bytes that do not fit the charset that was said, or come without one,
    are read as UTF-8 if they are valid UTF-8, else as ISO 8859-1, so that a wrong header loses no letter silently.
    """
    if b"\x1b" not in value:
        if value.isascii() and (not charset or charset[0] != "iso2022_jp"):
            return value.decode("ascii")
        return _plain(value, charset)
    if charset and charset[0] in _ALONE:
        return _plain(value, charset)
    reset = _RESET_NAME if name else _RESET
    return "".join(_fragment(part, charset, reset) for part in _ESCAPE.split(value) if part)


def _plain(value: bytes, charset: Charset) -> str:
    """A value without escape sequences: the first character set."""
    for codec in (*charset[:1], "utf-8"):
        # UTF-8 is tried even where ISO 8859-1 was not said: its multi-byte patterns hardly ever arise by chance.
        try:
            return value.decode(codec)
        except UnicodeError:
            continue
    return value.decode("latin-1")


def _fragment(part: bytes, charset: Charset, reset: re.Pattern[bytes]) -> str:
    """A run that begins with an escape sequence (or the run before the first)."""
    if not part.startswith(b"\x1b"):
        return _plain(part, charset)
    length = 4 if part.startswith((b"\x1b$(", b"\x1b$)")) else 3
    codec = CODES_TO_ENCODINGS.get(part[:length], "")
    if not codec:
        return _plain(part[1:], charset)  # an unknown escape: its letters are shown, the ESC is not
    try:
        if codec in _SELF_ESCAPED:
            return part.decode(codec)
        end = reset.search(part, length)
        if end is None:
            return part[length:].decode(codec)
        return part[length : end.start()].decode(codec) + _plain(part[end.start() :], charset)
    except UnicodeError:
        return _plain(part[length:], charset)
