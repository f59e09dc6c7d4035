"""A client that remembers what it was promised: made-up studies, sent in parallel batches, each acknowledgement written down."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from pydicom import Dataset, dcmread
from pydicom.uid import UID, generate_uid
from tests.api.people import batch_body

BATCH_FILES = 4
PARALLEL = 3


def digest(data: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Load:
    """Files to send. `studies`: study -> series -> SOP Instance UID -> the file's bytes."""

    studies: Mapping[str, Mapping[str, Mapping[str, bytes]]]
    names: tuple[str, ...]
    contents: tuple[bytes, ...]
    sops: tuple[str, ...]

    @classmethod
    def made(cls, template: Path, *, studies: int = 2, series: int = 3, instances: int = 8) -> Load:
        """Copies of a real slice under new UIDs."""
        dataset = dcmread(template)
        made: dict[str, dict[str, dict[str, bytes]]] = {}
        for _ in range(studies):
            study = made.setdefault(generate_uid(), {})
            for _ in range(series):
                one = study.setdefault(generate_uid(), {})
                for _ in range(instances):
                    sop = generate_uid()
                    one[sop] = _copy(dataset, list(made)[-1], list(study)[-1], sop)
        flat = [(sop, data) for study in made.values() for one in study.values() for sop, data in one.items()]
        names = tuple(f"cd/{number}.dcm" for number in range(len(flat)))
        return cls(made, names, tuple(data for _, data in flat), tuple(sop for sop, _ in flat))

    def manifest(self) -> dict[str, list[dict[str, str | int]]]:
        """What `POST /api/uploads` asks for."""
        files = zip(self.names, self.contents, strict=True)
        return {"files": [{"name": name, "size": len(data), "sha256": digest(data)} for name, data in files]}


def _copy(dataset: Dataset, study: str, series: str, sop: str) -> bytes:
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID, dataset.SOPInstanceUID = UID(study), UID(series), UID(sop)
    dataset.file_meta.MediaStorageSOPInstanceUID = UID(sop)
    file = io.BytesIO()
    dataset.save_as(file)
    return file.getvalue()


@dataclass
class Sender:
    """Sends one load. `acknowledged` are the indexes of files that the server said are safe, `refused` the status of other answers."""

    http: httpx.Client
    load: Load
    acknowledged: set[int] = field(default_factory=set)
    broken: int = 0
    refused: list[int] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def announce(self) -> tuple[str, list[int]]:
        """Start an upload: its id and what the server has not got. What it has got it has promised, too."""
        answer = self.http.post("/api/uploads", json=self.load.manifest())
        assert answer.status_code == 201, answer.text
        missing: list[int] = answer.json()["missing"]
        return answer.json()["upload_id"], missing

    def send(self, upload: str, missing: list[int]) -> None:
        """Send what is missing, several batches at once. A lane ends at its first lost connection."""
        batches = [missing[at : at + BATCH_FILES] for at in range(0, len(missing), BATCH_FILES)]
        with ThreadPoolExecutor(PARALLEL) as lanes:
            for lane in range(PARALLEL):
                lanes.submit(self._lane, upload, batches[lane::PARALLEL])

    def _lane(self, upload: str, batches: list[list[int]]) -> None:
        for indexes in batches:
            body = batch_body({index: self.load.contents[index] for index in indexes})
            try:
                answer = self.http.post(f"/api/uploads/{upload}/batch", content=body)
            except httpx.TransportError:
                with self._lock:
                    self.broken += 1
                return
            if answer.status_code != 200:  # nothing is promised
                self.refused.append(answer.status_code)
                continue
            safe = {result["index"] for result in answer.json()["results"] if result["outcome"] in {"stored", "already_there"}}
            with self._lock:
                self.acknowledged |= safe
