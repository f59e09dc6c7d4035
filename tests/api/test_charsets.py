"""Names of every character set of the real files, from upload to work list: all three groups are shown and each is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.api.people import Person
from tests.ingest.test_real_files import NAMES

from diaphane.dicom.text import fold

FOLDED = {"chrFren": "jerome", "chrGerm": "aneas rudiger", "chrGreek": "διονυσιοσ", "chrX1": "xiaodong"}


@pytest.fixture
async def clinic(ada: Person, shared_data: Path) -> Person:
    """Somebody who has sent every file of the folder."""
    await ada.upload({f"cd/{path.name}": path.read_bytes() for path in sorted((shared_data / "charset").rglob("*.dcm"))})
    return ada


async def names(clinic: Person, **question: str) -> set[tuple[str, str, str]]:
    found = [study["patient"]["name"] for study in await clinic.studies(limit=200, **question)]
    return {(name["alphabetic"], name["ideographic"], name["phonetic"]) for name in found}


async def test_each_group_of_each_name_is_shown_and_found(clinic: Person) -> None:
    everybody = await names(clinic)
    for stem, name in NAMES.items():
        wanted = (name.alphabetic, name.ideographic, name.phonetic)
        assert wanted in everybody, stem
        for group in filter(None, wanted):
            for word in group.split("^"):
                for question in ({"patient_name": word}, {"patient_name": fold(word)}, {"patient_name": f"{word[0]}*"}, {"q": word}):
                    assert wanted in await names(clinic, **question), (stem, question)
    assert await names(clinic, patient_name="山田^太郎") == {one for one in everybody if one[1] == "山田^太郎"}
    assert await names(clinic, patient_name="やまだ") == {one for one in everybody if "やまだ" in "".join(one)}


async def test_diacritics_are_not_needed(clinic: Person) -> None:
    for stem, typed in FOLDED.items():
        name = NAMES[stem]
        assert (name.alphabetic, name.ideographic, name.phonetic) in await names(clinic, patient_name=typed), typed
