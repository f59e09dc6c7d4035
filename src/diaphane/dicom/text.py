"""Text as people compare and read it: folding for search, and cleaning of what cannot be shown."""

from __future__ import annotations

import unicodedata

LONGEST_TEXT = 1024
"""Longest text kept as a fact. A header may hold far longer ones (UT, PS3.5 6.2), but facts are names and titles."""

# Marks that people leave out when they type. Kana voicing marks (U+3099) and Hangul are no such marks: the final NFC joins them again.
_MARKS = (
    (0x0300, 0x036F),  # Latin, Greek, Cyrillic
    (0x0591, 0x05C7),  # Hebrew points
    (0x0610, 0x061A),  # Arabic signs
    (0x064B, 0x065F),  # Arabic vowels
    (0x0670, 0x0670),
)
_REMOVED = {code: None for first, last in _MARKS for code in range(first, last + 1)}
# Letters without a decomposition in Unicode that a keyboard of another country cannot type.
_PLAIN = {
    ord(letter): plain
    for letter, plain in {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "\u0131": "i",
        "ŧ": "t",
        "ŋ": "n",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ĳ": "ij",
    }.items()
}
_FOLDED = _REMOVED | _PLAIN


def fold(text: str) -> str:
    """`text` as the search compares it: no case, no diacritics, no width, no double spaces.

    Unicode NFKD with combining marks of alphabetic scripts removed, `str.casefold` (ß becomes ss), letters like ø and ł made
    plain, composed again (NFC), runs of white space made one space. Idempotent. Kana voicing and Hangul are kept.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text).casefold()
    # Casefolding and decomposing feed each other (U+0345, U+1E9E): once more makes the result stable.
    plain = unicodedata.normalize("NFKD", plain).translate(_FOLDED)
    return " ".join(unicodedata.normalize("NFC", plain).split())


def readable(text: str) -> str:
    """`text` without what cannot be shown: controls are dropped, white space trimmed, at most `LONGEST_TEXT` characters.

    Line breaks and tabs become spaces; lone surrogates (which cannot be encoded) become U+FFFD.
    """
    if not (text.isascii() and text.isprintable()):
        text = "".join(_shown(letter) for letter in text[: 4 * LONGEST_TEXT])
    text = text.strip()
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def _shown(letter: str) -> str:
    """One character as it may be shown."""
    category = unicodedata.category(letter)
    if category == "Cs":
        return "\ufffd"
    if category == "Cc":
        return " " if letter in "\t\n\r\f\v" else ""
    return letter


_DIRECTION = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}


def file_title(name: str) -> str:
    """The last part of a file's name as a title: readable, with direction overrides shown as `<202E>` instead of obeyed.

    A name like `report<202E>fdp.exe` would else be drawn as another name than it is.
    """
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return readable("".join(f"<{ord(c):04X}>" if ord(c) in _DIRECTION else c for c in last[:LONGEST_TEXT])) or "unnamed"
