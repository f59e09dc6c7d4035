"""Volumes for the stand-in: the product's own assembly and pictures over the headers and pixels that it is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pydicom

from diaphane.model.frame import Frame
from diaphane.model.scene import CurvedView, Layer, PlaneView, ProjectionView, SurfaceView, Window
from diaphane.render.curved import ribbon_picture
from diaphane.render.planes import Seen, hottest, plane_picture, probe, projection_picture
from diaphane.render.surface import first_hit, surface_picture
from diaphane.render.volume import Slices, Volume, assemble

VolumeView = PlaneView | ProjectionView | SurfaceView | CurvedView
VIEWS = {"plane": PlaneView, "projection": ProjectionView, "surface": SurfaceView, "curved": CurvedView}


def slices_of(headers: Sequence[pydicom.Dataset]) -> Slices | None:
    """Where the slices of a series lie; None for what is no volume."""
    places = [header for header in headers if "ImagePositionPatient" in header and "PixelSpacing" in header]
    if len(headers) < 2 or len(places) < len(headers) or len({tuple(header.ImageOrientationPatient) for header in headers}) > 1:
        return None
    positions = tuple(tuple(float(v) for v in header.ImagePositionPatient) for header in headers)
    row, column = (float(v) for v in headers[0].PixelSpacing)
    return Slices(positions, tuple(float(v) for v in headers[0].ImageOrientationPatient), (row, column))  # type: ignore[arg-type]  # three and six numbers


def build(headers: Sequence[pydicom.Dataset], frame: Callable[[int], Frame], unit: str) -> Volume | None:
    """The volume of a series; None for what is none."""
    slices = slices_of(headers)
    if slices is None:
        return None
    frames = [frame(number) for number in range(len(headers))]
    if any(one.pixels.ndim == 3 for one in frames):
        return None
    return assemble(slices, [(one.pixels, one.greys.slope, one.greys.intercept) for one in frames], unit)


def facts(headers: Sequence[pydicom.Dataset]) -> dict[str, Any] | None:
    """What `Stack.volume` says of evenly spaced slices, by their headers alone: nothing is decoded for it."""
    slices = slices_of(headers)
    if slices is None or headers[0].SamplesPerPixel != 1:
        return None
    places, (row, column) = np.array(slices.positions_mm), slices.spacing_mm
    step = (places[-1] - places[0]) / (len(places) - 1)
    down, across = np.array(slices.orientation[3:]) * row, np.array(slices.orientation[:3]) * column
    size = (len(places), int(headers[0].Rows), int(headers[0].Columns))
    return {
        "size": size,
        "origin_mm": places[0].tolist(),
        "steps_mm": [step.tolist(), down.tolist(), across.tolist()],
        "phases": 1,
        "labels": [],
        "starts": [0],
    }


def view_of(raw: dict[str, Any]) -> VolumeView:
    """A view as the stream has it."""
    tuples = {key: tuple(map(tuple, v)) if v and isinstance(v[0], list) else tuple(v) for key, v in raw.items() if isinstance(v, list)}
    made: VolumeView = VIEWS[raw["kind"]](**{**raw, **tuples})
    return made


def seen(raw: dict[str, Any], volume: Volume, fallback: Window) -> Seen:
    """A layer with its volume."""
    window = Window(**raw["window"]) if raw["window"] else None
    layer = Layer(**{**raw, "window": window})
    return Seen(volume, layer, window or fallback)


def picture(layers: list[Seen], view: VolumeView, size: tuple[int, int]) -> np.ndarray[Any, Any]:
    """The picture of a view."""
    if isinstance(view, CurvedView):
        return ribbon_picture(layers, view, size)
    if isinstance(view, PlaneView):
        return plane_picture(layers, view, size)
    return projection_picture(layers, view, size) if isinstance(view, ProjectionView) else surface_picture(layers, view, size)


def point_of(volume: Volume, view: VolumeView, pixel: tuple[float, float], size: tuple[int, int]) -> Any:  # noqa: ANN401 (JSON)
    """What a pixel shows; of a plane nothing that it hides."""
    if isinstance(view, PlaneView | CurvedView):
        return None
    return first_hit(volume, view, pixel, size) if isinstance(view, SurfaceView) else hottest(volume, view, pixel, size)


def value_of(volume: Volume, point: tuple[float, float, float]) -> dict[str, Any]:
    """What the volume holds at a point."""
    return {"value": probe(volume, point), "unit": volume.unit}
