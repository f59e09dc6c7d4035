"""Grayscale, colour and pseudo-colour softcopy presentation states (PS3.3 A.33.1-A.33.3) in our words.

What a state says wrongly is left out: it must never cost a picture.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Literal

from pydicom.dataset import Dataset

from diaphane.dicom import cielab, person
from diaphane.dicom.shutter import shapes
from diaphane.dicom.text import readable
from diaphane.model.ids import SeriesUid, SopUid
from diaphane.model.instance import Shape
from diaphane.model.presentation import Area, Bitmap, Graphic, Note, Point, Presentation, Target, Targets, Voi
from diaphane.model.scene import Window

STATES = frozenset(f"1.2.840.10008.5.1.4.1.1.11.{n}" for n in (1, 2, 3))
_MOST_ITEMS = 2000
_MOST_POINTS = 20_000
_MODES: dict[str, Literal["fit", "true", "magnify"]] = {"SCALE TO FIT": "fit", "TRUE SIZE": "true", "MAGNIFY": "magnify"}
_KINDS = {"POINT": "point", "POLYLINE": "polyline", "INTERPOLATED": "interpolated", "CIRCLE": "circle", "ELLIPSE": "ellipse"}


def presentation(data: Dataset) -> Presentation:
    """The state that a data set of a class of `STATES` holds. Raises whatever pydicom meets in values that break its VRs."""
    rotation = _integer(data, "ImageRotation") % 360
    flip = _word(data, "ImageHorizontalFlip") == "Y"
    slope, intercept = _number(data, "RescaleSlope"), _number(data, "RescaleIntercept")
    group = _integer(data, "ShutterOverlayGroup")
    groups = {tag.group for tag in data.keys() if tag.group & 0xFF01 == 0x6000}  # noqa: SIM118 (a Dataset iterates over elements)
    bitmaps = {number: found for number in groups if (found := _bitmap(data, number)) is not None}
    layers = _layers(data)
    return Presentation(
        sop_uid=SopUid(_word(data, "SOPInstanceUID")),
        targets=tuple(_targets_by_series(data)),
        label=_text(data, "ContentLabel"),
        description=_text(data, "ContentDescription"),
        creator=person.shown(_text(data, "ContentCreatorName")),
        created=f"{_word(data, 'PresentationCreationDate')[:8]}{_word(data, 'PresentationCreationTime')[:6]}",
        rescale=(slope, intercept or 0.0) if slope else None,
        inverted=_word(data, "PresentationLUTShape") == "INVERSE",
        lut=_presentation_lut(data),
        vois=tuple(voi for item in _items(data, "SoftcopyVOILUTSequence") if (voi := _voi(item)) is not None),
        # The standard turns first and mirrors then; we mirror first: the turn goes the other way.
        rotation_deg=(-rotation if flip else rotation) % 360 if rotation in {0, 90, 180, 270} else 0,
        flip_h=flip,
        shutter=_shutter(data),
        shutter_value=min(max(_integer(data, "ShutterPresentationValue"), 0), 65535),
        covered=bitmaps.get(group),
        overlays=tuple(found for number, found in sorted(bitmaps.items()) if number != group),
        areas=tuple(area for item in _items(data, "DisplayedAreaSelectionSequence") if (area := _area(item)) is not None),
        graphics=tuple(_graphics(data, layers)),
        notes=tuple(_notes(data, layers)),
    )


def _shutter(data: Dataset) -> tuple[Shape, ...]:
    edges = [_number(data, f"Shutter{edge}Edge") for edge in ("LeftVertical", "RightVertical", "UpperHorizontal", "LowerHorizontal")]
    circle = (*_numbers(data, "CenterOfCircularShutter"), *_numbers(data, "RadiusOfCircularShutter"))
    return shapes(_words(data, "ShutterShape"), edges, circle, _numbers(data, "VerticesOfThePolygonalShutter"))


def _targets_by_series(data: Dataset) -> Iterator[tuple[SeriesUid, Target]]:
    for series in _items(data, "ReferencedSeriesSequence"):
        for target in _targets(series):
            yield SeriesUid(_word(series, "SeriesInstanceUID")), target


def _targets(item: Dataset) -> Targets:
    return tuple(
        Target(SopUid(_word(image, "ReferencedSOPInstanceUID")), tuple(int(n) - 1 for n in _numbers(image, "ReferencedFrameNumber")))
        for image in _items(item, "ReferencedImageSequence")
    )


def _voi(item: Dataset) -> Voi | None:
    centers, widths = _numbers(item, "WindowCenter"), _numbers(item, "WindowWidth")
    if centers and widths and widths[0] > 0:
        said = _word(item, "VOILUTFunction")
        function: Any = said if said in {"LINEAR_EXACT", "SIGMOID"} else "LINEAR"
        return Voi(_targets(item), Window(centers[0], widths[0], function))
    for lut in _items(item, "VOILUTSequence")[:1]:
        descriptor = [int(n) for n in _numbers(lut, "LUTDescriptor")]
        entries = _lut_entries(lut)
        if len(descriptor) == 3 and 1 <= descriptor[2] <= 16 and len(entries) == (descriptor[0] or 1 << 16):
            return Voi(_targets(item), lut=(descriptor[1], descriptor[2], entries))
    return None


def _presentation_lut(data: Dataset) -> tuple[int, tuple[int, ...]] | None:
    """A Presentation LUT Sequence (PS3.3 C.11.6): bits of an entry, and the entries."""
    for lut in _items(data, "PresentationLUTSequence")[:1]:
        descriptor = [int(n) for n in _numbers(lut, "LUTDescriptor")]
        entries = _lut_entries(lut)
        if len(descriptor) == 3 and 8 <= descriptor[2] <= 16 and len(entries) == (descriptor[0] or 1 << 16):
            return descriptor[2], entries
    return None


def _layers(data: Dataset) -> dict[str, tuple[int, str]]:
    """Order and recommended colour of each graphic layer (PS3.3 C.10.7)."""
    found = {}
    for item in _items(data, "GraphicLayerSequence"):
        grey = _number(item, "GraphicLayerRecommendedDisplayGrayscaleValue")
        colour = cielab.srgb(_numbers(item, "GraphicLayerRecommendedDisplayCIELabValue"))
        found[_word(item, "GraphicLayer")] = (
            _integer(item, "GraphicLayerOrder"),
            colour or (cielab.grey(grey) if grey is not None else ""),
        )
    return found


def _annotations(data: Dataset, layers: dict[str, tuple[int, str]]) -> Iterator[tuple[Dataset, str]]:
    """Annotations with the colours of their layers; those of lower layers are drawn first."""
    named = [(layers.get(_word(one, "GraphicLayer"), (0, "")), one) for one in _items(data, "GraphicAnnotationSequence")]
    for (_, colour), annotation in sorted(named, key=lambda pair: pair[0][0]):
        yield annotation, colour


def _lut_entries(lut: Dataset) -> tuple[int, ...]:
    value = lut.get("LUTData", b"")
    if isinstance(value, bytes):
        return tuple(memoryview(value[: len(value) // 2 * 2]).cast("H"))
    return tuple(int(n) for n in value)


def _area(item: Dataset) -> Area | None:
    first, last = _numbers(item, "DisplayedAreaTopLeftHandCorner"), _numbers(item, "DisplayedAreaBottomRightHandCorner")
    if len(first) != 2 or len(last) != 2:
        return None
    # Pixels counted from 1, both included; after a turn or a mirror "top left" may be any corner.
    box = (min(first[0], last[0]) - 1, min(first[1], last[1]) - 1, max(first[0], last[0]), max(first[1], last[1]))
    mode = _MODES.get(_word(item, "PresentationSizeMode"), "fit")
    return Area(_targets(item), box, mode, _number(item, "PresentationPixelMagnificationRatio") or 1.0)


def _graphics(data: Dataset, layers: dict[str, tuple[int, str]]) -> Iterator[Graphic]:
    for annotation, colour in _annotations(data, layers):
        targets = _targets(annotation)
        for item in _items(annotation, "GraphicObjectSequence"):
            points = _points(item, "GraphicData")
            kind: Any = _KINDS.get(_word(item, "GraphicType"))
            least = {"point": 1, "circle": 2, "ellipse": 4}.get(kind, 2)
            if kind and len(points) >= least:
                display = _word(item, "GraphicAnnotationUnits") == "DISPLAY"
                yield Graphic(targets, kind, points, display, _word(item, "GraphicFilled") == "Y", colour)


def _notes(data: Dataset, layers: dict[str, tuple[int, str]]) -> Iterator[Note]:
    for annotation, colour in _annotations(data, layers):
        targets = _targets(annotation)
        for item in _items(annotation, "TextObjectSequence"):
            corners = (*_points(item, "BoundingBoxTopLeftHandCorner"), *_points(item, "BoundingBoxBottomRightHandCorner"))
            anchors = _points(item, "AnchorPoint")
            text = "\n".join(readable(line) for line in str(item.get("UnformattedTextValue") or "").splitlines()).strip()
            if text and (len(corners) == 2 or anchors):
                yield Note(
                    targets,
                    text,
                    box=(corners[0], corners[1]) if len(corners) == 2 else None,
                    box_display=_word(item, "BoundingBoxAnnotationUnits") == "DISPLAY",
                    anchor=anchors[0] if anchors else None,
                    anchor_display=_word(item, "AnchorPointAnnotationUnits") == "DISPLAY",
                    colour=colour,
                )


def _bitmap(data: Dataset, group: int) -> Bitmap | None:
    def value(element: int) -> Any:  # noqa: ANN401 (what pydicom made of the element's bytes)
        return data[group, element].value if (group, element) in data else None

    rows, columns, bits, origin = value(0x0010), value(0x0011), value(0x3000), value(0x0050) or (1, 1)
    if not rows or not columns or not isinstance(bits, bytes) or 8 * len(bits) < rows * columns:
        return None
    return Bitmap(int(rows), int(columns), int(origin[0]) - 1, int(origin[1]) - 1, bits)


def _items(data: Dataset, keyword: str) -> list[Dataset]:
    value = data.get(keyword) or []
    return list(value)[:_MOST_ITEMS]


def _numbers(data: Dataset, keyword: str) -> tuple[float, ...]:
    value = data.get(keyword)
    if value is None or value == "":
        return ()
    many = [value] if isinstance(value, (int, float, str)) else list(value)[: 2 * _MOST_POINTS]
    found = tuple(map(float, many))
    return found if all(map(math.isfinite, found)) else ()


def _number(data: Dataset, keyword: str) -> float | None:
    return next(iter(_numbers(data, keyword)), None)


def _integer(data: Dataset, keyword: str) -> int:
    return int(_number(data, keyword) or 0)


def _points(data: Dataset, keyword: str) -> tuple[Point, ...]:
    numbers = _numbers(data, keyword)
    return tuple(zip(numbers[::2], numbers[1::2], strict=False))


def _words(data: Dataset, keyword: str) -> tuple[str, ...]:
    value = data.get(keyword) or ()
    return (value,) if isinstance(value, str) else tuple(str(word) for word in value)


def _word(data: Dataset, keyword: str) -> str:
    return next(iter(_words(data, keyword)), "").strip(" \0")


def _text(data: Dataset, keyword: str) -> str:
    return readable(str(data.get(keyword) or ""))
