"""Nothing on disk tells who the patients are: the product is served, filled, used and stopped, then every byte it left is searched."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydicom import dcmread
from pydicom.uid import generate_uid
from tests.attack.needles import Needles, needles, search
from tests.attack.served import Served, served

FOLDERS = ("petct/STS_001", "ct/head_philips_141", "charset", "encapsulated", "documents")
NAME = "Quizcanary^Größenheld=山田山^太郎丸=やまだ^たろうまる"
PATIENT_ID = "KX-4477-0031"
ACCESSION = "ACC-778812"
LETTER = "Letter about Quizcanary, born 27.11.1931, number KX-4477-0031.\n"
WORDS = ("Quizcanary", "19311127", PATIENT_ID, ACCESSION, "Letter about")

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:pydicom")  # real files hold values longer than the standard allows

UNSEALED = """
from cryptography.hazmat.primitives.ciphers import aead

class NotSealing:
    def __init__(self, key):
        pass
    def encrypt(self, nonce, data, associated_data):
        return bytes(data) + bytes(16)
    def decrypt(self, nonce, data, associated_data):
        return bytes(data)[:-16]
    def decrypt_into(self, nonce, data, associated_data, buffer):
        buffer[:] = bytes(data)[:-16]
        return len(buffer)

aead.AESGCM = NotSealing
"""


def fill(folder: Path, shared_data: Path, names: tuple[str, ...]) -> None:
    """What a person would drop: real folders, a patient of our own, a letter beside it, a file nobody can use."""
    for name in names:
        shutil.copytree(shared_data / name, folder / name)
    made = folder / "Quizcanary_19311127"
    made.mkdir()
    dataset = dcmread(next(iter(sorted((shared_data / "petct/STS_001/ct").iterdir()))))
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID, dataset.SOPInstanceUID = generate_uid(), generate_uid(), generate_uid()
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.SpecificCharacterSet, dataset.StudyID = "ISO_IR 192", "1"
    dataset.PatientName, dataset.PatientID, dataset.PatientBirthDate = NAME, PATIENT_ID, "19311127"
    dataset.AccessionNumber, dataset.ReferringPhysicianName = ACCESSION, "Quizcanary^Referrer"
    dataset.save_as(made / "one.dcm")
    (made / "Letter about Quizcanary.txt").write_text(LETTER)
    (made / "Quizcanary broken.dcm").write_bytes((made / "one.dcm").read_bytes()[:700])


def use(product: Served, folder: Path) -> int:
    """Send everything, log in, search in every way, open every study, series, instance and document; returns how many studies."""
    product.upload(folder)
    facts = product.facts()
    with product.http() as http:
        signed = http.post("/api/log-in", json={"email": facts["user"], "password": facts["password"]})
        assert signed.status_code == 200, signed.text
        for question in (
            {"q": "quizc"},
            {"q": "山田山"},
            {"patient_name": "*canary*"},
            {"patient_id": PATIENT_ID},
            {"accession": ACCESSION},
        ):
            found = http.post("/api/studies/search", json=question)
            assert found.status_code == 200, found.text
            assert [study["patient"]["id"] for study in found.json()["studies"]] == [PATIENT_ID], question
        for refused in ({"q": 7, "patient_name": "Quizcanary"}, {"patient_id": ["Quizcanary"]}, {"Quizcanary": "19311127"}):
            assert http.post("/api/studies/search", json=refused).status_code == 422
        http.post("/api/uploads", json={"files": [{"name": "Quizcanary again.dcm", "size": -1, "sha256": "Quizcanary"}]})
        studies = http.post("/api/studies/search", json={"limit": 200}).json()["studies"]
        for study in studies:
            look(http, study["study_uid"])
        for item in http.get("/api/quarantine").json()["items"]:
            assert http.get(f"/api/quarantine/{item['id']}/content").status_code == 200
    return len(studies)


def look(http: httpx.Client, study_uid: str) -> None:
    """Open one study wholly, pictures included as far as they are viewable."""
    study: dict[str, Any] = http.get(f"/api/studies/{study_uid}").json()
    for document in study["documents"]:
        assert http.get(f"/api/documents/{document['id']}/content").status_code == 200
    for series in study["series"]:
        for part in ("thumbnail", "stack"):
            http.get(f"/api/series/{series['series_uid']}/{part}")
        instances = http.get(f"/api/series/{series['series_uid']}/instances").json()["instances"]
        for instance in (instances[0], instances[-1]):
            for part in ("tags", "file"):
                assert http.get(f"/api/instances/{instance['sop_uid']}/{part}").status_code == 200


def left(product: Served) -> tuple[Path, ...]:
    """Where the product may have written."""
    return (product.data, product.temp)


@pytest.fixture(scope="module")
def sought(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Needles:
    """Every patient of the set."""
    folder = tmp_path_factory.mktemp("sought")
    fill(folder, shared_data, ())
    files = [path for name in FOLDERS for path in (shared_data / name).rglob("*") if path.is_file() and path.suffix != ".pdf"]
    return needles([*files, folder / "Quizcanary_19311127/one.dcm"], WORDS)


@pytest.fixture
def dropped(tmp_path: Path, shared_data: Path) -> Iterator[Path]:
    folder = tmp_path / "dropped"
    fill(folder, shared_data, FOLDERS)
    yield folder
    shutil.rmtree(folder)


def test_the_search_finds_each_kind_of_leak(tmp_path: Path, sought: Needles, shared_data: Path) -> None:
    assert len(sought) > 50
    leaks = {
        "slice": (shared_data / "ct/head_philips_141").rglob("*.dcm").__next__().read_bytes()[128:1500],
        "row": "id|山田山^太郎丸|1931".encode(),
        "log line": b"refused: kx-4477-0031",
        "bytea": b"\\x" + PATIENT_ID.encode().hex().encode(),
        "date": b"1931-11-27",
        "wide": "Quizcanary".encode("utf-16-le"),
        "iso": "Äneas^Rüdiger".encode("latin-1"),
        "cyrillic": "Люкceмбypг".encode("iso8859_5"),
        "kanji": "山田^太郎".encode("iso2022_jp"),
        "pdf": b"xx%PDF-1.4\n",
    }
    for name, data in leaks.items():
        (tmp_path / name).write_bytes(bytes(5000) + data + bytes(5000))
    found = search([tmp_path], sought)
    assert not [name for name in leaks if not any(line.startswith(f"{name} holds") for line in found)]
    (tmp_path / "Quizcanary.tmp").write_bytes(b"")
    assert any(line.startswith("Quizcanary.tmp holds") for line in search([tmp_path], sought))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_file_of_the_product_names_a_patient(tmp_path: Path, dropped: Path, sought: Needles) -> None:
    with served(tmp_path / "product") as product:
        assert search(left(product), sought) == [], "these needles are in an empty installation: choose others"
        assert use(product, dropped) >= 10
        product.stop()
        kept, sent = [
            sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) for folder in (product.data / "objects", dropped)
        ]
        assert kept > sent * 0.95, "not everything has been kept"  # a DICOMDIR and a file that is there twice are not
        assert search(left(product), sought) == []


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_search_fails_when_sealing_is_switched_off(tmp_path: Path, shared_data: Path, sought: Needles) -> None:
    """The same product with a cipher that does nothing: every place must be found out, objects and database."""
    (tmp_path / "off").mkdir()
    (tmp_path / "off" / "sitecustomize.py").write_text(UNSEALED)
    fill(tmp_path / "dropped", shared_data, ("encapsulated", "documents"))
    with served(tmp_path / "product", {"PYTHONPATH": str(tmp_path / "off")}) as product:
        use(product, tmp_path / "dropped")
        product.stop()
        found = search(left(product), sought)
    for place, what in (
        ("objects/", "a DICOM file"),
        ("objects/", "a PDF file"),
        ("pg/cluster/pg_wal/", "Quizcanary"),
        ("pg/cluster/base/", "Quizcanary"),
    ):
        assert any(line.startswith(place) and what in line for line in found), (place, what)
