"""Made-up studies and documents: small, many, of nobody."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID, CTImageStorage, ExplicitVRLittleEndian, generate_uid

_PLACE = "2.25.99999999999999990000"
_NUMBER = "88888888"


def cd(folder: Path, names: list[str], instances: int, side: int = 16) -> Path:
    """A CD of CT studies, one a patient; `side` is rows and columns of each slice. Returns the folder."""
    for patient, name in enumerate(names):
        data = _slice(name, f"MU-{patient:04}", side)
        below = folder / f"study{patient}"
        below.mkdir(parents=True, exist_ok=True)
        root = generate_uid(None)[: len(_PLACE) - 4].ljust(len(_PLACE) - 4, "7")
        for number in range(instances):
            own = data.replace(_PLACE.encode(), f"{root}{number:04}".encode())
            (below / f"{number:04}.dcm").write_bytes(own.replace(_NUMBER.encode(), f"{number + 1:08}".encode()))
    return folder


def _slice(name: str, patient_id: str, side: int) -> bytes:
    """One slice whose SOP Instance UID and number are to be replaced, each as long as what replaces it."""
    data = Dataset()
    data.file_meta = FileMetaDataset()
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data.file_meta.MediaStorageSOPClassUID = data.SOPClassUID = CTImageStorage
    data.file_meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID = UID(_PLACE)
    data.SpecificCharacterSet = "ISO_IR 192"
    data.PatientName, data.PatientID, data.PatientBirthDate, data.PatientSex = name, patient_id, "19600229", "F"
    data.StudyInstanceUID, data.SeriesInstanceUID = generate_uid(), generate_uid()
    data.StudyDate, data.StudyTime, data.StudyDescription = "20240314", "101500", "Made-up thorax"
    data.SeriesDescription, data.Modality, data.SeriesNumber, data.InstanceNumber = "Kernel B30", "CT", 3, _NUMBER
    data.Rows = data.Columns = side
    data.SamplesPerPixel, data.PhotometricInterpretation = 1, "MONOCHROME2"
    data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = 16, 12, 11, 0
    data.PixelData = (np.arange(side * side) % 4096).astype("<u2").tobytes()
    file = io.BytesIO()
    data.save_as(file, enforce_file_format=True)
    return file.getvalue()


def documents(folder: Path, webm: bytes) -> None:
    """One document of each kind beside what is in a folder: office, picture, text, a film browsers play and one they do not."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as office:
        office.writestr("[Content_Types].xml", "<Types/>")
        office.writestr("word/document.xml", "<document/>")
    (folder / "letter.docx").write_bytes(packed.getvalue())
    Image.new("RGB", (320, 200), (170, 60, 50)).save(folder / "wound.png")
    (folder / "size.txt").write_bytes("Größe 178 cm".encode("latin-1"))
    (folder / "gait.webm").write_bytes(webm)
    (folder / "cine.avi").write_bytes(b"RIFF\0\x10\0\0AVI LIST" + bytes(4000))
