"""The order in which the frames of a series are shown, and what a reader must know about it, in sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from diaphane.dicom import geometry, irregular
from diaphane.dicom.acquisition import differing, key
from diaphane.dicom.geometry import Orientation, Vec3
from diaphane.model.instance import PictureFacts
from diaphane.model.said import Said, say

_SAME_MM = 0.01
_LAST = float("inf")
_MOST_ORIENTATIONS = 64  # more is a rotation, not slices


@dataclass(frozen=True, slots=True)
class FrameAt:
    """One frame of a series and where it lies. LPS mm; `location_mm` is the distance along the normal."""

    instance: int  # index into the facts that were ordered
    frame: int  # 0-based inside the instance
    orientation: Orientation | None
    position_mm: Vec3 | None
    location_mm: float | None
    acquisition: str
    number: int | None
    localizer: bool


@dataclass(frozen=True, slots=True)
class StackOrder:
    """Display order of a series.

    `instances`: indices of the facts in display order. `frames`: every frame in display order; `numbers`: for each of them its
    number in a `SeriesTicket` that holds the instances in this order (there frames are counted as stored, through one instance
    after another; for single-frame instances that is 0, 1, 2, ...). `notes`: a sentence each. `volumes`: how many times the same
    places were imaged (1 = no time, echo, b-value or phase to choose from). `regular`: one orientation, even distances, no tilt,
    no gap: the frames of each volume are a rectangular grid; `distance_mm` is then the distance between neighbours.
    """

    instances: tuple[int, ...]
    frames: tuple[FrameAt, ...]
    numbers: tuple[int, ...]
    notes: tuple[Said, ...]
    volumes: int
    regular: bool
    distance_mm: float | None


def order(facts: Sequence[PictureFacts]) -> StackOrder:
    """Order the instances of one series for display. Pure and stable: equal frames stay in the order they came.

    Frames with a position are sorted along the normal of their orientation, in the direction in which instance numbers grow; each
    orientation by itself, localizers first; several volumes one after another. Frames without one follow by instance number.
    """
    frames = [frame for index, one in enumerate(facts) for frame in _frames(index, one)]
    groups = _by_orientation([f for f in frames if f.location_mm is not None])
    placed = [f for group in groups for f in group]
    among = set(placed)
    loose = sorted((f for f in frames if f not in among), key=lambda f: (_number(f), f.frame))
    notes: list[Said] = []
    ordered: list[FrameAt] = []
    volumes, regular, distance = 1, bool(placed) and not loose, None
    for group in groups:
        runs, why = _volumes(group)
        distances = irregular.measure([f.position_mm for f in runs[0] if f.position_mm], runs[0][0].orientation)
        notes += [*why, *distances.notes]
        volumes = max(volumes, len(runs))
        regular = regular and distances.regular and len({len(run) for run in runs}) == 1
        distance = distances.distance_mm
        ordered += [frame for run in runs for frame in run]
    regular = regular and len(groups) == 1
    notes += _whole(facts, groups, loose)
    ordered += loose
    instances = tuple(dict.fromkeys(f.instance for f in ordered))
    starts = dict(zip(instances, accumulate((facts[i].frames for i in instances), initial=0), strict=False))
    numbers = tuple(starts[f.instance] + f.frame for f in ordered)
    said = tuple(dict.fromkeys(notes))
    return StackOrder(instances, tuple(ordered), numbers, said, volumes, regular, distance if regular else None)


def _frames(index: int, facts: PictureFacts) -> list[FrameAt]:
    """The frames of one instance with their places. A multi-frame object without a place for each frame has none."""
    positions = facts.positions_mm if len(facts.positions_mm) in {facts.frames, 0} else ()
    orientations = facts.orientations
    found: list[FrameAt] = []
    for frame in range(facts.frames):
        orientation = orientations[frame if len(orientations) == facts.frames else 0] if orientations else None
        position = positions[frame] if positions and orientation is not None else None
        location = geometry.along(position, geometry.normal(orientation)) if position is not None and orientation is not None else None
        found.append(
            FrameAt(
                instance=index,
                frame=frame,
                orientation=orientation,
                position_mm=position,
                location_mm=location,
                acquisition=facts.acquisitions[frame] if len(facts.acquisitions) == facts.frames else facts.acquisition,
                number=facts.number,
                localizer="LOCALIZER" in facts.image_type,
            )
        )
    return found


def _number(frame: FrameAt) -> float:
    return _LAST if frame.number is None else frame.number


def _by_orientation(frames: list[FrameAt]) -> list[list[FrameAt]]:
    """Frames of one orientation together; localizers first, then the orientation with the lowest instance number.

    None at all where there are too many orientations for slices: then instance numbers are the order.
    """
    groups: list[list[FrameAt]] = []
    for frame in frames:
        for group in groups:
            if group[0].localizer == frame.localizer and geometry.parallel(group[0].orientation, frame.orientation):
                group.append(frame)
                break
        else:
            groups.append([frame])
            if len(groups) > _MOST_ORIENTATIONS:
                return []
    return sorted(groups, key=lambda g: (not g[0].localizer, min(map(_number, g))))


def _volumes(frames: list[FrameAt]) -> tuple[list[list[FrameAt]], list[Said]]:
    """Frames of one orientation as volumes, each sorted along the normal, and a sentence where there are several."""
    places = _places(frames)
    depth = max(map(len, places))
    if depth == 1:
        return [_directed([place[0] for place in places])], []
    texts = sorted({f.acquisition for f in frames}, key=key)
    ranks = {text: rank for rank, text in enumerate(texts)}
    # Where every place has every acquisition once, an acquisition is a volume. Where not (trigger times differ from slice to slice,
    # a slice is missing), the k-th frame of each place belongs to volume k.
    clean = all(len({f.acquisition for f in place}) == len(place) == len(texts) for place in places)
    runs: list[list[FrameAt]] = [[] for _ in range(depth)]
    for place in places:
        for k, frame in enumerate(sorted(place, key=lambda f: (ranks[f.acquisition], _number(f), f.frame))):
            runs[ranks[frame.acquisition] if clean else k].append(frame)
    what = differing(set(texts)) if len(texts) > 1 else ""
    if what:
        sentence = "The same places were imaged {times} times (they differ in {what}): shown one volume after another."
        return [_directed(run) for run in runs], [say("stack.volumes", sentence, times=depth, what=what)]
    sentence = "The same places were imaged {times} times (nothing in them says what differs): shown one volume after another."
    return [_directed(run) for run in runs], [say("stack.volumes_unnamed", sentence, times=depth)]


def _places(frames: list[FrameAt]) -> list[list[FrameAt]]:
    """Frames that lie at one place together, places along the normal."""
    places: list[list[FrameAt]] = []
    for frame in sorted(frames, key=lambda f: (round(f.location_mm or 0.0, 2), f.position_mm or ())):
        if places and _same(places[-1][0], frame):
            places[-1].append(frame)
        else:
            places.append([frame])
    return places


def _same(a: FrameAt, b: FrameAt) -> bool:
    return a.position_mm is not None and b.position_mm is not None and math.dist(a.position_mm, b.position_mm) < _SAME_MM


def _directed(frames: list[FrameAt]) -> list[FrameAt]:
    """Frames along the normal, turned round where instance numbers (or the order inside an instance) fall along it."""
    first, last = (_number(frames[0]), frames[0].frame), (_number(frames[-1]), frames[-1].frame)
    return frames[::-1] if last < first else frames


def _whole(facts: Sequence[PictureFacts], groups: list[list[FrameAt]], loose: list[FrameAt]) -> list[Said]:
    """Sentences about the series as a whole."""
    notes: list[Said] = []
    placed = sum(map(len, groups))
    scouts = sum(len(g) for g in groups if g[0].localizer)
    if placed and scouts == placed:
        notes.append(say("stack.localizers", "The pictures are localizers: overviews for planning, not a volume."))
    elif scouts:
        notes.append(say("stack.localizers_first", "{count} of {all} pictures are localizers: shown first.", count=scouts, all=placed))
    directions = sum(not g[0].localizer for g in groups)
    if directions > 1:
        sentence = "The pictures lie in {count} orientations: shown one orientation after another."
        notes.append(say("stack.orientations", sentence, count=directions))
    if placed and loose:
        sentence = "{count} of {all} pictures do not say where they lie: shown last, by instance number."
        notes.append(say("stack.loose", sentence, count=len(loose), all=placed + len(loose)))
    if not placed and any(f.location_mm is not None for f in loose):
        sentence = "The pictures lie in more than {count} orientations: shown by instance number."
        notes.append(say("stack.rotation", sentence, count=_MOST_ORIENTATIONS))
    return notes + _measures(facts)


def _measures(facts: Sequence[PictureFacts]) -> list[Said]:
    """Sentences about sizes and values."""
    notes: list[Said] = []
    if len({(one.rows, one.columns) for one in facts}) > 1:
        notes.append(say("stack.sizes", "The pictures are of different sizes."))
    elif len({(one.spacing_mm, one.aspect) for one in facts}) > 1:
        notes.append(say("stack.pixel_sizes", "The pixels of the pictures are of different sizes."))
    if any(one.regions for one in facts):
        notes.append(say("stack.regions", "Parts of the picture have scales of their own: lengths are true inside one part only."))
    if len({one.frame_of_reference for one in facts if one.frame_of_reference}) > 1:
        sentence = "The pictures belong to different frames of reference: distances between them mean nothing."
        notes.append(say("stack.frames_of_reference", sentence))
    refused = dict.fromkeys((one.unit_refused, one.unit_refused_code, one.unit_refused_value) for one in facts if one.unit_refused)
    notes += [Said(code or "suv.missing", text, (("value", value),) if value else ()) for text, code, value in refused]
    if len(units := {one.unit for one in facts}) > 1:
        names = ", ".join(sorted(unit or "none" for unit in units))
        notes.append(say("stack.units", "The values of the pictures are in different units: {units}.", units=names))
    return notes
