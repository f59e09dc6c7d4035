"""The instances of a series as few bytes, read one by one: what crosses to the render worker, and what a series' summary keeps."""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, overload
from uuid import UUID

import orjson
from typing_extensions import override

from diaphane.model.columns import Table, columns
from diaphane.model.ids import PackId, SopUid
from diaphane.model.instance import FrameIndex, PictureFacts
from diaphane.model.sealed import Extent
from diaphane.model.ticket import InstanceRef

_DIGEST_BYTES = 32
_PLACE_WIDTH = 9
_FACTS = tuple(field.name for field in fields(PictureFacts))
_FRAMES = _FACTS.index("frames")


class Instances(Sequence[InstanceRef]):
    """The instances of a series in order, each made of its bytes when it is first asked for.

    Raises `ValueError`, `TypeError` or `KeyError` for bytes that another version wrote.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        table: dict[str, Any] = orjson.loads(zlib.decompress(data))
        if tuple(table["fields"]) != _FACTS:
            msg = "picture facts of another version"
            raise ValueError(msg)
        self._places = Table(table["places"], table["count"])
        self._pictures = Table(table["pictures"], table["facts"])
        self._packs = [PackId(UUID(hex=name)) for name in table["packs"]]
        self._digests = b64decode(table["digests"])
        self._made: dict[int, InstanceRef] = {}
        self._facts: dict[int, PictureFacts] = {}

    @property
    def packs(self) -> frozenset[PackId]:
        """The packs that hold them."""
        return frozenset(self._packs)

    def frame_counts(self) -> list[int]:
        """How many frames each has; no instance is made for it."""
        return [self._pictures.cell(self._places.cell(n, _PLACE_WIDTH - 1), _FRAMES) for n in range(len(self))]

    @override
    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, at: int) -> InstanceRef: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[InstanceRef]: ...
    @override
    def __getitem__(self, at: int | slice) -> InstanceRef | Sequence[InstanceRef]:
        if isinstance(at, slice):
            return tuple(self[n] for n in range(*at.indices(len(self))))
        number = at + len(self) if at < 0 else at
        if not 0 <= number < len(self):
            raise IndexError(at)
        return self._made.get(number) or self._made.setdefault(number, self._make(number))

    def _make(self, number: int) -> InstanceRef:
        uid, sop_class, syntax, pack, offset, length, pixels, (encapsulated, extents), picture = self._places.row(number)
        start = number * _DIGEST_BYTES
        return InstanceRef(
            SopUid(uid), sop_class, syntax, Extent(self._packs[pack], offset, length), pixels, FrameIndex(encapsulated, extents),
            self._facts.get(picture) or self._facts.setdefault(picture, PictureFacts(*self._pictures.row(picture))),
            self._digests[start : start + _DIGEST_BYTES],
        )  # fmt: skip


def pack_instances(instances: Sequence[InstanceRef]) -> bytes:
    """JSON in columns, compressed: what `Instances` reads."""
    if isinstance(instances, Instances):
        return instances.data
    facts = {one: place for place, one in enumerate(dict.fromkeys(instance.picture for instance in instances))}
    packs = {one: place for place, one in enumerate(dict.fromkeys(instance.extent.pack for instance in instances))}
    table = {
        "count": len(instances),
        "facts": len(facts),
        "fields": _FACTS,
        "packs": [pack.hex for pack in packs],
        "places": columns([_place(instance, packs, facts) for instance in instances], _PLACE_WIDTH),
        "pictures": columns([[getattr(one, name) for name in _FACTS] for one in facts], len(_FACTS)),
        "digests": b64encode(b"".join(instance.sha256 for instance in instances)).decode(),
    }
    return zlib.compress(orjson.dumps(table), 1)


def frame_counts(instances: Sequence[InstanceRef]) -> list[int]:
    """How many frames each instance has, without making it."""
    return instances.frame_counts() if isinstance(instances, Instances) else [one.picture.frames for one in instances]


def packs_of(instances: Sequence[InstanceRef]) -> frozenset[PackId]:
    """The packs that hold the instances."""
    return instances.packs if isinstance(instances, Instances) else frozenset(one.extent.pack for one in instances)


def _place(instance: InstanceRef, packs: dict[PackId, int], facts: dict[PictureFacts, int]) -> tuple[Any, ...]:
    extent, frames = instance.extent, instance.frames
    return (
        instance.sop_uid, instance.sop_class, instance.transfer_syntax, packs[extent.pack], extent.offset, extent.length,
        instance.pixel_offset, (frames.encapsulated, frames.extents), facts[instance.picture],
    )  # fmt: skip
