"""A series as a stack of frames on the wire."""

from __future__ import annotations

from typing import Any, Literal

from diaphane.api.shapes.wire import Wire


class NamedWindow(Wire):
    """A VOI window the file names, in output units of the modality LUT."""

    name: str
    center: float
    width: float


class StackFrame(Wire):
    """One picture of the stack. `frame` counts from 0 inside its instance; the position is DICOM LPS millimetres."""

    sop_uid: str
    frame: int
    number: int | None
    position_mm: tuple[float, float, float] | None
    location_mm: float | None


class Stack(Wire):
    """A series in display order. `spacing_mm` is [between rows, between columns]; `aspect` is [vertical, horizontal] of one pixel."""

    series_uid: str
    study_uid: str
    modality: str
    content: str
    unit: str
    photometric: str
    rows: int
    columns: int
    spacing_mm: tuple[float, float] | None
    spacing_kind: Literal["patient", "detector", "region", "none"]
    aspect: tuple[int, int] | None
    orientation: tuple[float, float, float, float, float, float] | None
    frame_of_reference: str
    thickness_mm: float | None
    fps: float | None
    lossy: bool
    windows: list[NamedWindow]
    voi_function: str
    frames: list[StackFrame]
    notes: list[str]
    volume: dict[str, Any] | None = None
