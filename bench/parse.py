"""Header reading: CPU time a file and files a second a core of the fast scanner beside pydicom, in one process on the same bytes.

    python bench/parse.py [FOLDER]

Without FOLDER: ../shared/data/ct/head_philips_141. The last line is one JSON object.
"""

from __future__ import annotations

import hashlib
import io
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pydicom

from diaphane.base.settings import Limits
from diaphane.ingest import instance, part10, read
from diaphane.model.instance import DicomInstance

ROUNDS = 7
# What an index row needs at least; our reader decodes these and some forty more.
TAGS = (
    "SpecificCharacterSet",
    "ImageType",
    "SOPClassUID",
    "SOPInstanceUID",
    "StudyDate",
    "SeriesDate",
    "StudyTime",
    "SeriesTime",
    "AccessionNumber",
    "Modality",
    "InstitutionName",
    "ReferringPhysicianName",
    "StudyDescription",
    "SeriesDescription",
    "PatientName",
    "PatientID",
    "PatientBirthDate",
    "PatientSex",
    "BodyPartExamined",
    "SliceThickness",
    "StudyInstanceUID",
    "SeriesInstanceUID",
    "StudyID",
    "SeriesNumber",
    "InstanceNumber",
    "ImagePositionPatient",
    "ImageOrientationPatient",
    "FrameOfReferenceUID",
    "Rows",
    "Columns",
    "PixelSpacing",
    "BitsAllocated",
    "WindowCenter",
    "WindowWidth",
    "RescaleSlope",
    "RescaleIntercept",
)


def main() -> None:
    """Measure and print."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared/data/ct/head_philips_141"
    limits = Limits()
    everything = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]
    files = [data for data in everything if _is_picture(data, limits)]
    size = sum(map(len, files)) / len(files)
    views = [memoryview(data) for data in files]

    def ours(data: bytes | memoryview) -> object:
        envelope = part10.open_envelope(data)
        assert envelope is not None
        return instance.read(data, envelope, limits, b"")

    def theirs(data: bytes | memoryview) -> object:
        dataset = pydicom.dcmread(io.BytesIO(data), stop_before_pixels=True)
        return [str(dataset.get(tag)) for tag in TAGS]

    def whole(data: bytes | memoryview) -> object:
        return read.read_file("x", data, limits)

    def digest(data: bytes | memoryview) -> object:
        return hashlib.sha256(data).digest()

    rows: list[tuple[str, Callable[[bytes | memoryview], object], Sequence[bytes | memoryview]]] = [
        ("header to facts (bytes)", ours, files),
        ("header to facts (memoryview)", ours, views),
        ("pydicom, 36 tags", theirs, files),
        ("SHA-256 alone", digest, files),
        ("read_file, all with SHA-256", whole, files),
    ]
    times: dict[str, list[float]] = {name: [] for name, _, _ in rows}
    for _ in range(ROUNDS):  # interleaved: a busy moment hits all alike
        for name, run, inputs in rows:
            start = time.process_time()
            for data in inputs:
                run(data)
            times[name].append((time.process_time() - start) / len(inputs))
    print(f"{len(files)} files of {size / 1024:.0f} KiB, median of {ROUNDS} rounds\n{'reader':32}{'CPU us/file':>12}{'files/s/core':>14}")
    medians = {name: statistics.median(found) for name, found in times.items()}
    for name, seconds in medians.items():
        print(f"{name:32}{seconds * 1e6:12.0f}{1 / seconds:14.0f}")
    micro = {name: round(seconds * 1e6, 1) for name, seconds in medians.items()}
    ratio = round(medians["pydicom, 36 tags"] / medians["header to facts (bytes)"], 1)
    print(json.dumps({"bench": "parse", "files": len(files), "cpu_us_per_file": micro, "times_faster_than_pydicom": ratio}))


def _is_picture(data: bytes, limits: Limits) -> bool:
    found = read.read_file("x", data, limits)
    return isinstance(found, DicomInstance) and found.picture is not None


if __name__ == "__main__":
    main()
