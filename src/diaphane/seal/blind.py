"""The blind index: keyed tokens of folded text, so that a database can find what it cannot read."""

from __future__ import annotations

import hmac
import re

from diaphane.dicom.text import fold

PREFIX_LETTERS = 8  # longer prefixes are searched by their first letters and then compared exactly
_BREAKS = re.compile(r"[\s^=\\]+")  # between words, name components (PS3.5 6.2.1.1), component groups and values
_WORD_STARTS = re.compile(r"(?<!\w)\w")


class BlindIndex:
    """HMAC-SHA256 tokens of one account, truncated to signed 64 bits (a PostgreSQL bigint).

    A token says nothing without the key; equal texts of one field give equal tokens, of two fields different ones. Tokens are
    candidates only: 64 bits may collide and trigrams lose their order, so the caller opens the row and compares exactly.
    """

    def __init__(self, key: bytes) -> None:
        """`key`: 32 bytes, `Keyring.derive(scope, "index")`."""
        self._key = key

    def exact(self, field: str, text: str) -> int:
        """The token of the whole folded text."""
        return self._token("=", field, fold(text))

    def prefixes(self, field: str, text: str) -> frozenset[int]:
        """Tokens to store: the first 1 to 8 letters of every word and of every part of one after a mark ("Meier-Schmidt": also "sc")."""
        found: set[str] = set()
        for word in _BREAKS.split(fold(text)):
            starts = {0, *(match.start() for match in _WORD_STARTS.finditer(word))}
            found.update(word[start : start + size] for start in starts for size in range(1, PREFIX_LETTERS + 1) if start < len(word))
        return frozenset(self._token("^", field, prefix) for prefix in found)

    def prefix(self, field: str, text: str) -> int:
        """The token to search: stored by `prefixes` for every text with a word that begins like `text`."""
        return self._token("^", field, fold(text)[:PREFIX_LETTERS])

    def trigrams(self, field: str, text: str) -> frozenset[int]:
        """Tokens of every three letters in a row inside a word. Those of a part of a text are a subset of the text's own."""
        grams = {word[at : at + 3] for word in _BREAKS.split(fold(text)) for at in range(len(word) - 2)}
        return frozenset(self._token("*", field, gram) for gram in grams)

    def _token(self, kind: str, field: str, text: str) -> int:
        digest = hmac.digest(self._key, f"{kind}{field}\0{text}".encode(), "sha256")
        return int.from_bytes(digest[:8], "big", signed=True)
