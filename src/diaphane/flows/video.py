"""Videos inside DICOM objects: what there is to play in a series, and a bitstream as a browser reads it, range by range."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from struct import Struct

from anyio.to_thread import run_sync

from diaphane.access import Permission, decide
from diaphane.base.errors import BadInput, IntegrityFailed, NotHere
from diaphane.dicom.syntaxes import SYNTAXES
from diaphane.dicom.video import LOOK_BYTES, Bitstream, recognise, sentence
from diaphane.flows.download import Stored
from diaphane.flows.fetch import reader_of
from diaphane.flows.house import House
from diaphane.index import queries
from diaphane.model.ids import SeriesUid, SopUid
from diaphane.model.principals import Principal
from diaphane.model.sealed import Extent
from diaphane.model.study import InstanceRow
from diaphane.seal.pack import PackReader

_ITEM = Struct("<HHI")
_MOST_FRAGMENTS = 65_536


@dataclass(frozen=True, slots=True)
class Video:
    """One video. `reason` says why a browser cannot play it, "" where it can. `length` in bytes."""

    sop_uid: SopUid
    media_type: str
    reason: str
    length: int
    columns: int
    rows: int
    frames: int
    frame_time_ms: float | None


async def videos(house: House, who: Principal, uid: SeriesUid) -> list[Video]:
    """The videos of a series by instance number; none in most. Raises `NotHere`."""
    decide(who, Permission.SERIES_VIEW, who.scope)
    async with house.work.of(who.scope) as work:
        rows = await queries.instances_of(work, uid)
    found = []
    for row in rows:
        if _is_video(row) and row.picture is not None:
            parts, bitstream, _ = await _opened(house, who, row)
            length = sum(part.length for part in parts)
            facts = row.picture
            found.append(
                Video(
                    row.sop_uid, bitstream.media_type, sentence(bitstream), length,
                    facts.columns, facts.rows, facts.frames, facts.frame_time_ms,
                )
            )  # fmt: skip
    return found


async def video(house: House, who: Principal, uid: SopUid) -> Stored:
    """The bitstream of a video: only the sealed chunks of the range somebody asks for are opened. Raises `NotHere`, `BadInput`."""
    decide(who, Permission.PICTURE_VIEW, who.scope)
    async with house.work.of(who.scope) as work:
        row = await queries.instance(work, uid)
    if not _is_video(row):
        raise NotHere
    parts, bitstream, reader = await _opened(house, who, row)
    ending = bitstream.media_type.removeprefix("video/") if bitstream.media_type.startswith("video/") else "bin"
    tag = hashlib.sha256(f"{uid}|".encode() + row.sha256).hexdigest()[:32]
    length = sum(part.length for part in parts)
    return Stored(f"{uid}.{ending}", bitstream.media_type, "video", length, reader, parts[0], rest=tuple(parts[1:]), tag=tag)


def _is_video(row: InstanceRow) -> bool:
    syntax = SYNTAXES.get(row.transfer_syntax)
    return syntax is not None and syntax.codec == "video" and row.frames is not None


async def _opened(house: House, who: Principal, row: InstanceRow) -> tuple[list[Extent], Bitstream, PackReader]:
    reader = await reader_of(house, who.scope, row.extent)
    parts = await run_sync(_fragments, reader, row)
    if not parts:
        raise BadInput("video.empty", "The video has no bytes: the file was cut off. Send it again from its source.")
    start = await run_sync(reader.read, parts[0].offset, min(LOOK_BYTES, parts[0].length))
    return parts, recognise(bytes(start.data), row.transfer_syntax), reader


def _fragments(reader: PackReader, row: InstanceRow) -> list[Extent]:
    """The values of the fragments that hold the bitstream (PS3.5 A.4), one in most files. Their heads were checked at ingest."""
    assert row.frames is not None  # noqa: S101 (`_is_video`)
    offset, length = row.frames.extents[0]
    at, end = row.extent.offset + offset, row.extent.offset + min(offset + length, row.extent.length)
    found: list[Extent] = []
    while at + _ITEM.size <= end:
        group, element, size = _ITEM.unpack(reader.read(at, _ITEM.size).data)
        at += _ITEM.size
        if (group, element) != (0xFFFE, 0xE000) or at + size > end or len(found) >= _MOST_FRAGMENTS:
            raise IntegrityFailed("video.fragments", "The video's fragments are not where the index says.")
        if size:
            found.append(Extent(row.extent.pack, at, size))
        at += size
    return found
