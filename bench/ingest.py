"""Ingest of 500 slices of 512 KiB over TLS into the served product, each acknowledged when it is durable, beside what the machine can do.

    just bench ingest [--folder DIR] [--rounds N] [--slices N]

`ours` is `diaphane serve` on a fresh folder and one client process that sends 8 MB batches, four at once, each file once. Around every
round the same machine is asked for its limits: `disk` writes the same bytes in files of a batch, each synced (write + fsync, one at a time
and four at once); `aes-gcm` seals them on one thread; `sha-256` hashes them on one thread, which the server must do once;
`tls` is the product's own door answering the same bodies with a refusal (no upload), so: client, TLS, HTTP and memory alone.
Medians over the rounds; `load` is the machine's load average, because neighbours are in every figure.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import signal
import ssl
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filebase import DicomBytesIO
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

BATCH_FILES, PARALLEL = 16, 4
SIDE = 512
MB = 1e6
KERNELS = Path(__file__).resolve().parent.parent / ".pytest_cache" / "kernels"  # left there by tests/attack
PROGRAM = Path(sys.executable).with_name("diaphane")


def slices(count: int, patient: str = "Bench^Ingest", pixels: Sequence[bytes] = ()) -> list[bytes]:
    """A CT series of one study, 512 x 512 of 16 bits with noise in them (or these pixels in turn), each file with a UID of its own."""
    study, series, frame = generate_uid(), generate_uid(), generate_uid()
    noise = os.urandom(SIDE * SIDE * 2)
    made = []
    for number in range(count):
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = CTImageStorage, generate_uid()
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        slice_ = Dataset()
        slice_.SOPClassUID, slice_.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
        slice_.StudyInstanceUID, slice_.SeriesInstanceUID, slice_.FrameOfReferenceUID = study, series, frame
        slice_.PatientName, slice_.PatientID, slice_.Modality = patient, "BENCH-1", "CT"
        slice_.StudyDate, slice_.InstanceNumber = "20260101", number + 1
        slice_.ImagePositionPatient, slice_.ImageOrientationPatient = [0, 0, float(number)], [1, 0, 0, 0, 1, 0]
        slice_.PixelSpacing, slice_.SliceThickness = [0.7, 0.7], 1.0
        slice_.RescaleSlope, slice_.RescaleIntercept = 1, -1024
        slice_.Rows, slice_.Columns, slice_.SamplesPerPixel, slice_.PhotometricInterpretation = SIDE, SIDE, 1, "MONOCHROME2"
        slice_.BitsAllocated, slice_.BitsStored, slice_.HighBit, slice_.PixelRepresentation = 16, 16, 15, 0
        slice_.PixelData = pixels[number % len(pixels)] if pixels else struct.pack("<I", number) + noise[4:]
        slice_["PixelData"].VR = "OW"
        slice_.file_meta = meta
        file = DicomBytesIO()
        slice_.save_as(file, enforce_file_format=True)
        made.append(file.getvalue())
    return made


@contextmanager
def served(folder: Path, port: int) -> Iterator[dict[str, Any]]:
    """The product on a fresh folder; yields its ready file."""
    ready = folder / "ready.json"
    if KERNELS.is_dir():  # compiling those of the render worker takes minutes of a crowded machine and is not measured here
        shutil.copytree(KERNELS, folder / "data/run/kernels", dirs_exist_ok=True)
    words = ["serve", "--data", str(folder / "data"), "--port", str(port), "--plain-port", "0", "--no-demo", "--ready-file", str(ready)]
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen([PROGRAM, *words], stdout=output, stderr=output)
        try:
            while not ready.exists():
                assert process.poll() is None, (folder / "output.txt").read_text()
                time.sleep(0.2)
            quiet(psutil.Process(process.pid))
            yield json.loads(ready.read_text())
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def quiet(supervisor: psutil.Process) -> None:
    """Wait until nothing of the product works any more: the render worker compiles its kernels at a first start."""
    busy = 1.0
    while busy > 0.1:
        before = {process.pid: sum(process.cpu_times()[:2]) for process in supervisor.children(recursive=True)}
        time.sleep(3)
        after = {process.pid: sum(process.cpu_times()[:2]) for process in supervisor.children(recursive=True)}
        busy = sum(after.values()) - sum(spent for pid, spent in before.items() if pid in after)


class Client:
    """One process, a connection a lane: as little of a client as can be, so that the server is what is measured."""

    def __init__(self, facts: dict[str, Any], port: int) -> None:
        context = ssl.create_default_context(cafile=facts["ca"])
        self._lanes = [HTTPSConnection("localhost", port, context=context, timeout=300) for _ in range(PARALLEL)]
        self._headers = {"Authorization": f"Bearer {facts['token']}"}

    def ask(self, method: str, path: str, body: bytes, kind: str = "application/json", lane: int = 0) -> tuple[int, Any]:
        """One request; status and JSON."""
        connection = self._lanes[lane]
        connection.request(method, path, body, {**self._headers, "Content-Type": kind})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

    def connect(self) -> None:
        """Every lane anew: while the disk was measured the server has closed the idle ones."""
        for number, connection in enumerate(self._lanes):
            connection.close()
            assert self.ask("GET", "/api/me", b"", lane=number)[0] == 200

    def send(self, path: str, bodies: list[bytes]) -> list[tuple[int, Any]]:
        """All bodies over the lanes, the next to whichever lane is free; returns the answers."""
        waiting, answers = list(reversed(bodies)), []

        def lane(number: int) -> None:
            while waiting:
                try:
                    body = waiting.pop()
                except IndexError:
                    return
                answers.append(self.ask("POST", path, body, "application/vnd.diaphane.batch", number))

        with ThreadPoolExecutor(PARALLEL) as threads:
            for job in [threads.submit(lane, number) for number in range(PARALLEL)]:
                job.result()
        return answers


def bodies_of(files: list[bytes]) -> list[bytes]:
    """Batches as the door takes them."""
    framed = [struct.pack("<IQ", index, len(data)) + data for index, data in enumerate(files)]
    return [b"".join(framed[at : at + BATCH_FILES]) for at in range(0, len(framed), BATCH_FILES)]


def ours(client: Client, files: list[bytes]) -> tuple[float, float]:
    """Seconds from the manifest to the last acknowledgement, and of the sending alone."""
    digests = [hashlib.sha256(data).hexdigest() for data in files]
    bodies = bodies_of(files)
    names = [
        {"name": f"cd/{at}.dcm", "size": len(data), "sha256": digest} for at, (data, digest) in enumerate(zip(files, digests, strict=True))
    ]
    manifest = json.dumps({"files": names}).encode()
    client.connect()
    began = time.perf_counter()
    status, upload = client.ask("POST", "/api/uploads", manifest)
    assert status == 201, upload
    assert len(upload["missing"]) == len(files)
    sending = time.perf_counter()
    answers = client.send(f"/api/uploads/{upload['upload_id']}/batch", bodies)
    ended = time.perf_counter()
    assert not (refused := [each for each in answers if each[0] != 200]), refused
    stored = [result for _, answer in answers for result in answer["results"] if result["outcome"] == "stored"]
    assert len(stored) == len(files), "not every file was acknowledged as stored"
    return ended - began, ended - sending


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def limits(client: Client, folder: Path, files: list[bytes]) -> dict[str, float]:
    """Seconds that the same bytes take on the way alone: the disk with sync, the cipher, the hash, the door."""
    bodies = bodies_of(files)

    def put(body: bytes) -> None:
        descriptor = os.open(folder / uuid4().hex, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(descriptor, body)
        os.fsync(descriptor)
        os.close(descriptor)

    def disk(lanes: int) -> None:
        with ThreadPoolExecutor(lanes) as threads:
            list(threads.map(put, bodies))

    cipher = AESGCM(os.urandom(32))
    nowhere = f"/api/uploads/{uuid4()}/batch"
    client.connect()
    tls = timed(lambda: client.send(nowhere, bodies))
    return {
        "disk": timed(lambda: disk(1)),
        f"disk x{PARALLEL}": timed(lambda: disk(PARALLEL)),
        "aes-gcm": timed(lambda: [cipher.encrypt(struct.pack("<QI", at, 0), data, None) for at, data in enumerate(files)]),
        "sha-256": timed(lambda: [hashlib.sha256(data).digest() for data in files]),
        "tls": tls,
    }


def main() -> None:
    """Measure, print a table and one JSON object."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--folder", type=Path, help="where to write; the disk to be measured")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--slices", type=int, default=500)
    options.add_argument("--port", type=int, default=19471)
    asked = options.parse_args()
    rows: dict[str, list[float]] = {}
    size = 0
    with tempfile.TemporaryDirectory(dir=asked.folder) as name, served(Path(name), asked.port) as facts:
        client, spare = Client(facts, asked.port), Path(name, "limits")
        spare.mkdir()
        ours(client, slices(BATCH_FILES * 2))  # connections, pools and memory are warm
        for _ in range(asked.rounds):
            files = slices(asked.slices)
            size = sum(map(len, files))
            for what, seconds in limits(client, spare, files).items():
                rows.setdefault(what, []).append(size / MB / seconds)
            whole, sending = ours(client, files)
            rows.setdefault("ours, batches alone", []).append(size / MB / sending)
            rows.setdefault("ours", []).append(size / MB / whole)
            for left in spare.iterdir():
                left.unlink()
    median = {what: statistics.median(rates) for what, rates in rows.items()}
    print(f"{asked.slices} slices, {size / MB:.0f} MB, {asked.rounds} rounds, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for what, rate in median.items():
        each = ", ".join(f"{one:.0f}" for one in rows[what])
        print(f"{what:<22}{rate:8.0f} MB/s {rate * MB * asked.slices / size:8.0f} files/s   ({each})")
    limit = min(rate for what, rate in median.items() if not what.startswith("ours"))
    print(
        json.dumps(
            {"ours": round(median["ours"], 1), "limit": round(limit, 1), "ratio": round(median["ours"] / limit, 3)}
            | {"unit": "MB/s", "load": round(os.getloadavg()[0], 1), "rates": {what: round(rate, 1) for what, rate in median.items()}}
        )
    )


if __name__ == "__main__":
    main()
