"""Real volumes with other headers: of no patient space in common, or of several phases. Made when a test runs, never kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pydicom import dcmread
from pydicom.uid import generate_uid

PHASES = 3


def strangers(folder: Path, petct: Path) -> str:
    """STS_001's CT and PET, each in a patient space of its own. Returns the Study Instance UID."""
    study = generate_uid()
    for name in ("ct", "pet"):
        series, space = generate_uid(), generate_uid()
        (folder / name).mkdir(parents=True)
        for path in sorted((petct / name).iterdir()):
            data = dcmread(path)
            data.StudyInstanceUID, data.SeriesInstanceUID, data.FrameOfReferenceUID = study, series, space
            data.SOPInstanceUID = data.file_meta.MediaStorageSOPInstanceUID = generate_uid()
            data.PatientID = data.PatientName = "Strangers"
            data.save_as(folder / name / path.name)
    return str(study)


def beating(folder: Path, ct: Path) -> str:
    """Twenty slices of a CT at three times, each time brighter. Returns the Study Instance UID."""
    study, series = generate_uid(), generate_uid()
    folder.mkdir(parents=True)
    slices = sorted((dcmread(path) for path in ct.iterdir()), key=lambda one: float(one.ImagePositionPatient[2]))[:20]
    for phase in range(PHASES):
        for number, data in enumerate(slices):
            pixels = data.pixel_array
            data.StudyInstanceUID, data.SeriesInstanceUID = study, series
            data.PatientID = data.PatientName = "Beating"
            data.TemporalPositionIdentifier, data.NumberOfTemporalPositions = phase + 1, PHASES
            data.InstanceNumber = phase * len(slices) + number + 1
            data.SOPInstanceUID = data.file_meta.MediaStorageSOPInstanceUID = generate_uid()
            if phase:
                data.PixelData = np.minimum(pixels.astype(np.int32) + 60, np.iinfo(pixels.dtype).max).astype(pixels.dtype).tobytes()
            data.save_as(folder / f"{phase}-{number:03}.dcm")
    return str(study)


def many(folder: Path, data: Path, count: int = 16) -> str:
    """One study of `count` series of all kinds, CT, MR, PET and ultrasound by turns. Returns the Study Instance UID."""
    study = generate_uid()
    kinds = ("petct/STS_001/ct", "petct/STS_001/mr", "ct/head_ge_28", "petct/STS_001/pet", "mr/siemens_anat", "us", "ct/head_philips_141")
    for number in range(count):
        sources = [
            path for path in sorted((data / kinds[number % len(kinds)]).iterdir()) if path.suffix == ".dcm" or "us" not in path.parts
        ]
        # Ultrasound files are series of their own; of the others twenty slices.
        chosen = (
            [sources[number // len(kinds)]] if kinds[number % len(kinds)] == "us" else [path for path in sources if path.is_file()][:20]
        )
        series = generate_uid()
        (folder / str(number)).mkdir(parents=True)
        for path in chosen:
            read = dcmread(path, force=True)
            if "PixelData" not in read:
                continue
            read.StudyInstanceUID, read.SeriesInstanceUID, read.SeriesNumber = study, series, number + 1
            read.SOPInstanceUID = read.file_meta.MediaStorageSOPInstanceUID = generate_uid()
            read.PatientID = read.PatientName = "Many"
            read.save_as(folder / str(number) / path.name)
    return str(study)
