"""Facts as JSON for sealed cells, and back. Large values (frame tables) are compressed before they are sealed."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

import orjson

from diaphane.model.instance import FrameIndex, PatientFacts, PersonName, PictureFacts
from diaphane.model.ports import ColumnSeal

_COMPRESS_FROM = 1024
_COMPRESSED = b"z"  # JSON objects start with "{"


def seal(columns: ColumnSeal, place: str, key: object, facts: Mapping[str, Any]) -> bytes:
    """A sealed cell: `facts` as JSON, bound to `place` ("table.column") and the row's natural key."""
    plain = orjson.dumps(facts)
    if len(plain) >= _COMPRESS_FROM:
        plain = _COMPRESSED + zlib.compress(plain, 1)
    return columns.seal(plain, f"{place}|{key}")


def unseal(columns: ColumnSeal, place: str, key: object, sealed: bytes) -> dict[str, Any]:
    """The facts again. Raises `IntegrityFailed` for a cell that is damaged or from another row."""
    plain = columns.open(sealed, f"{place}|{key}")
    if plain.startswith(_COMPRESSED):
        plain = zlib.decompress(plain[1:])
    facts: dict[str, Any] = orjson.loads(plain)
    return facts


def patient(facts: Mapping[str, Any]) -> PatientFacts:
    """Patient facts of a sealed cell."""
    return PatientFacts(name=PersonName(**facts["name"]), id=facts["id"], birth_date=facts["birth_date"], sex=facts["sex"])


def frames(facts: Mapping[str, Any] | None) -> FrameIndex | None:
    """The frame table of a sealed cell."""
    if facts is None:
        return None
    return FrameIndex(encapsulated=facts["encapsulated"], extents=tuple((offset, length) for offset, length in facts["extents"]))


def picture(facts: Mapping[str, Any] | None) -> PictureFacts | None:
    """Picture facts of a sealed cell: lists become the tuples they were."""
    if facts is None:
        return None
    return PictureFacts(**{name: _frozen(value) if isinstance(value, list) else value for name, value in facts.items()})


def _frozen(value: object) -> Any:  # noqa: ANN401 (whatever a field of PictureFacts holds)
    return tuple([_frozen(item) if isinstance(item, list) else item for item in value]) if isinstance(value, list) else value
