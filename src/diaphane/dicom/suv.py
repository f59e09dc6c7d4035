"""Standardised uptake values (PS3.3 C.8.9.1): what turns PET pixels into SUVbw, or why nothing does."""

from __future__ import annotations

from datetime import datetime, timedelta

from diaphane.dicom import tags as t
from diaphane.dicom.header import Header

_LONGEST_WAIT = timedelta(days=7)


def unit(header: Header) -> tuple[str, float]:
    """The unit of a PET image's pixels after rescale, and the factor that the rescale must be multiplied by for it.

    `("SUVbw", factor)` where the header says enough, else `("", 1.0)` and the pixels stay as stored:

    - Units GML: pixels are SUV already; SUV Type names the kind (body weight unless it says otherwise).
    - Units BQML, Decay Correction ADMIN: weight / dose.
    - Units BQML, Decay Correction START: weight / dose decayed from injection to the start of the scan. The series' date and time
      are the start only if no acquisition lies before them (a reconstruction made later carries a later time).
    """
    units = header.string(t.UNITS)
    if units == "GML":
        return f"SUV{header.string(t.SUV_TYPE).lower() or 'bw'}", 1.0
    corrected = header.strings(t.CORRECTED_IMAGE)
    if units != "BQML" or not {"ATTN", "DECY"} <= set(corrected):
        return "", 1.0
    dose = _dose_at_reference(header)
    weight = header.number(t.PATIENT_WEIGHT)
    if dose is None or dose <= 0 or weight is None or not 0 < weight < 1000:
        return "", 1.0
    return "SUVbw", 1000.0 * weight / dose  # kg to g; 1 ml of tissue weighs 1 g


def _dose_at_reference(header: Header) -> float | None:
    """Activity in Bq at the moment the images are corrected to."""
    drug = header.item(t.RADIOPHARMACEUTICAL)
    dose = drug.number(t.RADIONUCLIDE_TOTAL_DOSE)
    correction = header.string(t.DECAY_CORRECTION)
    if dose is None or correction == "ADMIN":
        return dose
    half_life = drug.number(t.RADIONUCLIDE_HALF_LIFE)
    scan = _moment(header.date(t.SERIES_DATE), header.time(t.SERIES_TIME))
    acquired = _moment(header.date(t.ACQUISITION_DATE), header.time(t.ACQUISITION_TIME))
    if correction != "START" or not half_life or half_life < 0 or scan is None or (acquired is not None and acquired < scan):
        return None
    injected = _injection(drug, scan)
    if injected is None or not timedelta(0) <= scan - injected <= _LONGEST_WAIT:
        return None
    return float(dose * 2.0 ** (-(scan - injected).total_seconds() / half_life))


def _injection(drug: Header, scan: datetime) -> datetime | None:
    """When the radiopharmaceutical was given. A time without a date is the last such time before the scan."""
    full = drug.string(t.RADIOPHARMACEUTICAL_START_DATE_TIME)
    if full:
        return _moment(full[:8], full[8:14].ljust(6, "0"))
    injected = _moment(scan.strftime("%Y%m%d"), drug.time(t.RADIOPHARMACEUTICAL_START_TIME))
    if injected is not None and injected > scan:
        injected -= timedelta(days=1)
    return injected


def _moment(date: str, time: str) -> datetime | None:
    """A DA and a TM in the scanner's own clock. Only differences of such moments are used, so no time zone is needed."""
    if not date or not time:
        return None
    try:
        return datetime.strptime(date + time[:6], "%Y%m%d%H%M%S")  # noqa: DTZ007 (DICOM's local time, see above)
    except ValueError:
        return None
