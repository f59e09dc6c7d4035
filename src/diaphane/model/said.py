"""A sentence that a reader must know, as a stable code and values, so that pages can say it in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Said:
    """`code` is stable (`room.what`), `text` the English sentence with the `values` in it, each by its name."""

    code: str
    text: str
    values: tuple[tuple[str, Value], ...] = ()


def say(code: str, sentence: str, **values: Value) -> Said:
    """The sentence with its values put where their names stand in braces."""
    return Said(code, sentence.format(**values), tuple(values.items()))
