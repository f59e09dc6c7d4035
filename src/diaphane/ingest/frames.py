"""Where each frame's bytes are (PS3.5 section 8 and A.4), from the bytes that are there, never from what the header promises."""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from struct import Struct

from diaphane.base.errors import BadInput, TooLarge
from diaphane.base.settings import Limits
from diaphane.dicom import tags as t
from diaphane.dicom.syntaxes import TransferSyntax
from diaphane.ingest.heads import ITEM, SEQUENCE_END, UNDEFINED
from diaphane.ingest.scan import Scan
from diaphane.model.instance import FrameIndex, PictureFacts
from diaphane.model.sealed import Buffer

_HEAD = Struct("<HHI").unpack_from
_MOST_FRAGMENTS = 2_000_000
# What a frame's first fragment begins with: JPEG, JPEG-LS: SOI; JPEG 2000: SOC, or the signature box of a JP2 file.
_STARTS = {
    "jpeg": (b"\xff\xd8",),
    "jpeg-lossless": (b"\xff\xd8",),
    "jpeg-ls": (b"\xff\xd8",),
    "jpeg-2000": (b"\xff\x4f\xff\x51", b"\0\0\0\x0cjP"),
    "ht-jpeg-2000": (b"\xff\x4f\xff\x51", b"\0\0\0\x0cjP"),
    "jpeg-xl": (b"\xff\x0a", b"\0\0\0\x0cJXL"),
}

Extents = tuple[tuple[int, int], ...]


def check_size(facts: PictureFacts, limits: Limits) -> None:
    """Refuse pictures larger than this product decodes. Raises `TooLarge` (`ingest.picture_size`)."""
    if facts.rows * facts.columns > limits.picture_pixels or facts.frames > limits.frames:
        raise TooLarge(
            "ingest.picture_size",
            f"The header announces {facts.frames:,} frames of {facts.columns:,} x {facts.rows:,} pixels: more than can be shown here.",
        )


def index(data: Buffer, scan: Scan, syntax: TransferSyntax, facts: PictureFacts) -> FrameIndex:
    """The extents of all frames. Raises `BadInput` (`ingest.pixels_short`, `ingest.fragments`) where they are not all there."""
    if scan.pixel_length == UNDEFINED:
        if syntax.codec == "native":
            raise BadInput("ingest.fragments", "The pixels come in fragments although the file says that they are not compressed.")
        return FrameIndex(encapsulated=True, extents=_encapsulated(data, scan, syntax, facts.frames))
    if syntax.encapsulated:
        raise BadInput("ingest.fragments", "The pixels come without fragments although the file says that they are compressed.")
    return FrameIndex(encapsulated=False, extents=_native(scan.pixel_value, scan.pixel_length, len(data), facts))


def native_bits(facts: PictureFacts) -> int:
    """Bits of one uncompressed frame (PS3.5 8.1.1, 8.2.x; YBR_..._422 shares chroma between two pixels)."""
    samples = 2 if facts.photometric.endswith("_422") else facts.samples_per_pixel
    return facts.rows * facts.columns * samples * facts.bits_allocated


def _native(start: int, length: int, end: int, facts: PictureFacts) -> Extents:
    there = min(length, end - start)
    bits = native_bits(facts)
    needed = (bits * facts.frames + 7) // 8
    if there < needed:
        raise BadInput("ingest.pixels_short", _short(there, needed))
    if bits % 8:
        return ((start, needed),)
    size = bits // 8
    return tuple((start + frame * size, size) for frame in range(facts.frames))


def _short(there: int, needed: int) -> str:
    return f"The pixels are cut off: {there:,} of {needed:,} bytes are there. Send the file again from its source."


def _encapsulated(data: Buffer, scan: Scan, syntax: TransferSyntax, frames: int) -> Extents:
    """Fragments joined to frames: one each, or by offset table, or by what a frame of the codec begins with."""
    table, fragments = _fragments(data, scan.pixel_value)
    if not fragments:
        raise BadInput("ingest.pixels_short", "The compressed pixels are missing: the file was cut off.")
    ends = [at + length for at, length in fragments]
    starts = [at for at, _ in fragments]
    if syntax.codec == "video" or frames == 1:
        first = [0]
    elif len(fragments) == frames:
        first = list(range(frames))
    else:
        first = _firsts(data, scan, syntax, table, starts, frames)
    bounds = [*first, len(fragments)]
    return tuple((starts[a], ends[b - 1] - starts[a]) for a, b in pairwise(bounds))


def _fragments(data: Buffer, at: int) -> tuple[bytes, list[tuple[int, int]]]:
    """The basic offset table's bytes, and (offset of the item's tag, length with its head) of every fragment.

    A missing delimiter at the very end is forgiven; a fragment that runs past the end is not.
    """
    found: list[tuple[int, int]] = []
    table: bytes | None = None
    end = len(data)
    for _ in range(_MOST_FRAGMENTS):
        if at + 8 > end:
            return table or b"", found
        group, element, length = _HEAD(data, at)
        tag = group << 16 | element
        if tag == SEQUENCE_END:
            return table or b"", found
        if tag != ITEM or length == UNDEFINED:
            raise BadInput("ingest.fragments", "The compressed pixels are damaged: something else than a fragment lies between them.")
        if at + 8 + length > end:
            raise BadInput("ingest.pixels_short", _short(end - at - 8, length))
        if table is None:
            table = bytes(data[at + 8 : at + 8 + length])
        else:
            found.append((at, 8 + length))
        at += 8 + length
    raise TooLarge("ingest.fragments", f"The pixels come in more than {_MOST_FRAGMENTS:,} fragments.")


def _firsts(data: Buffer, scan: Scan, syntax: TransferSyntax, table: bytes, starts: list[int], frames: int) -> list[int]:
    """The first fragment of each frame where there are more fragments than frames, or raise `BadInput`."""
    for offsets in (_numbers(scan.header.raw(t.EXTENDED_OFFSETS), "<Q"), _numbers(table, "<I")):
        first = _at_offsets(offsets, starts, frames)
        if first:
            return first
    marks = _STARTS.get(syntax.codec, ())
    first = [i for i, at in enumerate(starts) if marks and bytes(data[at + 8 : at + 16]).startswith(marks)]
    if len(first) == frames and first[0] == 0:
        return first
    raise BadInput(
        "ingest.fragments",
        f"The file announces {frames:,} frames but has {len(starts):,} compressed fragments, and nothing says which belong together.",
    )


def _at_offsets(offsets: Sequence[int], starts: list[int], frames: int) -> list[int]:
    """Fragments that begin at the offsets (from the first fragment), if every one does, in rising order; else none."""
    if len(offsets) != frames or offsets[0] != 0:
        return []
    found: list[int] = []
    for offset in offsets:
        at = starts[0] + offset
        place = bisect_left(starts, at)
        if place == len(starts) or starts[place] != at or (found and place <= found[-1]):
            return []
        found.append(place)
    return found


def _numbers(table: bytes, layout: str) -> list[int]:
    try:
        return [n for (n,) in Struct(layout).iter_unpack(table)]
    except struct.error:
        return []
