"""What the index keeps and answers: rows to write, rows to show, and the work list's question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from diaphane.model.ids import DocumentId, PackId, QuarantineId, SeriesUid, SopUid, StudyUid, UploadId
from diaphane.model.instance import (
    DocumentKind,
    FrameIndex,
    PatientFacts,
    PictureFacts,
    SeriesFacts,
    StudyFacts,
)
from diaphane.model.sealed import Extent, PackHead


@dataclass(frozen=True, slots=True)
class NewInstance:
    """An instance whose bytes are safe in a pack: what `index.add` writes."""

    sop_uid: SopUid
    sop_class: str
    transfer_syntax: str
    patient: PatientFacts
    study: StudyFacts
    series: SeriesFacts
    extent: Extent
    sha256: bytes
    pixel_offset: int
    frames: FrameIndex | None
    picture: PictureFacts | None
    not_viewable: str


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A clinical document whose bytes are safe in a pack."""

    id: DocumentId
    study_uid: StudyUid
    title: str
    kind: DocumentKind
    media_type: str
    extent: Extent
    sha256: bytes


@dataclass(frozen=True, slots=True)
class NewQuarantine:
    """Something unusable whose bytes are safe in a pack, with the reason in words."""

    id: QuarantineId
    upload: UploadId | None
    name: str
    reason_code: str
    reason: str
    extent: Extent
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Arrival:
    """All that one durable pack write makes true: written in one transaction, after the bytes are safe."""

    packs: tuple[PackHead, ...]
    instances: tuple[NewInstance, ...] = ()
    documents: tuple[NewDocument, ...] = ()
    quarantine: tuple[NewQuarantine, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the index already holds under a digest or a SOP Instance UID."""

    sha256: bytes
    study_uid: StudyUid | None
    sop_uid: SopUid | None


@dataclass(frozen=True, slots=True)
class StudyRow:
    """A line of the work list. Counters are kept by the row itself, so that a page is one indexed query."""

    study: StudyFacts
    patient: PatientFacts
    body_part: str
    modalities: tuple[str, ...]
    series_count: int
    instance_count: int
    document_count: int
    bytes: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A series of a study. `viewable` False comes with a sentence in `reason`."""

    series: SeriesFacts
    instance_count: int
    frame_count: int
    bytes: int
    viewable: bool
    reason: str


@dataclass(frozen=True, slots=True)
class InstanceRow:
    """An instance with what opening it needs."""

    sop_uid: SopUid
    study_uid: StudyUid
    series_uid: SeriesUid
    sop_class: str
    transfer_syntax: str
    extent: Extent
    sha256: bytes
    pixel_offset: int
    frames: FrameIndex | None
    picture: PictureFacts | None
    not_viewable: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A clinical document of a study."""

    id: DocumentId
    study_uid: StudyUid
    title: str
    kind: DocumentKind
    media_type: str
    extent: Extent
    received_at: datetime


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """Something that could not be used, kept until its owner deletes it."""

    id: QuarantineId
    upload: UploadId | None
    name: str
    reason_code: str
    reason: str
    extent: Extent
    received_at: datetime


SortKey = Literal["-received", "received", "-study_date", "study_date", "patient_name"]


@dataclass(frozen=True, slots=True)
class StudyQuery:
    """The work list's question. Texts are matched folded (case, diacritics); `*` is the wildcard of PS3.4 C.2.2.2.4."""

    text: str = ""
    patient_name: str = ""
    patient_id: str = ""
    accession: str = ""
    institution: str = ""
    referring_physician: str = ""
    modalities: tuple[str, ...] = ()
    date_from: str = ""  # YYYYMMDD, inclusive
    date_to: str = ""
    received_from: datetime | None = None  # aware; inclusive
    with_documents: bool = False
    sort: SortKey = "-received"
    limit: int = 50
    after: str = ""  # opaque keyset cursor of the page read before this one
    last: bool = False  # from the other end: the last page, or the one before `after`; its rows are in the list's order


@dataclass(frozen=True, slots=True)
class StudyPage:
    """One page of the work list. `next` is the cursor to go on from, "" at the end; `total` None when counting would be dear."""

    studies: tuple[StudyRow, ...]
    next: str
    total: int | None


@dataclass(frozen=True, slots=True)
class Added:
    """What became of an arrival, by SOP Instance UID, document and quarantine id. `studies` are those that are new or changed.

    `conflicts` hold the SOP Instance UIDs that exist with other bytes, or whose series belongs to another study: nothing of
    them was written, the caller keeps them in quarantine. `other_patients` are studies that arrived under another patient than
    they were first received with: the study keeps its first patient. `unused_packs` hold nothing that any row points at (all
    of it was there already): their rows are gone, their objects may be deleted after the commit.
    """

    new_studies: tuple[StudyUid, ...] = ()
    studies: tuple[StudyUid, ...] = ()
    stored: frozenset[SopUid] = frozenset()
    already_there: frozenset[SopUid] = frozenset()
    conflicts: frozenset[SopUid] = frozenset()
    documents: frozenset[DocumentId] = frozenset()
    quarantined: frozenset[QuarantineId] = frozenset()
    other_patients: tuple[StudyUid, ...] = ()
    unused_packs: tuple[PackId, ...] = ()
