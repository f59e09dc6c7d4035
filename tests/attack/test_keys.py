"""The keys of a served product: rotated under load and at rest, then an account's destroyed: what it held is unreadable everywhere."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from pydicom import dcmread
from tests.attack.served import PROGRAM, Served, served

from diaphane.model.ids import AccountId, RegionId
from diaphane.seal.keyring import FileKeyring


def rotate(product: Served) -> int:
    """`diaphane keys rotate`; returns the number of the new region key."""
    done = subprocess.run([PROGRAM, "keys", "rotate", "--data", product.data, "--json"], check=True, capture_output=True)
    return int(json.loads(done.stdout)["regions"]["local"])


def objects(product: Served) -> dict[str, str]:
    """Every object's digest by name."""
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in (product.data / "objects").rglob("*") if path.is_file()}


def opens(http: httpx.Client, source: Path) -> None:
    """The file comes back as it was sent, its names and a picture of it too."""
    dataset = dcmread(source)
    assert http.get(f"/api/instances/{dataset.SOPInstanceUID}/file").content == source.read_bytes()
    study = http.get(f"/api/studies/{dataset.StudyInstanceUID}").json()
    assert study["patient"]["id"] == dataset.PatientID
    picture = http.get(f"/api/series/{dataset.SeriesInstanceUID}/thumbnail")
    assert picture.status_code == 200, picture.text


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_keys_rotate_and_die(tmp_path: Path, shared_data: Path) -> None:
    source = min((shared_data / "petct/STS_001/ct").iterdir())
    with served(tmp_path / "product") as product:
        product.upload(source)
        with product.http() as http:
            opens(http, source)  # and the thumbnail is made and stored
            before = objects(product)
            assert rotate(product) == 2
            opens(http, source)
        product.stop()
        assert rotate(product) == 3
        assert sorted(path.name for path in (product.data / "keys/local").glob("region-*.key")) == ["region-3.key"]
        product.start()
        with product.http() as http:
            opens(http, source)
            # What is derived is made meanwhile: some may have joined them, and of two made at once only one stays.
            after = objects(product)
            assert before.keys() & after.keys(), "nothing is left to compare"
            assert all(after[name] == before[name] for name in before.keys() & after.keys()), "rotating touched an object"
            unreadable_without_its_key(product, http, source)


def unreadable_without_its_key(product: Served, http: httpx.Client, source: Path) -> None:
    """Destroying the account's key ends it at once, in a server that is running and had it in memory."""
    account = AccountId(UUID(product.facts()["account"]))
    FileKeyring(product.data / "keys", RegionId("local")).destroy(account)
    dataset = dcmread(source)
    for path in (
        "/api/studies",
        f"/api/studies/{dataset.StudyInstanceUID}",
        f"/api/instances/{dataset.SOPInstanceUID}/file",
        f"/api/series/{dataset.SeriesInstanceUID}/thumbnail",
        "/api/quarantine",
    ):
        answer = http.get(path)
        assert answer.status_code < 500, f"{path}: {answer.text}"
        assert str(dataset.PatientID) not in answer.text
        assert answer.status_code == 404 or not answer.json().get("items"), f"{path}: {answer.text}"
