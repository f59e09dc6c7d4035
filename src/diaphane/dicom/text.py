"""Text as people compare and read it: folding for search, and cleaning of what cannot be shown."""

from __future__ import annotations

import re
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

    Line breaks and tabs become spaces; lone surrogates (which cannot be encoded) become U+FFFD. Signs without width are dropped: a name
    with one would look like another and not be found. Overrides of direction are shown as `<202E>`, so that none is drawn turned round.
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
    if ord(letter) in _UNSEEN:
        return ""
    return _written(letter) if ord(letter) in _TURNING else letter


# Joiners (U+200C, U+200D) and marks (U+200E, U+200F, U+061C) belong to writing in Persian, Hindi, Hebrew and Arabic.
_MARKING = {0x200C, 0x200D, 0x200E, 0x200F, 0x061C}
_TURNING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_UNSEEN = {0x00AD, 0x034F, 0x180E, 0x200B, *range(0x2060, 0x2066), *range(0x206A, 0x2070), 0xFEFF, *range(0xE0000, 0xE0080)}
# Cyrillic and Greek letters that are drawn as Latin ones (the closest of Unicode's UTS 39).
_ALIKE = frozenset("асԁеһіјӏоорԛѕԝхуѵАВСЕНІЈКМОРЅТХҮԌԜαγικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")


def _written(letter: str) -> str:
    """A character by its number, as `<202E>`."""
    return f"<{ord(letter):04X}>"


def lookalikes(text: str) -> frozenset[str]:
    """Letters of `text` that are drawn as Latin ones and stand in a word with Latin ones: no language writes so."""
    if text.isascii():
        return frozenset()
    return frozenset(letter for word in _WORD.findall(text) if _LATIN.search(word) for letter in word if letter in _ALIKE)


def unseen(text: str) -> bool:
    """True where `text` holds signs that are not seen: without width, or turning the direction of what follows."""
    return any(ord(letter) in _UNSEEN or ord(letter) in _TURNING for letter in text)


def file_title(name: str) -> str:
    """The last part of a file's name as a title: readable, with what would make it look like another name written by its number.

    `report<202E>fdp.exe` would else be drawn as a PDF; `r<0435>port.pdf`, with a Cyrillic letter, as another file's name.
    """
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1][:LONGEST_TEXT]
    strange = {ord(letter): _written(letter) for letter in lookalikes(last)}
    strange |= {code: _written(chr(code)) for code in map(ord, last) if code in _TURNING or code in _UNSEEN or code in _MARKING}
    return readable(last.translate(strange)) or "unnamed"
