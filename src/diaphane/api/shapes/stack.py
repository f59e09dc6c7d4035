"""A series as a stack of frames on the wire."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import asdict
from typing import Literal

from diaphane.api.shapes.wire import Wire
from diaphane.dicom.volume import VolumeFacts as Voxels
from diaphane.flows.described import Described
from diaphane.flows.stack import Stack as OurStack
from diaphane.flows.summary import StackWriter
from diaphane.model import probe
from diaphane.model.derived import Standing
from diaphane.model.said import Said


class NamedWindow(Wire):
    """A VOI window the file names, in output units of the modality LUT."""

    name: str
    center: float
    width: float


class StackFrame(Wire):
    """One picture of the stack. `frame` counts from 0 inside its instance; the position is DICOM LPS millimetres.

    `geometry` is an index into the stack's `geometries`. `window` is [centre, width] where it is another than the stack's first one.
    """

    sop_uid: str
    frame: int
    number: int | None
    position_mm: tuple[float, float, float] | None
    location_mm: float | None
    geometry: int = 0
    window: tuple[float, float] | None = None


class Geometry(Wire):
    """Size and directions of pictures: `spacing_mm` is [between rows, between columns], `aspect` [vertical, horizontal] of one pixel.

    `patient_orientation` says in letters where rows and columns point, for pictures without a place in the patient. `regions` are parts
    with a scale of their own: left, upper, right, lower pixel, edges included, then mm between rows and between columns; the first wins.
    """

    rows: int
    columns: int
    spacing_mm: tuple[float, float] | None
    spacing_kind: Literal["patient", "detector", "region", "none"]
    aspect: tuple[int, int] | None
    orientation: tuple[float, float, float, float, float, float] | None
    patient_orientation: tuple[str, str] | None
    regions: tuple[tuple[int, int, int, int, float, float], ...] = ()


class Probe(Wire):
    """The value under one pixel: as stored, and in output units of the modality LUT (null for colour and padding)."""

    stored: float | tuple[int, int, int]
    value: float | None
    unit: str

    @classmethod
    def of(cls, found: probe.Probe) -> Probe:
        """From our words."""
        return cls(stored=found.stored, value=found.value, unit=found.unit)


class ValueSpan(Wire):
    """Range of one frame's values in output units, padding left out."""

    minimum: float
    maximum: float
    p1: float
    p99: float
    unit: str

    @classmethod
    def of(cls, found: probe.ValueSpan) -> ValueSpan:
        """From our words."""
        return cls(minimum=found.minimum, maximum=found.maximum, p1=found.p1, p99=found.p99, unit=found.unit)


class Histogram(Wire):
    """How often values occur in a volume: equal bins from `first` to `last`; `low` and `high` are the 1 and 99.8 percentile."""

    low: float
    high: float
    first: float
    last: float
    unit: str
    counts: list[int]

    @classmethod
    def of(cls, found: probe.Histogram) -> Histogram:
        """From our words."""
        return cls(low=found.low, high=found.high, first=found.first, last=found.last, unit=found.unit, counts=list(found.counts))


Vec3 = tuple[float, float, float]


class VolumeFacts(Wire):
    """The series as voxels: (slices, rows, columns), DICOM LPS mm of the first one's centre and the steps to the next ones.

    `phases` counts times, echoes or b-values of the same places; 1 = none to choose from. `labels` says what each is ("b 1000 s/mm²"),
    `starts` the number of its first picture in `frames`: phases change their numbers when another arrives, pictures keep their names.
    """

    size: tuple[int, int, int]
    origin_mm: Vec3
    steps_mm: tuple[Vec3, Vec3, Vec3]
    phases: int
    labels: list[str]
    starts: list[int]

    @classmethod
    def of(cls, found: Voxels) -> VolumeFacts:
        """From our words."""
        return cls(
            size=found.size,
            origin_mm=found.origin_mm,
            steps_mm=found.steps_mm,
            phases=found.phases,
            labels=list(found.labels),
            starts=list(found.starts),
        )


class Note(Wire):
    """A sentence that a reader must know: in English, and as a stable code with its values for pages in other languages."""

    code: str
    text: str
    values: dict[str, str | int | float]

    @classmethod
    def of(cls, said: Said) -> Note:
        """From our words."""
        return cls(code=said.code, text=said.text, values=dict(said.values))


class Stack(Wire):
    """A series in display order. Its own size and directions are those of the first frame; `geometries` has those of all.

    `volume` is null where `no_volume` says why nothing can be reconstructed.
    """

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
    notes: list[Note]
    volume: VolumeFacts | None
    no_volume: Note | None
    patient_orientation: tuple[str, str] | None = None
    geometries: tuple[Geometry, ...] = ()

    @classmethod
    def of(cls, stack: OurStack, found: Described | Standing) -> Stack:
        """From our words."""
        first = stack.first
        usual = first.windows[0][1:] if first.windows else None
        return cls(
            series_uid=found.series_uid,
            study_uid=found.study_uid,
            modality=found.modality,
            content=stack.content,
            unit=first.unit,
            photometric=first.photometric,
            rows=first.rows,
            columns=first.columns,
            spacing_mm=first.spacing_mm,
            spacing_kind=first.spacing_kind,
            aspect=first.aspect,
            orientation=stack.geometries[stack.frames[0].geometry].orientation,
            patient_orientation=first.patient_orientation,
            geometries=tuple(Geometry(**asdict(one)) for one in stack.geometries),
            frame_of_reference=first.frame_of_reference,
            thickness_mm=first.thickness_mm,
            fps=round(1000 / first.frame_time_ms, 3) if first.frame_time_ms else None,
            lossy=stack.lossy,
            windows=[NamedWindow(name=name, center=center, width=width) for name, center, width in first.windows],
            voi_function=first.voi_function,
            frames=[
                StackFrame(
                    sop_uid=frame.sop_uid,
                    frame=frame.frame,
                    number=frame.number,
                    position_mm=frame.position_mm,
                    location_mm=frame.location_mm,
                    geometry=frame.geometry,
                    window=frame.window if frame.window != usual else None,
                )
                for frame in stack.frames
            ],
            notes=[Note.of(note) for note in stack.notes],
            volume=VolumeFacts.of(stack.volume) if stack.volume else None,
            no_volume=Note.of(stack.no_volume) if stack.no_volume else None,
        )


def stack_writer() -> StackWriter:
    """How summaries of series keep their stack, so that nobody writes the same JSON again."""
    schema = json.dumps(Stack.model_json_schema(), sort_keys=True)
    return StackWriter(hashlib.sha256(schema.encode()).hexdigest()[:16], zipped_body)


def zipped_body(stack: OurStack, found: Described | Standing) -> bytes:
    """The wire's JSON, gzipped: 2,000 slices are 300 KB of numbers."""
    return gzip.compress(Stack.of(stack, found).model_dump_json().encode(), 1, mtime=0)
