"""The work list, studies, series and documents on the wire."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import quote
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from diaphane.api.shapes.wire import Wire
from diaphane.model import study as model
from diaphane.model.instance import PersonName as ModelName

Sought = Annotated[str, Field(max_length=200)]


def _date(text: str) -> str:
    """A calendar day as DICOM writes it (DA, PS3.5 section 6.2)."""
    if text and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        msg = "a date is written YYYY-MM-DD"
        raise ValueError(msg)
    return text.replace("-", "")


Day = Annotated[str, AfterValidator(_date)]


class StudySearch(Wire):
    """The work list's question.

    `after`: the `next` of the page read before. `last`: from the other end, the last page first; each page's rows are in the list's order.
    """

    q: Sought = ""
    patient_name: Sought = ""
    patient_id: Sought = ""
    accession: Sought = ""
    institution: Sought = ""
    referring_physician: Sought = ""
    modalities: Annotated[tuple[Annotated[str, Field(max_length=16)], ...], Field(max_length=40)] = ()
    date_from: Day = ""
    date_to: Day = ""
    received_from: AwareDatetime | None = None
    with_documents: bool = False
    sort: model.SortKey = "-received"
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: Annotated[str, Field(max_length=2000)] | None = None
    last: bool = False

    def query(self) -> model.StudyQuery:
        """In our words."""
        return model.StudyQuery(
            text=self.q,
            patient_name=self.patient_name,
            patient_id=self.patient_id,
            accession=self.accession,
            institution=self.institution,
            referring_physician=self.referring_physician,
            modalities=self.modalities,
            date_from=self.date_from,
            date_to=self.date_to,
            received_from=self.received_from,
            with_documents=self.with_documents,
            sort=self.sort,
            limit=self.limit,
            after=self.after or "",
            last=self.last,
        )


class PersonName(Wire):
    """The three component groups of a DICOM person name, components `^`-separated."""

    alphabetic: str
    ideographic: str
    phonetic: str

    @classmethod
    def of(cls, name: ModelName) -> PersonName:
        """From our words."""
        return cls(alphabetic=name.alphabetic, ideographic=name.ideographic, phonetic=name.phonetic)


class Patient(Wire):
    """Whose study it is. The birth date is YYYYMMDD or empty."""

    name: PersonName
    id: str
    birth_date: str
    sex: str


class StudyRow(Wire):
    """A line of the work list. Date and time are as DICOM stores them: YYYYMMDD, HHMMSS[.ffffff]."""

    study_uid: str
    patient: Patient
    study_date: str
    study_time: str
    description: str
    accession: str
    referring_physician: str
    institution: str
    body_part: str
    modalities: list[str]
    series_count: int
    instance_count: int
    document_count: int
    bytes: int
    received_at: datetime

    @classmethod
    def of(cls, row: model.StudyRow) -> StudyRow:
        """From our words."""
        study, patient = row.study, row.patient
        return cls(
            study_uid=study.uid,
            patient=Patient(name=PersonName.of(patient.name), id=patient.id, birth_date=patient.birth_date, sex=patient.sex),
            study_date=study.date,
            study_time=study.time,
            description=study.description,
            accession=study.accession,
            referring_physician=study.referring_physician,
            institution=study.institution,
            body_part=row.body_part,
            modalities=list(row.modalities),
            series_count=row.series_count,
            instance_count=row.instance_count,
            document_count=row.document_count,
            bytes=row.bytes,
            received_at=row.received_at,
        )


class StudyPage(Wire):
    """A page of the work list; `next` is the cursor of the page after, `total` null where counting would be dear."""

    studies: list[StudyRow]
    next: str | None
    total: int | None

    @classmethod
    def of(cls, page: model.StudyPage) -> StudyPage:
        """From our words."""
        return cls(studies=[StudyRow.of(row) for row in page.studies], next=page.next or None, total=page.total)


class SeriesRow(Wire):
    """A series of a study. `viewable` false comes with a sentence in `reason`."""

    series_uid: str
    number: int | None
    modality: str
    description: str
    body_part: str
    instance_count: int
    frame_count: int
    bytes: int
    viewable: bool
    reason: str
    thumbnail: str | None
    date: str
    time: str

    @classmethod
    def of(cls, row: model.SeriesRow) -> SeriesRow:
        """From our words."""
        series = row.series
        return cls(
            series_uid=series.uid,
            number=series.number,
            modality=series.modality,
            description=series.description,
            body_part=series.body_part,
            instance_count=row.instance_count,
            frame_count=row.frame_count,
            bytes=row.bytes,
            viewable=row.viewable,
            reason=row.reason,
            thumbnail=f"/api/series/{quote(series.uid, safe='')}/thumbnail" if row.viewable else None,
            date=series.date,
            time=series.time,
        )


class DocumentRow(Wire):
    """A clinical document of a study."""

    id: UUID
    title: str
    kind: Literal["pdf", "image", "text", "office", "video", "other"]
    media_type: str
    bytes: int
    received_at: datetime

    @classmethod
    def of(cls, row: model.DocumentRow) -> DocumentRow:
        """From our words."""
        return cls(
            id=row.id, title=row.title, kind=row.kind, media_type=row.media_type, bytes=row.extent.length, received_at=row.received_at
        )


class Study(StudyRow):
    """A study with its series and documents."""

    series: list[SeriesRow]
    documents: list[DocumentRow]


class InstanceRow(Wire):
    """An instance as lists show it; rows and columns null where it holds no picture."""

    sop_uid: str
    number: int | None
    sop_class: str
    transfer_syntax: str
    rows: int | None
    columns: int | None
    frames: int
    bytes: int

    @classmethod
    def of(cls, row: model.InstanceRow) -> InstanceRow:
        """From our words."""
        picture = row.picture
        return cls(
            sop_uid=row.sop_uid,
            number=picture.number if picture else None,
            sop_class=row.sop_class,
            transfer_syntax=row.transfer_syntax,
            rows=picture.rows if picture else None,
            columns=picture.columns if picture else None,
            frames=picture.frames if picture else 0,
            bytes=row.extent.length,
        )


class Instances(Wire):
    """The instances of a series in display order."""

    instances: list[InstanceRow]


class Tag(Wire):
    """One element of a DICOM header, flattened; `depth` counts the sequences it lies in."""

    tag: str
    keyword: str
    name: str
    vr: str
    vm: int
    value: str
    depth: int


class Tags(Wire):
    """The header of one instance in the order of the file."""

    tags: list[Tag]
