"""PET units."""

from __future__ import annotations

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


def unit(values: dict[int, bytes], dose: dict[int, bytes] = DOSE) -> tuple[str, float]:
    return suv.unit(Header(SCAN | values, {t.RADIOPHARMACEUTICAL: [Header(dose)]}))


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


@pytest.mark.parametrize(
    "values",
    [
        {t.UNITS: b"CNTS"},
        {t.PATIENT_WEIGHT: b""},
        {t.PATIENT_WEIGHT: b"0"},
        {t.DECAY_CORRECTION: b"NONE"},
        {t.CORRECTED_IMAGE: b"ATTN"},
        {t.SERIES_TIME: b"180000"},  # a later reconstruction: the scan's beginning is not known
        {t.SERIES_DATE: b"20240301", t.ACQUISITION_DATE: b""},
    ],
)
def test_where_something_is_missing_pixels_stay_as_stored(values: dict[int, bytes]) -> None:
    dose = DOSE | {t.RADIOPHARMACEUTICAL_START_DATE_TIME: b"20240105100000"} if t.SERIES_DATE in values else DOSE
    assert unit(values, dose) == ("", 1.0)


@pytest.mark.parametrize("missing", [t.RADIONUCLIDE_TOTAL_DOSE, t.RADIONUCLIDE_HALF_LIFE, t.RADIOPHARMACEUTICAL_START_TIME])
def test_without_the_drug_no_suv(missing: int) -> None:
    assert unit({}, DOSE | {missing: b""}) == ("", 1.0)


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
