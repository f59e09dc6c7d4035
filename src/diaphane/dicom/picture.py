"""What ordering and opening a stack needs, from a data set (PS3.3 C.7.6.1-C.7.6.3, C.11.2 and the functional groups)."""

from __future__ import annotations

from diaphane.base.errors import BadInput
from diaphane.dicom import acquisition, enhanced_pet, geometry, suv
from diaphane.dicom import tags as t
from diaphane.dicom.enhanced import Groups
from diaphane.dicom.geometry import Orientation, Vec3
from diaphane.dicom.header import Header
from diaphane.dicom.shutter import shutter
from diaphane.dicom.spacing import regions, spacing
from diaphane.model.instance import NamedWindow, PictureFacts, Shape

Pair = tuple[float, float]
_VOI_FUNCTIONS = frozenset({"LINEAR", "LINEAR_EXACT", "SIGMOID"})
_MOST_WINDOWS = 64
_DIRECTIONS = frozenset("LRAPHF")


def picture(header: Header, *, lossy: bool = False) -> PictureFacts:
    """The picture facts of a data set with Pixel Data. `lossy` says that its transfer syntax always loses something.

    Raises `BadInput` (`dicom.picture_size`) when it does not say how large its pictures are. Nothing is allocated by what it says:
    whether the bytes are there is for the caller to see.
    """
    rows, columns, frames, samples, bits = _size(header)
    groups = Groups.of(header, frames)
    scale = suv.PetUnit("")
    modality = header.string(t.MODALITY)
    lines: tuple[Pair, ...] = ()
    if modality == "PT" and groups.plain:
        scale = suv.unit(header)
    elif modality == "PT":
        found = enhanced_pet.uptake(header, groups)
        scale, lines = found.unit, found.lines
    elif modality == "CT" and groups.first(t.PIXEL_VALUE_TRANSFORMATION, t.RESCALE_TYPE).string(t.RESCALE_TYPE) in {"", "HU"}:
        scale = suv.PetUnit("HU")  # PS3.3 C.8.2.1: CT pixels after rescale are HU unless Rescale Type says otherwise
    orientations = _orientations(groups)
    spacing_mm, kind = spacing(header, groups)
    rescales = lines or _rescales(groups, scale.factor)
    windows = _mapped(groups, lines) if lines else _windows(groups, scale.factor)
    shutters = _shutters(groups)
    acquisitions = acquisition.each(groups)
    return PictureFacts(
        rows=rows,
        columns=columns,
        frames=frames,
        samples_per_pixel=samples,
        bits_allocated=bits,
        photometric=header.string(t.PHOTOMETRIC) or ("MONOCHROME2" if samples == 1 else "RGB"),
        number=header.integer(t.INSTANCE_NUMBER),
        positions_mm=_positions(header, groups, orientations, frames),
        orientations=orientations,
        spacing_mm=spacing_mm,
        spacing_kind=kind,
        regions=regions(header) if kind == "none" else (),
        aspect=_aspect(header),
        thickness_mm=_not_negative(groups.first(t.PIXEL_MEASURES, t.SLICE_THICKNESS).number(t.SLICE_THICKNESS)),
        patient_orientation=_letters(header),
        windows=windows[0] if windows else (),
        frame_windows=windows if len(set(windows)) > 1 else (),
        voi_function=_voi_function(groups.first(t.FRAME_VOI, t.VOI_FUNCTION)),
        shutter=shutters[0] if shutters else (),
        frame_shutters=shutters if len(set(shutters)) > 1 else (),
        shutter_value=groups.first(t.FRAME_SHUTTER, t.SHUTTER_VALUE).unsigned(t.SHUTTER_VALUE) or 0,
        unit=scale.name,
        unit_refused=scale.refused,
        unit_refused_code=scale.code,
        unit_refused_value=scale.value,
        frame_time_ms=_frame_time_ms(header),
        frame_of_reference=header.string(t.FRAME_OF_REFERENCE),
        lossy=lossy or header.string(t.LOSSY) == "01",
        image_type=header.strings(t.IMAGE_TYPE)[:16],
        acquisition=acquisitions[0] if acquisitions else "",
        acquisitions=acquisitions if len(set(acquisitions)) > 1 else (),
        laterality=header.string(t.IMAGE_LATERALITY) or header.string(t.LATERALITY),
        rescale=rescales[0] if rescales else None,
        rescales=rescales if len(set(rescales)) > 1 else (),
    )


def _size(header: Header) -> tuple[int, int, int, int, int]:
    """Rows, columns, frames, samples per pixel, bits allocated: each within what PS3.3 C.7.6.3.1 allows."""
    rows, columns = header.unsigned(t.ROWS), header.unsigned(t.COLUMNS)
    if not rows or not columns:
        raise BadInput("dicom.picture_size", "The picture does not say how many rows and columns it has.")
    frames = header.integer(t.FRAMES) if header.string(t.FRAMES) else 1
    if frames is None or frames < 1:
        raise BadInput("dicom.picture_size", "Number of Frames is not a number of frames.")
    samples = header.unsigned(t.SAMPLES_PER_PIXEL)
    if samples is None:
        samples = 1 if header.string(t.PHOTOMETRIC).startswith(("MONO", "PAL")) else 3
    bits = header.unsigned(t.BITS_ALLOCATED)
    if samples not in {1, 3, 4} or bits not in {1, 8, 16, 32, 64}:
        raise BadInput("dicom.picture_size", f"Pixels of {samples} samples with {bits} bits allocated cannot be read.")
    return rows, columns, frames, samples, bits


def _orientations(groups: Groups) -> tuple[Orientation, ...]:
    """One for each frame or one for all; none if any frame lacks a usable one."""
    found: list[Orientation] = []
    for group in groups.each(t.PLANE_ORIENTATION, t.IMAGE_ORIENTATION):
        match group.numbers(t.IMAGE_ORIENTATION):
            case (a, b, c, d, e, f) if geometry.usable((a, b, c, d, e, f)):
                found.append((a, b, c, d, e, f))
            case _:
                return ()
    return tuple(found)


def _positions(header: Header, groups: Groups, orientations: tuple[Orientation, ...], frames: int) -> tuple[Vec3, ...]:
    """One for each frame or one for all; none if any frame lacks one."""
    found: list[Vec3] = []
    for group in groups.each(t.PLANE_POSITION, t.IMAGE_POSITION):
        match group.numbers(t.IMAGE_POSITION):
            case (x, y, z):
                found.append((x, y, z))
            case _:
                return ()
    offsets = header.numbers(t.GRID_FRAME_OFFSETS)
    if len(found) == 1 and frames > 1 and len(offsets) == frames and offsets[0] == 0 and orientations:
        # A radiotherapy dose: frames lie along the normal (PS3.3 C.8.8.3.2).
        (x, y, z), (u, v, w) = found[0], geometry.normal(orientations[0])
        return tuple((x + u * d, y + v * d, z + w * d) for d in offsets)
    return tuple(found)


def _rescales(groups: Groups, factor: float) -> tuple[Pair, ...]:
    """Slope and intercept, for each frame or for all; none if any frame lacks them."""
    found: list[Pair] = []
    for group in groups.each(t.PIXEL_VALUE_TRANSFORMATION, t.RESCALE_SLOPE):
        slope, intercept = group.number(t.RESCALE_SLOPE), group.number(t.RESCALE_INTERCEPT)
        if not slope:
            return ()
        found.append((slope * factor, (intercept or 0.0) * factor))
    return tuple(found)


def _windows(groups: Groups, factor: float) -> tuple[tuple[NamedWindow, ...], ...]:
    """The windows of each frame, or of all."""
    return tuple(_named_windows(group, factor) for group in groups.each(t.FRAME_VOI, t.WINDOW_CENTER))


def _mapped(groups: Groups, lines: tuple[Pair, ...]) -> tuple[tuple[NamedWindow, ...], ...]:
    """The windows of each frame where stored values go along `lines` to what is shown; they are said for values after the rescale."""
    windows, rescales = _windows(groups, 1.0), _rescales(groups, 1.0) or ((1.0, 0.0),)
    most = max(len(windows), len(rescales), len(lines))
    if {len(windows), len(rescales), len(lines)} - {1, most}:
        return ()
    found = []
    for n in range(most):
        named, (slope, intercept), (to, shift) = windows[n % len(windows)], rescales[n % len(rescales)], lines[n % len(lines)]
        scaled = to / abs(slope)
        found.append(tuple((word, (center - intercept) / slope * to + shift, width * scaled) for word, center, width in named))
    return tuple(found)


def _named_windows(group: Header, factor: float) -> tuple[NamedWindow, ...]:
    """Explanation, centre and width of each usable window; a width of 0 is a scanner's way to say nothing."""
    centers, widths = group.numbers(t.WINDOW_CENTER), group.numbers(t.WINDOW_WIDTH)
    words = [*group.text(t.WINDOW_EXPLANATION).split("\\"), *[""] * len(centers)]
    pairs = list(zip(words, centers, widths, strict=False))[:_MOST_WINDOWS]
    return tuple((word.strip(), center * factor, width * factor) for word, center, width in pairs if width > 0)


def _voi_function(group: Header) -> str:
    function = group.string(t.VOI_FUNCTION)
    return function if function in _VOI_FUNCTIONS else "LINEAR"


def _shutters(groups: Groups) -> tuple[tuple[Shape, ...], ...]:
    """The shutter of each frame, or of all."""
    return tuple(map(shutter, groups.each(t.FRAME_SHUTTER, t.SHUTTER_SHAPE)))


def _letters(header: Header) -> tuple[str, str] | None:
    """Patient Orientation: where rows and columns point, for pictures that do not say where they lie (PS3.3 C.7.6.1.1.1)."""
    match header.strings(t.PATIENT_ORIENTATION):
        case (row, column) if row and column and len(row) <= 3 and len(column) <= 3 and set(row + column) <= _DIRECTIONS:
            return row, column
        case _:
            return None


def _aspect(header: Header) -> tuple[int, int] | None:
    match header.numbers(t.PIXEL_ASPECT_RATIO):
        case (v, h) if v >= 1 and h >= 1 and v != h:
            return int(v), int(h)
        case _:
            return None


def _frame_time_ms(header: Header) -> float | None:
    """Milliseconds a frame is shown: as recommended, else as acquired (PS3.3 C.7.6.5)."""
    for tag in (t.RECOMMENDED_DISPLAY_FRAME_RATE, t.CINE_RATE):
        rate = header.number(tag)
        if rate and rate > 0:
            return 1000.0 / rate
    time = header.number(t.FRAME_TIME)
    if time and time > 0:
        return time
    steps = header.numbers(t.FRAME_TIME_VECTOR)[1:]  # the first is 0 by definition
    return sum(steps) / len(steps) if steps and sum(steps) > 0 else None


def _not_negative(value: float | None) -> float | None:
    return value if value is not None and value >= 0 else None
