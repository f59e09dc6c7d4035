"""Describe a series as a stack: its frames in display order, what they measure, and what a reader must know."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from diaphane.base.errors import BadInput
from diaphane.dicom import volume
from diaphane.dicom.stack import FrameAt, StackOrder, order
from diaphane.dicom.volume import VolumeFacts
from diaphane.model.ids import SopUid
from diaphane.model.instance import FrameIndex, PictureFacts, Region
from diaphane.model.said import Said, say
from diaphane.model.study import InstanceRow
from diaphane.model.ticket import InstanceRef


@dataclass(frozen=True, slots=True)
class StackFrame:
    """One picture of a stack: frame `frame` (from 0) of its instance; the position is DICOM LPS millimetres.

    `geometry` is an index into the stack's `geometries`. `window` is the frame's own first window, (centre, width).
    """

    sop_uid: SopUid
    frame: int
    number: int | None
    position_mm: tuple[float, float, float] | None
    location_mm: float | None
    geometry: int = 0
    window: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Geometry:
    """Size and directions of a picture (see `PictureFacts`): most stacks have one for all, a localizer or a radiograph may not."""

    rows: int
    columns: int
    spacing_mm: tuple[float, float] | None
    spacing_kind: Literal["patient", "detector", "region", "none"]
    aspect: tuple[int, int] | None
    orientation: tuple[float, float, float, float, float, float] | None
    patient_orientation: tuple[str, str] | None
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Stack:
    """The pictures of a series in display order. `first` speaks for all where they agree; `notes` say where they do not.

    `instances` is the order for a `SeriesTicket`; `numbers[i]` is the number there of display frame i.
    `content` names the pixels: a hash over all SOP UIDs and digests in order. `volume` is None where `no_volume` says why.
    """

    content: str
    first: PictureFacts
    lossy: bool
    geometries: tuple[Geometry, ...]
    frames: tuple[StackFrame, ...]
    notes: tuple[Said, ...]
    instances: Sequence[InstanceRef]
    numbers: tuple[int, ...]
    volume: VolumeFacts | None
    no_volume: Said | None


def stack_of(rows: Sequence[InstanceRow]) -> Stack | None:
    """The stack of a series' instances; those without pictures are left out, and said. None when no picture is left."""
    shown = [(row, row.frames, row.picture) for row in rows if row.frames is not None and row.picture is not None and not row.not_viewable]
    if not shown:
        return None
    facts = [picture for _, _, picture in shown]
    ordered = order(facts)
    voxels, no_volume = _volume(ordered, facts)
    instances = tuple(_reference(*shown[index]) for index in ordered.instances)
    first = shown[ordered.frames[0].instance][2]
    notes = ordered.notes
    if left_out := len(rows) - len(shown):
        sentence = "{count} of {all} objects of this series hold no picture: they are not in the stack."
        notes = (*notes, say("stack.left_out", sentence, count=left_out, all=len(rows)))
    looks = [_geometry(shown[at.instance][2], at) for at in ordered.frames]
    geometries = {look: index for index, look in enumerate(dict.fromkeys(looks))}
    return Stack(
        content=_content(instances),
        first=first,
        lossy=any(picture.lossy for _, _, picture in shown),
        geometries=tuple(geometries),
        frames=tuple(_frame(*shown[at.instance], at, geometries[look]) for at, look in zip(ordered.frames, looks, strict=True)),
        notes=notes,
        instances=instances,
        numbers=ordered.numbers,
        volume=voxels,
        no_volume=no_volume,
    )


def _volume(ordered: StackOrder, facts: Sequence[PictureFacts]) -> tuple[VolumeFacts | None, Said | None]:
    try:
        return volume.describe(ordered, facts), None
    except BadInput as reason:
        return None, Said(reason.code, reason.message)


def _reference(row: InstanceRow, frames: FrameIndex, picture: PictureFacts) -> InstanceRef:
    return InstanceRef(row.sop_uid, row.sop_class, row.transfer_syntax, row.extent, row.pixel_offset, frames, picture, row.sha256)


def _frame(row: InstanceRow, _: FrameIndex, picture: PictureFacts, at: FrameAt, geometry: int) -> StackFrame:
    windows = picture.frame_windows[at.frame] if at.frame < len(picture.frame_windows) else picture.windows
    window = windows[0][1:] if windows else None
    return StackFrame(row.sop_uid, at.frame, at.number, at.position_mm, at.location_mm, geometry, window)


def _geometry(facts: PictureFacts, at: FrameAt) -> Geometry:
    return Geometry(
        facts.rows,
        facts.columns,
        facts.spacing_mm,
        facts.spacing_kind,
        facts.aspect,
        at.orientation,
        facts.patient_orientation,
        facts.regions,
    )


def _content(instances: Sequence[InstanceRef]) -> str:
    state = hashlib.sha256()
    for instance in instances:
        state.update(f"{instance.sop_uid}\0".encode() + instance.sha256)
    return state.hexdigest()[:32]
