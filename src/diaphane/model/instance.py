"""One DICOM instance or one clinical document as `ingest` hands it on: validated, described, still plain."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from diaphane.model.ids import SeriesUid, SopUid, StudyUid
from diaphane.model.sealed import Plain

NamedWindow = tuple[str, float, float]
"""Explanation, centre, width of a VOI window."""
Shape = tuple[Literal["rectangle", "circle", "polygon"], tuple[float, ...]]
"""The open part of a display shutter in image pixel indices, (0, 0) the centre of the first pixel (PS3.3 C.7.6.11).

"rectangle": left, right, upper, lower, edges included; "circle": x, y, radius in pixel widths; "polygon": x1, y1, x2, y2, ...
"""
Region = tuple[int, int, int, int, float, float]
"""A part of a picture: left, upper, right, lower pixel, edges included; mm between its rows and between its columns (PS3.3 C.8.5.5)."""
DocumentKind = Literal["pdf", "image", "text", "office", "video", "other"]


@dataclass(frozen=True, slots=True)
class PersonName:
    """The three component groups of a PN (PS3.5 section 6.2.1.1), as Unicode, components still `^`-separated."""

    alphabetic: str = ""
    ideographic: str = ""
    phonetic: str = ""


@dataclass(frozen=True, slots=True)
class PatientFacts:
    """Patient module (PS3.3 C.7.1.1). All of it is patient data and is stored sealed."""

    name: PersonName = field(default_factory=PersonName)
    id: str = ""
    birth_date: str = ""  # DA, YYYYMMDD or ""
    sex: str = ""


@dataclass(frozen=True, slots=True)
class StudyFacts:
    """General Study module (PS3.3 C.7.2.1). Date and time are stored in the clear, the rest sealed."""

    uid: StudyUid
    date: str = ""  # YYYYMMDD or ""
    time: str = ""  # HHMMSS[.ffffff] or ""
    description: str = ""
    accession: str = ""
    referring_physician: str = ""
    institution: str = ""
    study_id: str = ""


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """General Series module (PS3.3 C.7.3.1). Modality, number, date and time in the clear, texts sealed."""

    uid: SeriesUid
    modality: str = ""
    number: int | None = None
    description: str = ""
    body_part: str = ""
    date: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class FrameIndex:
    """Where the frames lie inside the instance's bytes.

    `extents[i]` = (offset, length) of frame i from the first byte of the Part 10 file. For encapsulated pixel data an
    extent runs from the first item tag of the frame to the end of its last fragment (PS3.5 A.4).
    For native 1-bit data whose frames do not start on a byte (PS3.5 8.1.1), `extents` has one entry: all of it.
    For a deflated transfer syntax (PS3.5 A.5) it is one entry too: the deflated stream, from the end of the file meta group to the
    end of the file; `pixel_offset` is then the file's length, as the header cannot be had without inflating.
    """

    encapsulated: bool
    extents: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What ordering and opening a stack needs, so that no header has to be read again (stored sealed, as JSON).

    Positions and directions are DICOM LPS patient coordinates, millimetres (PS3.3 C.7.6.2).
    For enhanced multi-frame objects `positions_mm`/`orientations` hold one entry per frame, else one entry or none.
    """

    rows: int
    columns: int
    frames: int
    samples_per_pixel: int = 1
    bits_allocated: int = 16
    photometric: str = "MONOCHROME2"
    number: int | None = None  # Instance Number
    positions_mm: tuple[tuple[float, float, float], ...] = ()
    orientations: tuple[tuple[float, float, float, float, float, float], ...] = ()
    spacing_mm: tuple[float, float] | None = None  # between rows, between columns
    spacing_kind: Literal["patient", "detector", "region", "none"] = "none"
    regions: tuple[Region, ...] = ()  # parts with a scale of their own, where no one spacing holds for all of them; the first wins
    aspect: tuple[int, int] | None = None  # Pixel Aspect Ratio, vertical \ horizontal
    thickness_mm: float | None = None
    patient_orientation: tuple[str, str] | None = None  # letters of a row's and a column's direction (0020,0020)
    windows: tuple[NamedWindow, ...] = ()
    frame_windows: tuple[tuple[NamedWindow, ...], ...] = ()  # the same for each frame of a multi-frame object, where they differ
    voi_function: str = "LINEAR"
    shutter: tuple[Shape, ...] = ()  # what lies outside of any of these shapes is covered
    frame_shutters: tuple[tuple[Shape, ...], ...] = ()  # the same for each frame of a multi-frame object, where they differ
    shutter_value: int = 0  # P-value of what is covered: 0 black, 65535 white
    unit: str = ""  # HU, SUVbw, Bq/ml, or ""
    unit_refused: str = ""  # why a PET image has no SUV, in a sentence
    unit_refused_code: str = ""  # the same as a stable code, and the value it names
    unit_refused_value: str = ""
    frame_time_ms: float | None = None
    frame_of_reference: str = ""
    lossy: bool = False
    image_type: tuple[str, ...] = ()
    acquisition: str = ""  # echo, b-value, temporal position, phase: equal text = same volume
    acquisitions: tuple[str, ...] = ()  # the same for each frame of a multi-frame object, where they differ
    laterality: str = ""
    rescale: tuple[float, float] | None = None  # slope, intercept; of PET in Bq/ml already with the factor to SUVbw when unit says so
    rescales: tuple[tuple[float, float], ...] = ()  # the same for each frame of a multi-frame object, where they differ


@dataclass(frozen=True, slots=True)
class DicomInstance:
    """One validated DICOM instance with its original bytes.

    `sha256` is the digest of the original bytes; `pixel_offset` the offset of the Pixel Data element's tag
    (= header length), or the file's length.
    `not_viewable` is "" for pictures, else a sentence that says why there is nothing to look at.
    """

    sop_uid: SopUid
    sop_class: str
    transfer_syntax: str
    patient: PatientFacts
    study: StudyFacts
    series: SeriesFacts
    data: Plain
    sha256: bytes
    pixel_offset: int
    frames: FrameIndex | None
    picture: PictureFacts | None
    not_viewable: str = ""
    document: ClinicalDocument | None = None  # the content of an encapsulated PDF/CDA, also shown as a document


@dataclass(frozen=True, slots=True)
class ClinicalDocument:
    """A file that is no DICOM: kept as a document of the study it lay beside. `title` is patient data: stored sealed."""

    title: str
    kind: DocumentKind
    media_type: str
    data: Plain
    sha256: bytes
    beside: str = ""  # folder inside the upload, used only to find the study it belongs to; never a path on our disk


@dataclass(frozen=True, slots=True)
class Unusable:
    """Something that cannot be used: goes to quarantine with a reason in words. `name` is patient data: stored sealed."""

    name: str
    reason_code: str
    reason: str
    data: Plain
    sha256: bytes


Ingested = DicomInstance | ClinicalDocument | Unusable
