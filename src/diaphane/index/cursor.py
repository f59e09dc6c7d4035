"""Where a page of the work list ended, as opaque text. Holds a sort key that is stored in the clear and an id, never a name."""

from __future__ import annotations

from dataclasses import dataclass

from diaphane.base import opaque
from diaphane.base.errors import BadInput
from diaphane.model.study import SortKey


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page. `key`: its sort key as text, "" when sorted by name."""

    sort: SortKey
    key: str
    study_id: int


def write(cursor: Cursor) -> str:
    """The cursor as URL-safe text."""
    return opaque.write(cursor.sort, cursor.key, cursor.study_id)


def read(text: str, sort: SortKey) -> Cursor | None:
    """The cursor again, None for "". Raises `BadInput` for anything that `write` did not make for this sort."""
    if not text:
        return None
    try:
        found, key, study_id = opaque.read(text)
    except ValueError:
        found, key, study_id = None, None, None
    if found != sort or not isinstance(key, str) or not isinstance(study_id, int) or not 0 <= study_id < 1 << 63 or len(key) > 40:
        raise BadInput("index.cursor", "The place to go on from belongs to another search: start again from the first page.")
    return Cursor(sort, key, study_id)
