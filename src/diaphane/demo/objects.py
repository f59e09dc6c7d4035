"""Pictures as DICOM files: the modules that CT, PET, MR and ultrasound objects need (PS3.3 A.3, A.4, A.7, A.21)."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from pydicom import dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import UID

from diaphane.demo import ct, mr, pet, ultrasound
from diaphane.dicom.syntaxes import EXPLICIT_LITTLE
from diaphane.dicom.uid import from_words
from diaphane.encode.jpeg import jpeg

_STORAGE = "1.2.840.10008.5.1.4.1.1."
_JPEG_BASELINE = "1.2.840.10008.1.2.4.50"
_IMPLEMENTATION = from_words("diaphane", "implementation")
_DATE = "20240311"
_TIMES = {"CT": "100000", "PT": "103000", "MR": "113000", "US": "090000"}
_INJECTED = "093000"  # pet.WAIT_S before the PET begins


class Study:
    """What the files of one made-up study have in common. The same words make the same UIDs."""

    def __init__(self, seed: int, name: str, patient: str, description: str) -> None:
        self._words = ("diaphane demo", str(seed), name)
        self._patient = patient
        self._description = description
        self._name = name

    def _uid(self, *words: str) -> str:
        return from_words(*self._words, *words)

    def _common(self, sop_class: str, modality: str, number: int, instance: int) -> Dataset:
        """Patient, study, series and SOP common modules."""
        data = Dataset()
        data.SpecificCharacterSet = "ISO_IR 192"
        data.SOPClassUID = sop_class
        data.SOPInstanceUID = self._uid(modality, str(number), str(instance))
        data.StudyDate = data.SeriesDate = data.ContentDate = data.AcquisitionDate = _DATE
        data.StudyTime = min(_TIMES.values())
        data.SeriesTime = data.ContentTime = data.AcquisitionTime = _TIMES[modality]
        data.AccessionNumber = f"DEMO-{self._name.upper()}"
        data.Modality = modality
        data.Manufacturer = "Diaphane"
        data.ManufacturerModelName = "Demo"
        data.InstitutionName = "Demo Clinic"
        data.ReferringPhysicianName = "Demo^Doctor"
        data.StudyDescription = self._description
        data.PatientName = self._patient
        data.PatientID = f"DEMO-{self._name.upper()}"
        data.PatientBirthDate = "19700101"
        data.PatientSex = "O"
        data.PatientWeight = f"{pet.WEIGHT_KG:g}"
        data.StudyInstanceUID = self._uid("study")
        data.SeriesInstanceUID = self._uid(modality, str(number))
        data.StudyID = "1"
        data.SeriesNumber = number
        data.InstanceNumber = instance
        return data

    def ct(self, index: int, hu: NDArray[np.int16]) -> bytes:
        """A CT slice: int16 HU, stored with an intercept of -1024."""
        data = self._slice("2", ("CT", 1, index), ct.position(index), (ct.SPACING_MM, ct.DISTANCE_MM))
        data.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
        data.SeriesDescription = "Thorax 1.0 mm"
        data.KVP = "120"
        data.ConvolutionKernel = "DEMO"
        data.ContrastBolusAgent = "Demo"
        data.AcquisitionNumber = 1
        data.RescaleIntercept, data.RescaleSlope, data.RescaleType = "-1024", "1", "HU"
        data.WindowCenter, data.WindowWidth = ["40", "-550", "400"], ["400", "1600", "1800"]
        data.WindowCenterWidthExplanation = ["SOFT TISSUE", "LUNG", "BONE"]
        return _native(data, (hu + 1024).astype(np.uint16), 12)

    def pet(self, index: int, stored: NDArray[np.int16], slope: float) -> bytes:
        """A PET slice in Bq/ml with all that SUVbw needs (PS3.3 C.8.9)."""
        data = self._slice("128", ("PT", 2, index), pet.position(index), (pet.SPACING_MM, pet.DISTANCE_MM))
        data.ImageType = ["ORIGINAL", "PRIMARY"]
        data.SeriesDescription = "FDG corrected"
        data.SeriesType = ["STATIC", "IMAGE"]
        data.Units, data.CountsSource = "BQML", "EMISSION"
        data.CorrectedImage = ["DECY", "ATTN", "SCAT", "NORM", "DTIM", "RAN"]
        data.DecayCorrection, data.CollimatorType = "START", "NONE"
        data.RandomsCorrectionMethod, data.AttenuationCorrectionMethod = "DLYD", "demo"
        data.ReconstructionMethod, data.ScatterCorrectionMethod = "demo", "demo"
        data.FrameReferenceTime, data.ActualFrameDuration = "0", 180000
        data.NumberOfSlices, data.ImageIndex, data.DecayFactor = pet.SLICES, index + 1, "1"
        drug = Dataset()
        drug.Radiopharmaceutical = "FDG -- fluorodeoxyglucose"
        drug.RadiopharmaceuticalStartTime = _INJECTED
        drug.RadionuclideTotalDose = f"{pet.DOSE_BQ:.0f}"
        drug.RadionuclideHalfLife = f"{pet.HALF_LIFE_S:g}"
        drug.RadionuclidePositronFraction = "0.97"
        data.RadiopharmaceuticalInformationSequence = Sequence([drug])
        data.RescaleIntercept, data.RescaleSlope = "0", f"{slope:.8g}"
        top = pet.bq_per_ml_of_suv() * 10
        data.WindowCenter, data.WindowWidth = f"{top / 2:.1f}", f"{top:.1f}"
        return _native(data, stored, 16)

    def mr(self, index: int, signal: NDArray[np.int16]) -> bytes:
        """A coronal MR slice."""
        data = self._slice("4", ("MR", 3, index), mr.position(index), (mr.SPACING_MM, mr.DISTANCE_MM))
        data.ImageOrientationPatient = ["1", "0", "0", "0", "0", "-1"]
        data.ImageType = ["ORIGINAL", "PRIMARY", "M"]
        data.SeriesDescription = "T1 coronal"
        data.ScanningSequence, data.SequenceVariant, data.ScanOptions, data.MRAcquisitionType = "SE", "NONE", "", "2D"
        data.RepetitionTime, data.EchoTime, data.EchoTrainLength = "520", "11", 1
        data.MagneticFieldStrength = "1.5"
        data.WindowCenter, data.WindowWidth = "480", "960"
        return _native(data, signal, 16)

    def _slice(self, kind: str, which: tuple[str, int, int], position: tuple[float, float, float], size_mm: tuple[float, float]) -> Dataset:
        """Frame of reference, image plane and what all slices share."""
        modality, number, index = which
        data = self._common(_STORAGE + kind, modality, number, index + 1)
        data.BodyPartExamined, data.PatientPosition = "CHEST", "HFS"
        data.FrameOfReferenceUID, data.PositionReferenceIndicator = self._uid("frame of reference"), ""
        data.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
        data.ImagePositionPatient = [f"{v:.6g}" for v in position]
        data.PixelSpacing = [f"{size_mm[0]:g}"] * 2
        data.SliceThickness = data.SpacingBetweenSlices = f"{size_mm[1]:g}"
        return data

    def ultrasound(self, frames: list[NDArray[np.uint8]]) -> bytes:
        """A cine loop, JPEG baseline, with its calibrated region (PS3.3 C.8.5.5)."""
        data = self._common(_STORAGE + "3.1", "US", 1, 1)
        data.ImageType = ["ORIGINAL", "PRIMARY"]
        data.SeriesDescription = "Four chambers"
        data.BodyPartExamined = "HEART"
        data.FrameTime = f"{ultrasound.FRAME_MS:g}"
        data.FrameIncrementPointer = 0x00181063
        data.NumberOfFrames = len(frames)
        region = Dataset()
        region.RegionSpatialFormat, region.RegionDataType, region.RegionFlags = 1, 1, 2
        region.RegionLocationMinX0, region.RegionLocationMinY0 = 0, ultrasound.TOP_ROW
        region.RegionLocationMaxX1, region.RegionLocationMaxY1 = 600, ultrasound.ROWS - 1
        region.PhysicalUnitsXDirection = region.PhysicalUnitsYDirection = 3
        region.PhysicalDeltaX = region.PhysicalDeltaY = ultrasound.CM_A_PIXEL
        data.SequenceOfUltrasoundRegions = Sequence([region])
        data.LossyImageCompression, data.LossyImageCompressionMethod = "01", "ISO_10918_1"
        packed = [jpeg(frame, 85) for frame in frames]
        data.LossyImageCompressionRatio = f"{sum(f.nbytes for f in frames) / sum(map(len, packed)):.4g}"
        _grey(data, frames[0].shape, 8, 8)
        data.PixelRepresentation = 0
        data.PixelData = encapsulate(packed)
        return _file(data, _JPEG_BASELINE)


def _grey(data: Dataset, shape: tuple[int, ...], allocated: int, stored: int) -> None:
    data.SamplesPerPixel, data.PhotometricInterpretation = 1, "MONOCHROME2"
    data.Rows, data.Columns = shape
    data.BitsAllocated, data.BitsStored, data.HighBit = allocated, stored, stored - 1


def _native(data: Dataset, pixels: NDArray[np.int16] | NDArray[np.uint16], stored: int) -> bytes:
    """16-bit pixels, uncompressed."""
    _grey(data, pixels.shape, 16, stored)
    data.PixelRepresentation = int(np.issubdtype(pixels.dtype, np.signedinteger))
    data.PixelData = pixels.astype(pixels.dtype.newbyteorder("<")).tobytes()
    return _file(data, EXPLICIT_LITTLE)


def _file(data: Dataset, syntax: str) -> bytes:
    """The Part 10 file (PS3.10)."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = data.SOPClassUID, data.SOPInstanceUID
    meta.TransferSyntaxUID, meta.ImplementationClassUID = UID(syntax), UID(_IMPLEMENTATION)
    data.file_meta = meta
    file = io.BytesIO()
    dcmwrite(file, data, enforce_file_format=True, implicit_vr=False, little_endian=True)
    return file.getvalue()
