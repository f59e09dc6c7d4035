"""Units of enhanced PET."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from diaphane.base.settings import Limits
from diaphane.ingest.read import read_file
from diaphane.model.instance import DicomInstance, PictureFacts

ENHANCED, CONVERTED = "1.2.840.10008.5.1.4.1.1.130", "1.2.840.10008.5.1.4.1.1.128.1"
HALF_LIFE_S = 6586.2


def item(**values: Any) -> Dataset:  # noqa: ANN401 (values of any element)
    data = Dataset()
    for keyword, value in values.items():
        setattr(data, keyword, value)
    return data


def mapping(unit: str, slope: float, intercept: float = 0.0) -> Dataset:
    code = item(CodeValue=unit, CodingSchemeDesignator="UCUM", CodeMeaning=unit)
    found = item(RealWorldValueSlope=slope, RealWorldValueIntercept=intercept, MeasurementUnitsCodeSequence=[code])
    found.add_new("RealWorldValueFirstValueMapped", "US", 0)
    found.add_new("RealWorldValueLastValueMapped", "US", 65535)
    return found


def drug(agent: int, **values: Any) -> Dataset:  # noqa: ANN401 (values of any element)
    usual = {
        "RadionuclideTotalDose": "350",
        "RadionuclideHalfLife": str(HALF_LIFE_S),
        "RadiopharmaceuticalStartDateTime": "20240105100000.00",
    }
    return item(RadiopharmaceuticalAgentNumber=agent, **{**usual, **values})


def frame(number: int, *, agent: int = 2, maps: list[Dataset] | None = None) -> Dataset:
    return item(
        RealWorldValueMappingSequence=maps if maps is not None else [mapping("Bq/ml", 1.5 + number, 3.0)],
        RadiopharmaceuticalUsageSequence=[item(RadiopharmaceuticalAgentNumber=agent)],
        PixelValueTransformationSequence=[item(RescaleSlope="0.5", RescaleIntercept="-7", RescaleType="US")],
        FrameVOILUTSequence=[item(WindowCenter="100", WindowWidth="50")],
    )


PIXELS = np.random.default_rng(1).integers(0, 60_000, (3, 4, 5), np.uint16)


def pet(sop_class: str = ENHANCED, **changes: Any) -> FileDataset:  # noqa: ANN401 (values of any element)
    meta = FileMetaDataset()
    meta.TransferSyntaxUID, meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = (
        ExplicitVRLittleEndian,
        UID(sop_class),
        UID("1.2.9"),
    )
    data = FileDataset("", {}, file_meta=meta, preamble=bytes(128))
    data.update(
        item(
            SOPClassUID=sop_class, SOPInstanceUID="1.2.9", StudyInstanceUID="1.2", SeriesInstanceUID="1.2.3", Modality="PT",
            PatientID="1", PatientWeight="70", AttenuationCorrected="YES", DecayCorrected="YES",
            DecayCorrectionDateTime="20240105110000", Rows=4, Columns=5, NumberOfFrames=3, SamplesPerPixel=1,
            PhotometricInterpretation="MONOCHROME2", BitsAllocated=16, BitsStored=16, HighBit=15, PixelRepresentation=0,
            RadiopharmaceuticalInformationSequence=[drug(1, RadionuclideTotalDose="99"), drug(2)],
            SharedFunctionalGroupsSequence=[Dataset()], PerFrameFunctionalGroupsSequence=[frame(n) for n in range(3)],
            PixelData=PIXELS.tobytes(),
        )
    )  # fmt: skip
    for keyword, value in changes.items():
        setattr(data, keyword, value)
    return data


def read(data: FileDataset) -> tuple[PictureFacts, Dataset]:
    """What ingest makes of the file, and what pydicom reads in it."""
    out = io.BytesIO()
    data.save_as(out, enforce_file_format=True)
    found = read_file("x", out.getvalue(), Limits())
    assert isinstance(found, DicomInstance), found
    assert found.picture is not None
    return found.picture, pydicom.dcmread(io.BytesIO(out.getvalue()))


def shown(facts: PictureFacts, number: int) -> NDArray[np.float64]:
    line = facts.rescales[number] if facts.rescales else facts.rescale
    assert line is not None
    values: NDArray[np.float64] = PIXELS[number].astype(np.float64) * line[0] + line[1]
    return values


def by_the_book(data: Dataset, number: int) -> NDArray[np.float64]:
    """Activity by the frame's mapping, times grams a becquerel left when decay was corrected to (PS3.3 C.8.22; MBq)."""
    groups = data.PerFrameFunctionalGroupsSequence[number]
    real = next(m for m in groups.RealWorldValueMappingSequence if m.MeasurementUnitsCodeSequence[0].CodeValue == "Bq/ml")
    stored: NDArray[np.float64] = data.pixel_array[number].astype(np.float64)
    activity = stored * float(real.RealWorldValueSlope) + float(real.RealWorldValueIntercept)
    agent = groups.RadiopharmaceuticalUsageSequence[0].RadiopharmaceuticalAgentNumber
    isotope = next(i for i in data.RadiopharmaceuticalInformationSequence if i.RadiopharmaceuticalAgentNumber == agent)
    then, given = (
        datetime.strptime(str(text)[:14], "%Y%m%d%H%M%S")  # noqa: DTZ007 (both in one clock)
        for text in (data.DecayCorrectionDateTime, isotope.RadiopharmaceuticalStartDateTime)
    )
    dose = float(isotope.RadionuclideTotalDose) * 1e6 * 2 ** (-(then - given).total_seconds() / float(isotope.RadionuclideHalfLife))
    return activity * (float(data.PatientWeight) * 1000 / dose)


def test_uptake_by_weight_is_what_the_standard_says() -> None:
    facts, data = read(pet())
    assert (facts.unit, facts.unit_refused) == ("SUVbw", "")
    for number in range(3):
        np.testing.assert_allclose(shown(facts, number), by_the_book(data, number), rtol=1e-12)


def test_implicit_and_shared_groups_say_the_same() -> None:
    data = pet(SharedFunctionalGroupsSequence=[frame(0)], PerFrameFunctionalGroupsSequence=[Dataset()] * 3)
    data.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
    assert read(data)[0].rescale == read(pet())[0].rescales[0]


def test_windows_follow_the_mapping() -> None:
    """A window holds for values after the file's rescale: the stored values it meets are the same ones afterwards."""
    facts, _ = read(pet())
    for number in range(3):
        slope, intercept = facts.rescales[number]
        ((_, center, width),) = facts.frame_windows[number]
        assert center == pytest.approx((100 + 7) / 0.5 * slope + intercept)
        assert width == pytest.approx(50 / 0.5 * slope)


def test_a_mapping_to_uptake_is_taken_as_it_is() -> None:
    both = [mapping("Bq/ml", 2.0), mapping("{SUVbw}g/ml", 0.001, 0.5)]
    facts, _ = read(pet(PerFrameFunctionalGroupsSequence=[frame(n, maps=both) for n in range(3)], PatientWeight=None))
    assert (facts.unit, facts.unit_refused, facts.rescale) == ("SUVbw", "", (0.001, 0.5))


def test_becquerel_where_megabecquerel_belong_are_understood() -> None:
    usual = read(pet())[0]
    assert read(pet(RadiopharmaceuticalInformationSequence=[drug(2, RadionuclideTotalDose="350000000")]))[0].rescales == usual.rescales


def test_time_zones_count_where_both_have_one() -> None:
    usual = read(pet())[0]
    isotope = [drug(2, RadiopharmaceuticalStartDateTime="20240105090000+0000")]
    zoned = read(pet(RadiopharmaceuticalInformationSequence=isotope, DecayCorrectionDateTime="20240105110000+0100"))[0]
    assert zoned.rescales == usual.rescales


def test_a_converted_object_keeps_the_rules_of_single_frames() -> None:
    kept = item(
        Units="BQML", CorrectedImage=["DECY", "ATTN"], DecayCorrection="START",
        RadiopharmaceuticalInformationSequence=[drug(1, RadionuclideTotalDose="350000000")],
    )  # fmt: skip
    groups = [
        item(PixelValueTransformationSequence=[item(RescaleSlope=str(1 + n), RescaleIntercept="0", RescaleType="US")]) for n in range(3)
    ]
    data = pet(
        CONVERTED, SharedFunctionalGroupsSequence=[item(UnassignedSharedConvertedAttributesSequence=[kept])],
        PerFrameFunctionalGroupsSequence=groups, SeriesDate="20240105", SeriesTime="110000",
    )  # fmt: skip
    del data.RadiopharmaceuticalInformationSequence
    facts, _ = read(data)
    assert facts.unit == "SUVbw"
    factor = 70_000 / (350e6 * 2 ** (-3600 / HALF_LIFE_S))
    assert [slope for slope, _ in facts.rescales] == pytest.approx([factor * (1 + n) for n in range(3)])


@pytest.mark.parametrize(
    ("changes", "unit", "why"),
    [
        ({"PatientWeight": None}, "Bq/ml", "the patient's weight is missing"),
        ({"DecayCorrected": "NO"}, "Bq/ml", "not corrected for decay"),
        ({"AttenuationCorrected": "NO"}, "Bq/ml", "not corrected for attenuation"),
        ({"DecayCorrectionDateTime": ""}, "Bq/ml", "to which moment decay was corrected"),
        ({"DecayCorrectionDateTime": "20230105110000"}, "Bq/ml", "does not fit the time of the scan"),
        ({"RadiopharmaceuticalInformationSequence": [drug(1)]}, "Bq/ml", "which radiopharmaceutical"),
        ({"RadiopharmaceuticalInformationSequence": [drug(2, RadionuclideTotalDose=None)]}, "Bq/ml", "dose is missing"),
        ({"RadiopharmaceuticalInformationSequence": [drug(2, RadionuclideTotalDose="0.001")]}, "Bq/ml", "cannot be true"),
        ({"RadiopharmaceuticalInformationSequence": [drug(2, RadionuclideHalfLife=None)]}, "Bq/ml", "half-life"),
        ({"RadiopharmaceuticalInformationSequence": [drug(2, RadiopharmaceuticalStartDateTime="")]}, "Bq/ml", "time of the injection"),
        ({"PerFrameFunctionalGroupsSequence": [frame(n, agent=1 + n) for n in range(3)]}, "Bq/ml", "several radiopharmaceuticals"),
        ({"PerFrameFunctionalGroupsSequence": [frame(n, maps=[mapping("{counts}", 2)]) for n in range(3)]}, "counts", "are in counts"),
        ({"PerFrameFunctionalGroupsSequence": [frame(n, maps=[]) for n in range(3)]}, "", "in which units"),
        ({"PerFrameFunctionalGroupsSequence": [frame(n, maps=[mapping("Bq/ml", 1)] * 2) for n in range(3)]}, "", "in which units"),
    ],
)
def test_what_is_missing_is_said(changes: dict[str, Any], unit: str, why: str) -> None:
    facts, _ = read(pet(**changes))
    assert facts.unit == unit
    assert facts.unit_refused.startswith("No SUV: ")
    assert facts.unit_refused_code.startswith("suv.")
    assert why in facts.unit_refused
