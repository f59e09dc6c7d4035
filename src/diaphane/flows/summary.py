"""The summary of a series: all that opening it needs, as bytes for a sealed pack, and back without working anything out again.

    u32 length of the head | head | instances | frames | body        (little endian; the head is JSON and says how long the others are)

The head says what opening pictures needs; `instances` is read by `model.compact` one by one; `frames` is the stack's own table and
read only when somebody asks for it; `body` is the stack as the wire has it, gzipped.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, fields
from functools import partial
from struct import Struct
from typing import Any

import orjson

from diaphane.dicom.volume import VolumeFacts
from diaphane.flows.described import Described
from diaphane.flows.stack import Geometry, Stack, StackFrame
from diaphane.model.columns import Table, columns, frozen
from diaphane.model.compact import Instances, pack_instances
from diaphane.model.derived import Standing
from diaphane.model.instance import PictureFacts
from diaphane.model.said import Said
from diaphane.model.sealed import Buffer
from diaphane.model.ticket import InstanceRef

_VERSION = 1
_LENGTH = Struct("<I")
_FRAME_WIDTH = len(fields(StackFrame))


@dataclass(frozen=True, slots=True)
class StackWriter:
    """How the wire has a stack: `body` gives its bytes, gzipped; `mark` changes when they would look otherwise."""

    mark: str
    body: Callable[[Stack, Standing], bytes]


NO_WRITER = StackWriter("none", lambda _stack, _now: b"")


def form(writer: StackWriter) -> str:
    """What a summary must have been written as to be read now."""
    names = [field.name for kind in (PictureFacts, Stack, StackFrame, Geometry, VolumeFacts, InstanceRef, Said) for field in fields(kind)]
    state = hashlib.sha256(f"{_VERSION}|{writer.mark}|{'|'.join(names)}".encode())
    return state.hexdigest()[:16]


def describe(now: Standing, stack: Stack, writer: StackWriter) -> tuple[Described, bytes]:
    """A series described for the first time, and its summary."""
    instances = pack_instances(stack.instances)
    table = _stack_table(stack)
    body = writer.body(stack, now)
    head = orjson.dumps({
        "content": stack.content,
        "frames": len(stack.frames),
        "numbers": () if stack.numbers == tuple(range(len(stack.numbers))) else stack.numbers,
        "parts": (len(instances), len(table), len(body)),
    })  # fmt: skip
    data = b"".join((_LENGTH.pack(len(head)), head, instances, table, body))
    return read(now, data), data


def read(now: Standing, data: Buffer) -> Described:
    """The description again. Raises `ValueError`, `TypeError` or `KeyError` for bytes that another version wrote."""
    view = memoryview(data)
    (length,) = _LENGTH.unpack_from(view)
    start = _LENGTH.size + length
    head: dict[str, Any] = orjson.loads(view[_LENGTH.size : start])
    parts = []
    for size in head["parts"]:
        parts.append(bytes(view[start : start + size]))
        start += size
    instances = Instances(parts[0])
    return Described(
        series_uid=now.series_uid,
        study_uid=now.study_uid,
        modality=now.modality,
        content=head["content"],
        frames=head["frames"],
        instances=instances,
        numbers=tuple(head["numbers"]),
        packs=instances.packs,
        body=parts[2],
        read_stack=partial(_stack, parts[1], head, instances),
    )


def _stack_table(stack: Stack) -> bytes:
    table = {
        "frames": columns([astuple(frame) for frame in stack.frames], _FRAME_WIDTH),
        "geometries": [astuple(geometry) for geometry in stack.geometries],
        "lossy": stack.lossy,
        "notes": [astuple(note) for note in stack.notes],
        "volume": None if stack.volume is None else astuple(stack.volume),
        "no_volume": None if stack.no_volume is None else astuple(stack.no_volume),
    }
    return zlib.compress(orjson.dumps(table), 1)


def _stack(data: bytes, head: dict[str, Any], instances: Sequence[InstanceRef]) -> Stack:
    table: dict[str, Any] = orjson.loads(zlib.decompress(data))
    rows = Table(table["frames"], head["frames"])
    frames = tuple(StackFrame(*rows.row(number)) for number in range(len(rows)))
    return Stack(
        content=head["content"],
        first=next(instance.picture for instance in instances if instance.sop_uid == frames[0].sop_uid),
        lossy=table["lossy"],
        geometries=tuple(Geometry(*frozen(one)) for one in table["geometries"]),
        frames=frames,
        notes=tuple(Said(*frozen(note)) for note in table["notes"]),
        instances=instances,
        numbers=tuple(head["numbers"]) or tuple(range(head["frames"])),
        volume=None if table["volume"] is None else VolumeFacts(*frozen(table["volume"])),
        no_volume=None if table["no_volume"] is None else Said(*frozen(table["no_volume"])),
    )
