"""What each volume of a 4D series is, in the field's own short words: TE 4.6 ms, b 1000 s/mm², 35 % RR, t 120 ms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_PART: Final = re.compile(r"(echo|b|time|phase) (\S+)(?: (.+))?")


def labels(volumes: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """A label for each volume from the acquisition texts of its frames (`acquisition`); what all volumes share is left out.

    Where a value differs from slice to slice (trigger times), its range is said. Empty labels where nothing tells volumes apart.
    """
    read = [_parts(texts) for texts in volumes]
    words = {word for parts in read for word in parts}
    told = [
        word for word in ("echo", "b", "time ms", "time", "phase %", "phase ms") if word in words and len({p.get(word) for p in read}) > 1
    ]
    return tuple(", ".join(_label(word, parts[word]) for word in told if word in parts) for parts in read)


def _parts(texts: Sequence[str]) -> dict[str, tuple[float, float, str]]:
    """Lowest and highest value and unit of each word of a volume's texts. Times are told apart by their unit."""
    found: dict[str, tuple[float, float, str]] = {}
    for text in dict.fromkeys(texts):
        for part in text.split(", "):
            match = _PART.fullmatch(part)
            if match is None:
                continue
            word, value, unit = match[1], float(match[2]), match[3] or ""
            name = f"{word} {unit}" if unit and word in {"time", "phase"} else word
            low, high, _ = found.get(name, (value, value, unit))
            found[name] = (min(low, value), max(high, value), unit)
    return found


def _label(word: str, value: tuple[float, float, str]) -> str:
    low, high, unit = value
    number = f"{low:g}" if low == high else f"{low:g}-{high:g}"
    if word == "echo":
        return f"TE {number} ms" if unit else f"echo {number}"
    if word == "b":
        return f"b {number} s/mm²"
    return f"{number} % RR" if unit == "%" else f"t {number} {unit}".strip()
