"""Standardised uptake values (PS3.3 C.8.9.1, QIBA's vendor-neutral rules): what turns PET pixels into SUVbw, or why nothing does."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from diaphane.dicom import tags as t
from diaphane.dicom.header import Header

_LONGEST_WAIT = timedelta(days=7)
SMALLEST_DOSE_BQ = 1e4  # a scanner that writes MBq or mCi here would give uptakes a million times too large
_HEAVIEST_KG = 1000.0
_PHILIPS, _GE = "Philips PET Private Group", "GEMS_PETD_01"
_NAMES = {"BQML": "Bq/ml", "CNTS": "counts", "NONE": "", "PROPCNTS": "proportional to counts", "PROPCPS": "proportional to counts/s"}


@dataclass(frozen=True, slots=True)
class PetUnit:
    """`name` of the unit of output values; `factor` by which the file's rescale must be multiplied to give it.

    `refused` is "" for an SUV, else a sentence that says why there is none; `code` is the same for programs, `value` what it names.
    """

    name: str
    factor: float = 1.0
    refused: str = ""
    code: str = ""
    value: str = ""

    @classmethod
    def without(cls, name: str, missing: Missing) -> PetUnit:
        """The unit that pixels keep where they become no SUV."""
        return cls(name, refused=f"No SUV: {missing}.", code=missing.code, value=missing.value)


class Missing(Exception):
    """What an SUV would need is not there; says so in words, and as a stable code with the value it names."""

    def __init__(self, code: str, words: str, value: str = "") -> None:
        super().__init__(words)
        self.code = code
        self.value = value


def unit(header: Header) -> PetUnit:
    """The unit of a PET image's pixels.

    - Units GML: pixels are SUV already; SUV Type names the kind (body weight unless it says otherwise). CM2ML: SUV by body surface.
    - Units BQML: by body weight, from weight and dose (`_by_weight`).
    - Units CNTS of a Philips scanner: its private factor from counts to SUVbw (7053,1000), or to Bq/ml (7053,1009) and on as above.

    Anything else keeps its own unit, with the reason.
    """
    units = header.string(t.UNITS)
    kind = header.string(t.SUV_TYPE).lower()
    if units in {"GML", "CM2ML"}:
        return PetUnit(f"SUV{kind or ('bw' if units == 'GML' else 'bsa')}")
    try:
        factor = _counts_to_suv(header, units)
    except Missing as missing:
        return PetUnit.without(_NAMES.get(units, units.lower()[:16]), missing)
    return PetUnit("SUVbw", factor)


def _counts_to_suv(header: Header, units: str) -> float:
    if units not in {"BQML", "CNTS"}:
        if units.isalnum():
            raise Missing("suv.units", f"the pixels are in {units[:16]}", units[:16])
        raise Missing("suv.no_units", "the file does not say in which units its pixels are (Units)")
    corrected = set(header.strings(t.CORRECTED_IMAGE))
    if "ATTN" not in corrected:
        raise Missing("suv.attenuation", "the images are not corrected for attenuation")
    if "DECY" not in corrected:
        raise Missing("suv.decay", "the images are not corrected for decay")
    if units == "BQML":
        return by_weight(header, _dose_at_reference(header))
    philips = header.string(t.PHILIPS_PET_CREATOR) == _PHILIPS
    to_suv, to_activity = (header.number(tag) if philips else None for tag in (t.PHILIPS_SUV_FACTOR, t.PHILIPS_ACTIVITY_FACTOR))
    if to_suv and to_suv > 0:
        return to_suv
    if to_activity and to_activity > 0:
        return to_activity * by_weight(header, _dose_at_reference(header))
    raise Missing("suv.counts", "the pixels are counts, and the file holds no factor from counts to activity")


def by_weight(header: Header, dose_bq: float) -> float:
    """Grams of the patient for each becquerel that was left of the dose at the moment the images are corrected to. Raises `Missing`."""
    weight = header.number(t.PATIENT_WEIGHT)
    if not weight:
        raise Missing("suv.no_weight", "the patient's weight is missing")
    if not 0 < weight < _HEAVIEST_KG:
        raise Missing("suv.weight", f"a patient's weight of {weight:g} kg cannot be true", f"{weight:g} kg")
    return 1000.0 * weight / dose_bq  # kg to g; 1 ml of tissue weighs 1 g


def _dose_at_reference(header: Header) -> float:
    """Activity in Bq at the moment the images are corrected to."""
    drug = header.item(t.RADIOPHARMACEUTICAL)
    dose = drug.number(t.RADIONUCLIDE_TOTAL_DOSE)
    if not dose:
        raise Missing("suv.no_dose", "the injected dose is missing")
    if dose < SMALLEST_DOSE_BQ:
        raise Missing("suv.dose", f"an injected dose of {dose:g} becquerel cannot be true", f"{dose:g} Bq")
    correction = header.string(t.DECAY_CORRECTION)
    if correction == "ADMIN":
        return dose
    if correction != "START":
        raise Missing("suv.no_reference", "the file does not say to which moment decay was corrected (Decay Correction)")
    half_life = drug.number(t.RADIONUCLIDE_HALF_LIFE)
    if not half_life or half_life < 0:
        raise Missing("suv.no_half_life", "the half-life of the radionuclide is missing")
    scan = _scan_start(header, half_life)
    if scan is None:
        raise Missing("suv.no_scan_start", "the moment at which the scan began is not known")
    injected = _injection(drug, scan)
    if injected is None:
        raise Missing("suv.no_injection", "the time of the injection is missing")
    return decayed(dose, injected, scan, half_life)


def decayed(dose_bq: float, injected: datetime, then: datetime, half_life_s: float) -> float:
    """What is left of a dose at a moment. Raises `Missing` where that moment cannot belong to the injection."""
    if not timedelta(0) <= then - injected <= _LONGEST_WAIT:
        raise Missing("suv.injection", "the time of the injection does not fit the time of the scan")
    return float(dose_bq * 2.0 ** (-(then - injected).total_seconds() / half_life_s))


def _scan_start(header: Header, half_life: float) -> datetime | None:
    """The moment decay correction START means: when the first bed position began.

    That is the series' date and time, unless it lies after an acquisition: then the series was made later (reconstructed, filtered).
    GE scanners keep the scan's moment in a private element. Else it follows from one image: its own mean moment of decay, less
    its Frame Reference Time (PS3.3 C.8.9.4.1.5).
    """
    series = _moment(header.date(t.SERIES_DATE), header.time(t.SERIES_TIME))
    acquired = _moment(header.date(t.ACQUISITION_DATE), header.time(t.ACQUISITION_TIME))
    if series is not None and (acquired is None or series <= acquired):
        return series
    if header.string(t.GE_PET_CREATOR) == _GE:
        scan = date_time(header.string(t.GE_SCAN_DATE_TIME))
        if scan is not None:
            return scan
    reference_ms, duration_ms = header.number(t.FRAME_REFERENCE_TIME), header.number(t.ACTUAL_FRAME_DURATION)
    if acquired is None or reference_ms is None or not duration_ms or duration_ms < 0:
        return None
    decay = math.log(2) / half_life
    during = decay * duration_ms / 1000.0
    mean_s = math.log(during / -math.expm1(-during)) / decay
    return acquired + timedelta(seconds=mean_s - reference_ms / 1000.0)


def _injection(drug: Header, scan: datetime) -> datetime | None:
    """When the radiopharmaceutical was given. A time without a date is the last such time before the scan."""
    full = drug.string(t.RADIOPHARMACEUTICAL_START_DATE_TIME)
    if full:
        return date_time(full)
    injected = _moment(scan.strftime("%Y%m%d"), drug.time(t.RADIOPHARMACEUTICAL_START_TIME))
    if injected is not None and injected > scan:
        injected -= timedelta(days=1)
    return injected


def date_time(full: str) -> datetime | None:
    """A DT down to the second, without its time zone."""
    plain = full.replace("-", "+").partition("+")[0]
    return _moment(plain[:8], plain[8:14].ljust(6, "0"))


def _moment(date: str, time: str) -> datetime | None:
    """A DA and a TM in the scanner's own clock. Only differences of such moments are used, so no time zone is needed."""
    if not date or not time:
        return None
    try:
        return datetime.strptime(date + time[:6], "%Y%m%d%H%M%S")  # noqa: DTZ007 (DICOM's local time, see above)
    except ValueError:
        return None
