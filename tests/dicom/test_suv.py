"""PET units."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from diaphane.dicom import suv
from diaphane.dicom import tags as t
from diaphane.dicom.header import Header
from diaphane.dicom.picture import picture

HALF_LIFE = 6588.0
DOSE = {
    t.RADIONUCLIDE_TOTAL_DOSE: b"350000000",
    t.RADIONUCLIDE_HALF_LIFE: b"6588",
    t.RADIOPHARMACEUTICAL_START_TIME: b"100000",
}
SCAN = {
    t.MODALITY: b"PT",
    t.UNITS: b"BQML",
    t.CORRECTED_IMAGE: b"DECY\\ATTN\\SCAT",
    t.DECAY_CORRECTION: b"START",
    t.PATIENT_WEIGHT: b"70",
    t.SERIES_DATE: b"20240105",
    t.SERIES_TIME: b"110000",
    t.ACQUISITION_DATE: b"20240105",
    t.ACQUISITION_TIME: b"110200",
}


def pet(values: dict[int, bytes], dose: dict[int, bytes] = DOSE) -> suv.PetUnit:
    return suv.unit(Header(SCAN | values, {t.RADIOPHARMACEUTICAL: [Header(dose)]}))


def unit(values: dict[int, bytes], dose: dict[int, bytes] = DOSE) -> tuple[str, float]:
    found = pet(values, dose)
    assert not found.refused
    return found.name, found.factor


def test_dose_decays_until_the_scan_begins() -> None:
    name, factor = unit({})
    assert name == "SUVbw"
    assert factor == pytest.approx(70_000 / (350e6 * 0.5 ** (3600 / HALF_LIFE)))


def test_corrected_to_the_injection_nothing_decays() -> None:
    name, factor = unit({t.DECAY_CORRECTION: b"ADMIN"})
    assert name == "SUVbw"
    assert factor == pytest.approx(70_000 / 350e6)


def test_an_injection_before_midnight() -> None:
    _, factor = unit({}, DOSE | {t.RADIOPHARMACEUTICAL_START_TIME: b"233000"})
    assert factor == pytest.approx(70_000 / (350e6 * 0.5 ** (11.5 * 3600 / HALF_LIFE)))


def test_a_full_date_and_time_wins() -> None:
    _, factor = unit({}, DOSE | {t.RADIOPHARMACEUTICAL_START_DATE_TIME: b"20240105103000.000000"})
    assert factor == pytest.approx(70_000 / (350e6 * 0.5 ** (1800 / HALF_LIFE)))


def test_grams_a_millilitre_are_suv_already() -> None:
    assert unit({t.UNITS: b"GML"}) == ("SUVbw", 1.0)
    assert unit({t.UNITS: b"GML", t.SUV_TYPE: b"LBM"}) == ("SUVlbm", 1.0)


def test_square_centimetres_a_millilitre_are_suv_by_surface() -> None:
    assert unit({t.UNITS: b"CM2ML"}) == ("SUVbsa", 1.0)


LATER = {t.SERIES_TIME: b"180000"}  # reconstructed seven hours after the scan
PHILIPS = {t.UNITS: b"CNTS", t.PHILIPS_PET_CREATOR: b"Philips PET Private Group "}
BY_SERIES_TIME = 70_000 / (350e6 * 0.5 ** (3600 / HALF_LIFE))


def test_a_ge_scanner_says_when_it_scanned() -> None:
    ge = LATER | {t.GE_PET_CREATOR: b"GEMS_PETD_01", t.GE_SCAN_DATE_TIME: b"20240105110000.00 "}
    assert unit(ge)[1] == pytest.approx(BY_SERIES_TIME)
    assert pet(ge | {t.GE_PET_CREATOR: b"SOMEBODY ELSE"}).refused == "No SUV: the moment at which the scan began is not known."


def test_a_siemens_series_made_later_is_dated_by_its_frames() -> None:
    # A bed position of 180 s that began 300 s after the scan: its mean moment of decay, counted from the scan's beginning, in ms.
    decay = math.log(2) / HALF_LIFE
    mean = -math.log((1 - math.exp(-decay * 180)) / (decay * 180)) / decay
    frame = LATER | {
        t.ACQUISITION_TIME: b"110500",
        t.ACTUAL_FRAME_DURATION: b"180000 ",
        t.FRAME_REFERENCE_TIME: f"{(300 + mean) * 1000:.3f}".encode(),
    }
    assert unit(frame)[1] == pytest.approx(BY_SERIES_TIME, rel=1e-9)


def test_a_philips_scanner_has_factors_of_its_own() -> None:
    assert unit(PHILIPS | {t.PHILIPS_SUV_FACTOR: b"0.000512"}) == ("SUVbw", 0.000512)
    name, factor = unit(PHILIPS | {t.PHILIPS_SUV_FACTOR: b"0.0 ", t.PHILIPS_ACTIVITY_FACTOR: b"1.5 "})
    assert name == "SUVbw"
    assert factor == pytest.approx(1.5 * BY_SERIES_TIME)
    stranger = PHILIPS | {t.PHILIPS_PET_CREATOR: b"SOMEBODY", t.PHILIPS_SUV_FACTOR: b"2"}
    assert "no factor" in pet(stranger).refused


@pytest.mark.parametrize(
    ("values", "name", "why"),
    [
        ({t.UNITS: b"CNTS"}, "counts", "no factor from counts to activity"),
        ({t.UNITS: b""}, "", "in which units"),
        ({t.UNITS: b"KCNTS"}, "kcnts", "the pixels are in KCNTS"),
        ({t.PATIENT_WEIGHT: b""}, "Bq/ml", "the patient's weight is missing"),
        ({t.PATIENT_WEIGHT: b"0"}, "Bq/ml", "the patient's weight is missing"),
        ({t.PATIENT_WEIGHT: b"70000"}, "Bq/ml", "70000 kg cannot be true"),
        ({t.DECAY_CORRECTION: b"NONE"}, "Bq/ml", "to which moment decay was corrected"),
        ({t.CORRECTED_IMAGE: b"ATTN"}, "Bq/ml", "not corrected for decay"),
        ({t.CORRECTED_IMAGE: b"DECY"}, "Bq/ml", "not corrected for attenuation"),
        (LATER, "Bq/ml", "moment at which the scan began"),
        ({t.SERIES_DATE: b"20240301", t.ACQUISITION_DATE: b""}, "Bq/ml", "does not fit the time of the scan"),
    ],
)
def test_where_something_is_missing_it_is_said_and_pixels_stay_as_stored(values: dict[int, bytes], name: str, why: str) -> None:
    dose = DOSE | {t.RADIOPHARMACEUTICAL_START_DATE_TIME: b"20240105100000"} if t.SERIES_DATE in values else DOSE
    found = pet(values, dose)
    assert (found.name, found.factor) == (name, 1.0)
    assert found.refused.startswith("No SUV: ")
    assert why in found.refused


@pytest.mark.parametrize(
    ("drug", "why"),
    [
        ({t.RADIONUCLIDE_TOTAL_DOSE: b""}, "dose is missing"),
        ({t.RADIONUCLIDE_TOTAL_DOSE: b"350"}, "350 becquerel cannot be true"),  # written in MBq
        ({t.RADIONUCLIDE_HALF_LIFE: b""}, "half-life"),
        ({t.RADIOPHARMACEUTICAL_START_TIME: b""}, "time of the injection is missing"),
    ],
)
def test_without_the_drug_no_suv(drug: dict[int, bytes], why: str) -> None:
    found = pet({}, DOSE | drug)
    assert (found.name, found.factor) == ("Bq/ml", 1.0)
    assert why in found.refused


def test_rescale_and_windows_carry_the_factor(make_header: Callable[..., Header]) -> None:
    values = SCAN | {
        t.DECAY_CORRECTION: b"ADMIN",
        t.RESCALE_SLOPE: b"2",
        t.RESCALE_INTERCEPT: b"0",
        t.WINDOW_CENTER: b"5000",
        t.WINDOW_WIDTH: b"10000",
    }
    facts = picture(make_header(values, {t.RADIOPHARMACEUTICAL: [Header(DOSE)]}))
    assert facts.unit == "SUVbw"
    assert facts.rescale is not None
    assert facts.rescale[0] == pytest.approx(2 * 0.0002)
    assert facts.windows[0][1:] == pytest.approx((1.0, 2.0))
