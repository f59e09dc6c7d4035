"""Decisions of the index without I/O: what is searchable, how dates sort, who is the same patient."""

from __future__ import annotations

import re
from collections.abc import Iterable

from diaphane.dicom.text import fold
from diaphane.model.instance import PatientFacts, StudyFacts
from diaphane.model.ports import BlindTokens

# Between words, name components (PS3.5 6.2.1.1), component groups and values.
BREAKS = re.compile(r"[\s^=\\,]+")
_PART_STARTS = re.compile(r"(?<!\w)\w")
SHORT = 2
"""Words of at most this many letters are searched by how a word begins, longer ones anywhere inside."""


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text."""
    return tuple(word for word in BREAKS.split(fold(text)) if word)


def starts(word: str) -> tuple[str, ...]:
    """A folded word from each place where a part of it begins: "meier-schmidt" and "schmidt"."""
    return tuple(word[at] for at in (slice(found.start(), None) for found in _PART_STARTS.finditer(word))) or (word,)


def names(patient: PatientFacts) -> tuple[str, ...]:
    """The three component groups of the patient's name."""
    return (patient.name.alphabetic, patient.name.ideographic, patient.name.phonetic)


def searched_texts(study: StudyFacts, patient: PatientFacts) -> tuple[str, ...]:
    """All texts that the one search box looks into."""
    return (
        *names(patient),
        patient.id,
        study.accession,
        study.description,
        study.referring_physician,
        study.institution,
        study.study_id,
    )


def study_tokens(tokens: BlindTokens, study: StudyFacts, patient: PatientFacts) -> frozenset[int]:
    """Everything a study can be found by."""
    texts = [text for text in searched_texts(study, patient) if text]
    found: set[int] = set()
    if patient.id:
        found.add(tokens.exact("patient_id", patient.id))
    if study.accession:
        found.add(tokens.exact("accession", study.accession))
    for name in names(patient):
        found |= tokens.prefixes("name", name) | tokens.trigrams("name", name)
    for text in texts:
        found |= tokens.trigrams("any", text)
    found.update(tokens.prefix("any", begin) for begin in _short_starts(texts))
    return frozenset(found)


def _short_starts(texts: Iterable[str]) -> set[str]:
    return {start[:size] for text in texts for word in words(text) for start in starts(word) for size in range(1, SHORT + 1)}


def patient_identity(tokens: BlindTokens, patient: PatientFacts, study: StudyFacts) -> int:
    """Token of who the patient is. ID, name and birth date must agree: IDs of two clinics may be equal.

    Without ID and name nothing says that two studies are of one person: each gets its own.
    """
    name = next((group for group in names(patient) if group), "")
    if not patient.id and not name:
        return tokens.exact("patient", f"study|{study.uid}")
    return tokens.exact("patient", f"{patient.id}|{name}|{patient.birth_date}")


def study_at(date: str, time: str) -> str:
    """YYYYMMDD[HHMMSS] for sorting, "" when the date is not one (PS3.5 section 6.2, DA and TM; ACR-NEMA's dots are dropped)."""
    day = date.replace(".", "")
    if not (len(day) == 8 and day.isascii() and day.isdigit()):
        return ""
    clock = time.replace(":", "").partition(".")[0]
    return day + (clock[:6] if clock.isascii() and clock.isdigit() else "")


def clear(text: str) -> str:
    """A code (modality, UID) as PostgreSQL takes it: without zero bytes and lone surrogates, at most 64 letters (PS3.5 UI)."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")[:64]
