"""Opened packs in memory, tickets for files as `ingest` would index them, shelves that end with their test."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID, uuid4

import pydicom
import pytest
from numpy.typing import NDArray
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    generate_uid,
)
from typing_extensions import override

from diaphane.base.settings import Limits as UploadLimits
from diaphane.ingest.read import read_file
from diaphane.load.batch import Limits
from diaphane.load.nursery import Nursery, Process
from diaphane.load.shelf import Shelf
from diaphane.model.ids import AccountId, PackId, RegionId, SeriesUid
from diaphane.model.instance import DicomInstance
from diaphane.model.scope import Scope
from diaphane.model.sealed import Extent, Plain
from diaphane.model.ticket import InstanceRef, SeriesTicket

SCOPE = Scope(AccountId(UUID(int=1)), RegionId("local"))
OTHER_SCOPE = Scope(AccountId(UUID(int=2)), RegionId("local"))


class PlainPack:
    """A pack without its seal; remembers what was read."""

    def __init__(self, files: Sequence[bytes]) -> None:
        self.data = b"".join(files)
        self.reads: list[tuple[int, int]] = []

    def read(self, offset: int, length: int) -> Plain:
        self.reads.append((offset, length))
        assert offset >= 0
        assert offset + length <= len(self.data)
        return Plain(self.data[offset : offset + length])


def opened(files: Sequence[bytes], scope: Scope = SCOPE) -> tuple[SeriesTicket, dict[PackId, PlainPack]]:
    """A ticket for one series of these files, in this order, and its pack."""
    pack = PackId(uuid4())
    refs = []
    at = 0
    for data in files:
        instance = read_file("x", data, UploadLimits())
        assert isinstance(instance, DicomInstance), instance
        assert instance.frames is not None
        assert instance.picture is not None
        refs.append(
            InstanceRef(
                instance.sop_uid, instance.sop_class, instance.transfer_syntax, Extent(pack, at, len(data)), instance.pixel_offset,
                instance.frames, instance.picture, instance.sha256,
            )
        )  # fmt: skip
        at += len(data)
    content = hashlib.sha256(b"".join(ref.sha256 for ref in refs)).hexdigest()[:32]
    ticket = SeriesTicket(scope, SeriesUid("1.2.3"), "CT", content, tuple(refs), ())
    return ticket, {pack: PlainPack(files)}


def made(pixels: NDArray[Any], syntax: str = ExplicitVRLittleEndian, **tags: Any) -> FileDataset:  # noqa: ANN401 (values of any tag)
    """A data set of the given native pixels: (rows, columns), (frames, rows, columns) or with 3 samples last and `SamplesPerPixel=3`."""
    samples = int(tags.get("SamplesPerPixel", 1))
    shape = pixels.shape[:-1] if samples == 3 else pixels.shape
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = UID(syntax)
    meta.MediaStorageSOPClassUID = UID("1.2.840.10008.5.1.4.1.1.7")
    meta.MediaStorageSOPInstanceUID = generate_uid()
    data = FileDataset("", {}, file_meta=meta, preamble=bytes(128))
    data.SOPClassUID, data.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    data.StudyInstanceUID, data.SeriesInstanceUID = "1.2", "1.2.3"
    data.PatientName, data.PatientID, data.Modality = "Test^A", "1", "OT"
    data.Rows, data.Columns = shape[-2:]
    data.SamplesPerPixel = samples
    data.PhotometricInterpretation = "MONOCHROME2" if samples == 1 else "RGB"
    if samples == 3:
        data.PlanarConfiguration = 0
    if len(shape) == 3:
        data.NumberOfFrames = shape[0]
    if pixels.dtype.kind in "iu":
        bits = pixels.dtype.itemsize * 8
        data.BitsAllocated = data.BitsStored = bits
        data.HighBit, data.PixelRepresentation = bits - 1, int(pixels.dtype.kind == "i")
        data.PixelData = pixels.tobytes() + b"\0" * (pixels.nbytes % 2)
        data["PixelData"].VR = "OW" if bits > 8 else "OB"
    for keyword, value in tags.items():
        setattr(data, keyword, value)
    return data


def saved(data: pydicom.Dataset) -> bytes:
    """The bytes of a Part 10 file."""
    out = io.BytesIO()
    syntax = data.file_meta.TransferSyntaxUID
    if syntax == DeflatedExplicitVRLittleEndian:
        data.save_as(out, enforce_file_format=True)
        return out.getvalue()
    data.file_meta.ImplementationClassUID = UID("1.2.3.4")
    implicit, little = syntax == ImplicitVRLittleEndian, syntax != ExplicitVRBigEndian
    pydicom.dcmwrite(out, data, implicit_vr=implicit, little_endian=little, force_encoding=True)
    return out.getvalue()


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """One nursery for all tests: starting it costs imports."""
    nursery = Nursery()
    yield nursery
    nursery.close()


class _Kept(Nursery):
    """The session's nursery, which a shelf must not close."""

    def __init__(self, nursery: Nursery) -> None:
        self._nursery = nursery

    @override
    def decoder(self) -> Process:
        return self._nursery.decoder()

    @override
    def close(self) -> None:
        return None


MakeShelf = Callable[..., Shelf]


@pytest.fixture
def make_shelf(nursery: Nursery) -> Iterator[MakeShelf]:
    """Shelves with a budget, decoders, limits or a nursery of their own."""
    shelves: list[Shelf] = []

    def make(budget: int = 1 << 30, decoders: int = 1, limits: Limits | None = None, own: Nursery | None = None) -> Shelf:
        shelves.append(Shelf(budget, decoders, limits, own or _Kept(nursery)))
        return shelves[-1]

    yield make
    for shelf in shelves:
        shelf.close_all()
