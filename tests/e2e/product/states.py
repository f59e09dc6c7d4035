"""Presentation states of a series (PS3.3 A.33.1), made with pydicom: annotated, turned behind a shutter, through a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydicom import Dataset, FileDataset, dcmread
from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid

GRAYSCALE = UID("1.2.840.10008.5.1.4.1.1.11.1")
COPIED = ("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyInstanceUID", "StudyDate", "StudyTime", "AccessionNumber")


def write_states(images: Path, folder: Path) -> tuple[int, int]:
    """Three states about the first three pictures of the folder `images`, by place; returns (columns, rows)."""
    heads = [dcmread(path, stop_before_pixels=True) for path in images.rglob("*") if path.is_file()]
    heads.sort(key=lambda head: float(head.ImagePositionPatient[2]))
    about, series = heads[:3], generate_uid()
    columns, rows = int(about[0].Columns), int(about[0].Rows)
    folder.mkdir()
    annotated = _state(about, series, "FINDING", "Nodule")
    annotated.GraphicAnnotationSequence = [_annotations(about, columns, rows)]
    turned = _state(about, series, "BONE", "Turned behind a shutter", ImageRotation=90, ImageHorizontalFlip="N")
    turned.SoftcopyVOILUTSequence = [_item(WindowCenter=[300], WindowWidth=[1500])]
    turned.ShutterShape, turned.ShutterPresentationValue = "CIRCULAR", 0x8000
    turned.CenterOfCircularShutter, turned.RadiusOfCircularShutter = [rows // 2, columns // 2], rows // 4
    table = _state(about, series, "TABLE", "Two grey levels, inverse", PresentationLUTShape="INVERSE")
    table.SoftcopyVOILUTSequence = [_item(VOILUTSequence=[_table()])]
    for number, made in enumerate((annotated, turned, table)):
        made.save_as(folder / f"state{number}.dcm", enforce_file_format=True)
    return columns, rows


def _item(**tags: object) -> Dataset:
    made = Dataset()
    for keyword, value in tags.items():
        setattr(made, keyword, value)
    return made


def _reference(head: Dataset) -> Dataset:
    return _item(ReferencedSOPClassUID=head.SOPClassUID, ReferencedSOPInstanceUID=head.SOPInstanceUID)


def _state(about: Sequence[Dataset], series: str, label: str, description: str, **tags: object) -> FileDataset:
    meta = FileMetaDataset()
    meta.TransferSyntaxUID, meta.MediaStorageSOPClassUID = ExplicitVRLittleEndian, GRAYSCALE
    meta.MediaStorageSOPInstanceUID = generate_uid()
    made = FileDataset("", {}, file_meta=meta, preamble=bytes(128))
    first = about[0]
    for keyword in COPIED:
        if keyword in first:
            setattr(made, keyword, first[keyword].value)
    made.SOPClassUID, made.SOPInstanceUID, made.SeriesInstanceUID = GRAYSCALE, meta.MediaStorageSOPInstanceUID, series
    made.Modality, made.SeriesNumber, made.InstanceNumber = "PR", 99, 1
    made.ContentLabel, made.ContentDescription, made.ContentCreatorName = label, description, "Doe^Jane"
    made.PresentationCreationDate, made.PresentationCreationTime, made.PresentationLUTShape = "20240105", "101112", "IDENTITY"
    made.ReferencedSeriesSequence = [
        _item(SeriesInstanceUID=first.SeriesInstanceUID, ReferencedImageSequence=[_reference(head) for head in about])
    ]
    corner = [int(first.Columns), int(first.Rows)]
    made.DisplayedAreaSelectionSequence = [
        _item(DisplayedAreaTopLeftHandCorner=[1, 1], DisplayedAreaBottomRightHandCorner=corner, PresentationSizeMode="SCALE TO FIT")
    ]
    for keyword, value in tags.items():
        setattr(made, keyword, value)
    return made


def _annotations(about: Sequence[Dataset], columns: int, rows: int) -> Dataset:
    def graphic(kind: str, *shares: float, filled: str = "N") -> Dataset:
        points = [share * (rows if index % 2 else columns) for index, share in enumerate(shares)]
        return _item(
            GraphicAnnotationUnits="PIXEL",
            GraphicDimensions=2,
            NumberOfGraphicPoints=len(points) // 2,
            GraphicData=points,
            GraphicType=kind,
            GraphicFilled=filled,
        )

    beside = _item(
        UnformattedTextValue="Nodule 12 mm\r\nsee prior",
        BoundingBoxAnnotationUnits="PIXEL",
        BoundingBoxTopLeftHandCorner=[columns * 0.65, rows * 0.2],
        BoundingBoxBottomRightHandCorner=[columns * 0.95, rows * 0.3],
        BoundingBoxTextHorizontalJustification="LEFT",
        AnchorPointAnnotationUnits="PIXEL",
        AnchorPoint=[columns * 0.6, rows * 0.4],
        AnchorPointVisibility="Y",
    )
    return _item(
        ReferencedImageSequence=[_reference(head) for head in about[:1]],
        GraphicLayer="ALL",
        GraphicObjectSequence=[
            graphic("POLYLINE", 0.2, 0.2, 0.4, 0.25, 0.35, 0.4, 0.2, 0.2, filled="Y"),
            graphic("CIRCLE", 0.6, 0.4, 0.7, 0.4),
            graphic("INTERPOLATED", 0.7, 0.6, 0.8, 0.7, 0.7, 0.8),
        ],
        TextObjectSequence=[beside],
    )


def _table() -> Dataset:
    """Everything below 0 is black, everything from 0 on is white; 200 values from -100 on."""
    entries = np.repeat(np.array([0, 255], "<u2"), 100)
    made = _item(LUTDescriptor=[200, -100, 8], LUTData=entries.tobytes())
    made["LUTDescriptor"].VR, made["LUTData"].VR = "SS", "OW"
    return made
