"""Who and what a data set is about: patient, study and series (PS3.3 C.7.1.1, C.7.2.1, C.7.3.1)."""

from __future__ import annotations

from diaphane.dicom import person
from diaphane.dicom import tags as t
from diaphane.dicom.header import Header
from diaphane.model.ids import SeriesUid, StudyUid
from diaphane.model.instance import PatientFacts, SeriesFacts, StudyFacts


def patient(header: Header) -> PatientFacts:
    """Patient facts; what is missing or malformed is empty."""
    return PatientFacts(
        name=header.name(t.PATIENT_NAME),
        id=header.text(t.PATIENT_ID),
        birth_date=header.date(t.PATIENT_BIRTH_DATE),
        sex=header.string(t.PATIENT_SEX)[:16],
    )


def study(header: Header) -> StudyFacts:
    """Study facts; the caller has made sure that the UID is there and usable."""
    physician = header.name(t.REFERRING_PHYSICIAN)
    return StudyFacts(
        uid=StudyUid(header.string(t.STUDY_UID)),
        date=header.date(t.STUDY_DATE),
        time=header.time(t.STUDY_TIME),
        description=header.text(t.STUDY_DESCRIPTION),
        accession=header.text(t.ACCESSION_NUMBER),
        referring_physician=person.shown(physician.alphabetic or physician.ideographic),
        institution=header.text(t.INSTITUTION),
        study_id=header.text(t.STUDY_ID),
    )


def series(header: Header) -> SeriesFacts:
    """Series facts; the caller has made sure that the UID is there and usable."""
    return SeriesFacts(
        uid=SeriesUid(header.string(t.SERIES_UID)),
        modality=header.string(t.MODALITY)[:16].upper(),
        number=header.integer(t.SERIES_NUMBER),
        description=header.text(t.SERIES_DESCRIPTION),
        body_part=header.string(t.BODY_PART)[:64],
        date=header.date(t.SERIES_DATE),
        time=header.time(t.SERIES_TIME),
    )
