"""The keys of a served product: rotated under load and at rest, then an account's destroyed: what it held is unreadable everywhere."""

from __future__ import annotations

import hashlib
import json
import subprocess
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from pydicom import dcmread
from tests.attack.served import PROGRAM, Served, served

from diaphane.cli.exits import Exit
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
        starts_with_its_own_keys_only(product)
        product.start()
        with product.http() as http:
            opens(http, source)
            # What is derived is made meanwhile: some may have joined them, and of two made at once only one stays.
            after = objects(product)
            assert before.keys() & after.keys(), "nothing is left to compare"
            assert all(after[name] == before[name] for name in before.keys() & after.keys()), "rotating touched an object"
            unreadable_without_its_key(product, http, source)


def starts_with_its_own_keys_only(product: Served) -> None:
    """A key that others may read, a wrong one and none: each start is refused in words, and nothing is made anew in its place."""
    key = product.data / "keys/local/region-3.key"
    data = key.read_bytes()
    key.chmod(0o644)
    assert "open to other users of this computer" in refused(product)
    key.chmod(0o600)
    key.write_bytes(bytes(32))
    assert "is not the one its keyring was made with" in refused(product)
    key.unlink()
    assert "The region key of local is missing" in refused(product)
    assert not key.exists()
    key.write_bytes(data)
    key.chmod(0o600)
    home = (product.data / "keys").rename(product.data.parent / "elsewhere")
    assert "There are no keys for region local" in refused(product)
    assert not (product.data / "keys/local").exists()
    with suppress(FileNotFoundError):
        (product.data / "keys").rmdir()
    home.rename(product.data / "keys")


def refused(product: Served) -> str:
    """Why `diaphane serve` did not start."""
    words: list[str | Path] = [
        PROGRAM,
        "serve",
        "--data",
        product.data,
        "--port",
        str(product.port),
        "--plain-port",
        "0",
        "--no-demo",
        "--json",
    ]
    told = subprocess.run(words, check=False, capture_output=True, text=True, timeout=300)
    assert told.returncode == Exit.UNSAFE, told.stderr
    assert "Traceback" not in told.stderr
    message: str = json.loads(told.stdout)["error"]["message"]
    return message


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
