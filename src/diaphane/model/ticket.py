"""What a render worker gets to open a series: extents, facts and the data keys of its packs. Lives in memory only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from typing_extensions import override

from diaphane.model.ids import SeriesUid, SopUid
from diaphane.model.instance import FrameIndex, PictureFacts
from diaphane.model.presentation import Presentation
from diaphane.model.scope import Scope
from diaphane.model.sealed import Extent, PackTicket


@dataclass(frozen=True, slots=True)
class InstanceRef:
    """One instance of a series: where its bytes lie, where its frames are, what its picture module said."""

    sop_uid: SopUid
    sop_class: str
    transfer_syntax: str
    extent: Extent
    pixel_offset: int
    frames: FrameIndex
    picture: PictureFacts
    sha256: bytes


@dataclass(frozen=True, slots=True)
class FastTicket:
    """Where the index of a series' derived frames lies (`load.fast`), and the pack with all of them."""

    extent: Extent
    pack: PackTicket


@dataclass(frozen=True, slots=True)
class SeriesTicket:
    """A series opened for viewing. `content` is a hash of all SOP UIDs and digests in order: the identity of its pixels.

    `instances` are in display order (see `dicom.stack`). A view's frame n is the n-th of the display order: `numbers[n]` counts frames
    through `instances`; with no `numbers` the two orders are the same (only multi-frame objects can interleave).
    `instances` may be made one by one as they are asked for (`model.compact.Instances`).
    `presentations` are the presentation states that show pictures of the series.
    """

    scope: Scope
    series_uid: SeriesUid
    modality: str
    content: str
    instances: Sequence[InstanceRef]
    packs: tuple[PackTicket, ...]
    numbers: tuple[int, ...] = ()
    presentations: tuple[Presentation, ...] = ()
    fast: FastTicket | None = None

    @override
    def __repr__(self) -> str:
        """Never show keys or facts."""
        return f"SeriesTicket({self.series_uid}, {len(self.instances)} instances)"
