"""Which frames of a series make a volume and where its voxels lie; why not, in words, where they make none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from diaphane.base.errors import BadInput
from diaphane.dicom.geometry import Orientation, Vec3, along, minus, normal, parallel
from diaphane.dicom.phases import labels
from diaphane.dicom.stack import FrameAt, StackOrder
from diaphane.model.instance import PictureFacts

_EVEN_MM = 0.02  # positions are written with few digits
_EVEN_SHARE = 0.02  # of the usual distance


@dataclass(frozen=True, slots=True)
class Grid:
    """The slices of one phase: their numbers in the display order, their places (LPS mm, centre of the first pixel), what they share."""

    frames: tuple[int, ...]
    positions_mm: tuple[Vec3, ...]
    orientation: Orientation
    spacing_mm: tuple[float, float]  # between rows, between columns


@dataclass(frozen=True, slots=True)
class VolumeFacts:
    """The voxels of a series as they are reconstructed: (slices, rows, columns), LPS mm of the first, steps to the next ones."""

    size: tuple[int, int, int]
    origin_mm: Vec3
    steps_mm: tuple[Vec3, Vec3, Vec3]
    phases: int
    labels: tuple[str, ...] = ()  # of each phase: b 1000 s/mm², 35 % RR ...; empty where there is one
    starts: tuple[int, ...] = (0,)  # where each phase begins in the display order


def grid(order: StackOrder, facts: Sequence[PictureFacts], phase: int = 0) -> Grid:
    """The slices of one phase (time, echo, b-value ...); `facts` as they were ordered.

    Raises `BadInput` with the reason for a series that is no volume.
    """
    if len(order.frames) < 2:
        raise BadInput("volume.too_few", "A single picture has no depth: there is nothing to reconstruct.")
    placed = _placed(order)
    if not placed and any(at.localizer for at in order.frames):
        raise BadInput("stack.localizers", "The pictures are localizers: overviews for planning, not a volume.")
    if not placed:
        raise BadInput("volume.no_places", "The pictures of this series do not say where they lie: there is nothing to reconstruct.")
    first = placed[0][1]
    _check([at for _, at in placed], facts)
    if len(placed) % order.volumes:
        raise BadInput("volume.phases", "Some pictures of this series are missing in some phases: they are no volume.")
    size = len(placed) // order.volumes
    if not 0 <= phase < order.volumes:
        raise BadInput("volume.phase", f"This series has {order.volumes} phases.")
    spacing = facts[first.instance].spacing_mm
    if spacing is None or first.orientation is None:
        raise BadInput("volume.spacing", "The pictures of this series do not say how large their pixels are: nothing can be reconstructed.")
    if size < 2:
        raise BadInput("volume.too_few", "There is one picture of each place only: they have no depth, there is nothing to reconstruct.")
    chosen = placed[phase * size : (phase + 1) * size]
    positions = tuple(at.position_mm for _, at in chosen if at.position_mm is not None)
    return Grid(tuple(n for n, _ in chosen), positions, first.orientation, spacing)


def _placed(order: StackOrder) -> list[tuple[int, FrameAt]]:
    """The frames that say where they lie, with their numbers in the display order, one phase after another. No localizers."""
    return [(n, at) for n, at in enumerate(order.frames) if at.position_mm is not None and at.orientation is not None and not at.localizer]


def _check(placed: list[FrameAt], facts: Sequence[PictureFacts]) -> None:
    """Refuse what no arithmetic makes a volume of."""
    used = [facts[index] for index in {at.instance for at in placed}]
    if any(not parallel(placed[0].orientation, at.orientation) for at in placed):
        raise BadInput("volume.orientations", "The pictures of this series lie in several orientations: they are no volume.")
    if any(one.samples_per_pixel > 1 or one.photometric == "PALETTE COLOR" for one in used):
        raise BadInput("volume.colour", "These are colour pictures: they cannot be reconstructed.")
    if len({(one.rows, one.columns) for one in used}) > 1:
        raise BadInput("volume.sizes", "The pictures of this series are of different sizes: they are no volume. Look at them as a stack.")


def describe(order: StackOrder, facts: Sequence[PictureFacts]) -> VolumeFacts:
    """Size and place of the volume that `render.volume.assemble` makes of the first phase, uneven distances made even as there.

    Raises `BadInput` as `grid`, and for slices that do not lie one behind the other.
    """
    found = grid(order, facts)
    depths = [along(position, normal(found.orientation)) for position in found.positions_mm]
    steps = [abs(b - a) for a, b in pairwise(depths)]
    usual = median(steps)
    if usual <= 0:
        raise BadInput("volume.places", "The pictures of this series do not lie one behind the other: they are no volume.")
    even = all(abs(step - usual) <= max(_EVEN_MM, _EVEN_SHARE * usual) for step in steps)
    count = len(depths) if even else round(abs(depths[-1] - depths[0]) / usual) + 1
    first, last = found.positions_mm[0], found.positions_mm[-1]
    across, down = found.orientation[:3], found.orientation[3:]
    picture = facts[order.frames[found.frames[0]].instance]
    return VolumeFacts(
        size=(count, picture.rows, picture.columns),
        origin_mm=first,
        steps_mm=(_scaled(minus(last, first), 1 / (count - 1)), _scaled(down, found.spacing_mm[0]), _scaled(across, found.spacing_mm[1])),
        phases=order.volumes,
        labels=_labels(order),
        starts=tuple(number for number, _ in _placed(order)[:: len(found.frames)]),
    )


def _labels(order: StackOrder) -> tuple[str, ...]:
    """What each phase is, "" where nothing in the pictures says it."""
    if order.volumes < 2:
        return ()
    placed = [at.acquisition for _, at in _placed(order)]
    size = len(placed) // order.volumes
    return labels([placed[phase * size : (phase + 1) * size] for phase in range(order.volumes)])


def _scaled(vector: Vec3, factor: float) -> Vec3:
    return (vector[0] * factor, vector[1] * factor, vector[2] * factor)
