"""Rows as columns of JSON: what all rows share is written once, what few values repeat is counted, the rest is listed.

2,000 slices of a series say the same two kilobytes 2,000 times; as columns they are some ten kilobytes, and one row is read
without the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import orjson

Column = dict[str, Any]
_FEW = 4
"""A column is counted where each of its values stands for so many rows."""


def columns(rows: Iterable[Sequence[Any]], width: int) -> list[Column]:
    """The rows, `width` values each, as columns; values are those of JSON, and tuples."""
    by_column = list(zip(*rows, strict=True)) or [()] * width
    return [_column(values) for values in by_column]


class Table:
    """Rows read one by one out of columns. Raises `ValueError` for columns that are not `count` values long."""

    def __init__(self, found: Sequence[Column], count: int) -> None:
        self._read = [_reader(column, count) for column in found]
        self._count = count

    def __len__(self) -> int:
        """How many rows there are."""
        return self._count

    def row(self, number: int) -> list[Any]:
        """The values of a row, lists as tuples."""
        return [read(number) for read in self._read]

    def cell(self, number: int, column: int) -> Any:  # noqa: ANN401 (JSON)
        """One value of a row."""
        return self._read[column](number)


def frozen(value: Any) -> Any:  # noqa: ANN401 (JSON)
    """Lists as the tuples they were, at every depth."""
    return tuple([frozen(item) if isinstance(item, list) else item for item in value]) if isinstance(value, list) else value


def _column(values: Sequence[Any]) -> Column:
    seen: dict[bytes, int] = {}
    places: list[int] = []
    distinct: list[Any] = []
    for value in values:
        key = orjson.dumps(value)  # tells apart what Python calls equal: 1, 1.0 and True
        place = seen.setdefault(key, len(seen))
        if place == len(distinct):
            distinct.append(value)
            if len(distinct) * _FEW > len(values) + _FEW:
                return {"all": list(values)}
        places.append(place)
    return {"one": distinct[0]} if len(distinct) == 1 else {"of": distinct, "at": places}


def _reader(column: Column, count: int) -> Callable[[int], Any]:
    if "one" in column:
        one = frozen(column["one"])
        return lambda _: one
    listed: list[Any] = column["at" if "of" in column else "all"]
    if len(listed) != count:
        msg = "a column is not as long as its table"
        raise ValueError(msg)
    if "of" in column:
        distinct = [frozen(value) for value in column["of"]]
        return lambda number: distinct[listed[number]]
    return lambda number: frozen(listed[number])
