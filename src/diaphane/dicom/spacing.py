"""How large a pixel is, and in which plane that is true (PS3.3 10.7.1.3, C.8.5.5)."""

from __future__ import annotations

from typing import Literal

from diaphane.dicom import tags as t
from diaphane.dicom.enhanced import Groups
from diaphane.dicom.header import Header
from diaphane.model.instance import Region

Kind = Literal["patient", "detector", "region", "none"]
Spacing = tuple[float, float]

# Rays spread: a distance at the detector is larger than in the patient, unless someone calibrated it.
_PROJECTIONS = frozenset({"CR", "DX", "IO", "MG", "PX", "RF", "XA"})
_CM = 3  # Physical Units: centimetre (PS3.3 C.8.5.5.1.15)
_EDGES = (t.REGION_LEFT, t.REGION_UPPER, t.REGION_RIGHT, t.REGION_LOWER)
_MOST_REGIONS = 64
_TWO_D = 1  # Region Spatial Format: 2D tissue or flow (PS3.3 C.8.5.5.1.1)


def spacing(header: Header, groups: Groups) -> tuple[Spacing | None, Kind]:
    """Millimetres between rows and between columns, and where that holds.

    "patient": in the patient; "detector": in the detector's plane, so lengths in the patient are shorter; "region": inside the
    ultrasound regions, all of which agree; "none": lengths cannot be measured.
    """
    said = _pair(groups.first(t.PIXEL_MEASURES, t.PIXEL_SPACING).numbers(t.PIXEL_SPACING))
    imager = _pair(header.numbers(t.IMAGER_PIXEL_SPACING))
    if said is not None:
        projection = header.string(t.MODALITY) in _PROJECTIONS
        calibrated = t.PIXEL_SPACING_CALIBRATION in header or (imager is not None and imager != said)
        return said, "patient" if calibrated or not projection else "detector"
    detector = imager or _pair(header.numbers(t.NOMINAL_SCANNED_PIXEL_SPACING))
    if detector is not None:
        return detector, "detector"
    region = _all_regions(header)
    return (region, "region") if region is not None else (None, "none")


def regions(header: Header) -> tuple[Region, ...]:
    """The 2D ultrasound regions that say their size in cm, those that lie above others first (Region Flags, PS3.3 C.8.5.5.1.3)."""
    found = []
    for item in header.items(t.ULTRASOUND_REGIONS)[:_MOST_REGIONS]:
        scale = _scale(item)
        edges = [next(iter(item.unsigned_longs(tag)), None) for tag in _EDGES]
        match edges:
            case [int(left), int(upper), int(right), int(lower)] if scale is not None and left <= right and upper <= lower:
                low = next(iter(item.unsigned_longs(t.REGION_FLAGS)), 0) & 1
                found.append((low, (left, upper, right, lower, *scale)))
    return tuple(region for _, region in sorted(found, key=lambda one: one[0]))


def _all_regions(header: Header) -> Spacing | None:
    """The spacing of a picture's 2D ultrasound regions, if there are any and all have the same."""
    scales = {_scale(item) for item in header.items(t.ULTRASOUND_REGIONS) if item.unsigned(t.REGION_FORMAT) == _TWO_D}
    return scales.pop() if len(scales) == 1 else None


def _scale(region: Header) -> Spacing | None:
    """Millimetres between rows and between columns of a 2D region."""
    units = {region.unsigned(t.REGION_UNITS_X), region.unsigned(t.REGION_UNITS_Y)}
    down, right = region.double(t.REGION_DELTA_Y), region.double(t.REGION_DELTA_X)
    if region.unsigned(t.REGION_FORMAT) != _TWO_D or units != {_CM} or not down or not right:
        return None
    return round(abs(down) * 10, 9), round(abs(right) * 10, 9)


def _pair(numbers: tuple[float, ...]) -> Spacing | None:
    match numbers:
        case (rows, columns, *_) if rows > 0 and columns > 0:
            return rows, columns
        case _:
            return None
