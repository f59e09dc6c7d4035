"""What a new password must be: long enough, mixed, and neither common nor made of its owner's own words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from diaphane.accounts.rules.block_list import BLOCKED

SHORTEST, LONGEST = 8, 128
FEWEST_PIECES, FEWEST_WITH_OWN_WORDS = 5, 6
"""So many pieces a password must have; a listed word, a year, a run, a sequence and a number of up to four digits count as one."""

# Signs that people put for letters; a listed word matches with any of them.
_SIGNS = {"a": "4@", "b": "8", "e": "3€", "g": "9", "i": "1!|", "l": "1!|", "o": "0", "s": "5$", "t": "7+", "z": "2"}

_PIECE = "\0"
_YEAR = re.compile(r"(?:0?[1-9]|[12]\d|3[01])?[./-]?(?:0?[1-9]|1[0-2])?[./-]?(?:19|20)\d\d")
_BETWEEN = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d{2,4}")
_RUN = re.compile(r"([^\0])\1{2,}")
_REPEATED = re.compile(r"(.{2,}?)\1+")
_UNSTEADY = frozenset({"Cc", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: stable `code`, the sentence for people, and whether the password keeps it."""

    code: str
    message: str
    ok: bool


def normal(password: str) -> str:
    """Normal form C (Unicode UAX #15), so that every keyboard's way of writing an accent is the same password."""
    return unicodedata.normalize("NFC", password)


def judge(password: str, context: Iterable[str] = ()) -> tuple[Rule, ...]:
    """Every rule and whether `password` keeps it.

    `context`: the owner's name, organisation and e-mail address. The last rule, on characters, is there only when it is broken.
    """
    text = normal(password[: LONGEST + 1])
    kinds = {unicodedata.category(letter) for letter in text}
    rules = (
        Rule("length", f"At least {SHORTEST} characters, at most {LONGEST}.", ok=SHORTEST <= len(text) <= LONGEST >= len(password)),
        Rule("upper", "An upper-case letter.", ok="Lu" in kinds),
        Rule("lower", "A lower-case letter.", ok="Ll" in kinds),
        Rule("special", "A special character: punctuation, a symbol or a space.", ok=any(kind[0] in "PSZ" for kind in kinds)),
        Rule("common", "Not a common password: more than well-known words, years and rows of keys.", ok=_pieces(text) >= FEWEST_PIECES),
        Rule("context", "Not made of your name, organisation or e-mail address.", ok=_own_words_are_not_enough(text, context)),
    )
    if kinds & _UNSTEADY:
        return (*rules, Rule("characters", "No control characters.", ok=False))
    return rules


def words_of(context: Iterable[str]) -> tuple[str, ...]:
    """The folded words of three letters and more that the context is made of, and each text in one word. The top-level domain is none."""
    found: set[str] = set()
    for text in context:
        parts = [part for word in text.split() for part in _parts(word)]
        found.update(parts, ["".join(parts)])
    return tuple(sorted(word for word in found if len(word) >= 3))


def _parts(word: str) -> list[str]:
    local, at, domain = word.partition("@")
    return [part for part in _BETWEEN.split(_fold(f"{local} {domain.rpartition('.')[0]}" if at else word)) if part]


def _own_words_are_not_enough(text: str, context: Iterable[str]) -> bool:
    own = words_of(context)
    together = _BETWEEN.sub("", _fold(text)) if own else ""
    if not own or not _any_of(own).search(together):
        return True
    signs = sum(_BETWEEN.fullmatch(letter) is not None for letter in set(text))
    return _pieces(together, own) + signs >= FEWEST_WITH_OWN_WORDS


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Matches any of the words, longest first, with signs for letters."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join("".join(f"[{re.escape(letter + _SIGNS.get(letter, ''))}]" for letter in word) for word in longest_first))


_LISTED = _any_of(BLOCKED)


def _pieces(text: str, own: Sequence[str] = ()) -> int:
    """How many pieces the text is made of; each letter that belongs to nothing larger is one. What is repeated counts once."""
    folded = _fold(text)
    for pattern in (*((_any_of(own),) if own else ()), _LISTED, _YEAR, _RUN):
        folded = pattern.sub(_PIECE, folded)
    folded = _NUMBER.sub(_PIECE, _without_sequences(folded))
    return len(_REPEATED.sub(r"\1", folded))


def _without_sequences(text: str) -> str:
    """Steps up or down by one (abcd, 4321), three letters or more, as one piece each."""
    kept = ""
    start = 0
    while start < len(text):
        end, step = start + 1, ord(text[start + 1]) - ord(text[start]) if start + 1 < len(text) else 0
        while abs(step) == 1 and end < len(text) and ord(text[end]) - ord(text[end - 1]) == step:
            end += 1
        if end - start < 3:
            end = start + 1
        kept += text[start] if end == start + 1 else _PIECE
        start = end
    return kept


def _fold(text: str) -> str:
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return bare.casefold()
