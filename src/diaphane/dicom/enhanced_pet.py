"""Units of enhanced PET (PS3.3 A.56, C.8.22): real world values of each frame, and what turns them into SUVbw, or why nothing does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from diaphane.dicom import suv
from diaphane.dicom import tags as t
from diaphane.dicom.enhanced import Groups
from diaphane.dicom.header import EMPTY, Header
from diaphane.dicom.suv import Missing, PetUnit

LEGACY_CONVERTED = "1.2.840.10008.5.1.4.1.1.128.1"
_UPTAKES = {"{SUVbw}g/ml": "SUVbw", "{SUVlbm}g/ml": "SUVlbm", "{SUVbsa}cm2/ml": "SUVbsa", "{SUVibw}g/ml": "SUVibw"}  # CID 85
_ACTIVITY = "Bq/ml"
_WORDS = {
    "{counts}": "counts",
    "{counts}/s": "counts/s",
    "{propcounts}": "proportional to counts",
    "{propcounts}/s": "proportional to counts/s",
}
_LONGEST_UNIT = 16

Line = tuple[float, float]
"""Slope and intercept from stored values to output values."""


@dataclass(frozen=True, slots=True)
class Uptake:
    """The unit, and the line from stored values to it for each frame or for all; no `lines` where only the file's rescale gives it."""

    unit: PetUnit
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mapping:
    """A Real World Value Mapping of all values (PS3.3 C.7.6.16.2.11): its UCUM unit, and the line."""

    unit: str
    slope: float
    intercept: float


def uptake(header: Header, groups: Groups) -> Uptake:
    """The unit of an enhanced PET's output values, by its Real World Value Mapping (CID 84, CID 85), which every real one has.

    - A mapping to an SUV is taken as it is.
    - A mapping to Bq/ml is multiplied with the factor by body weight: the dose of the one radiopharmaceutical that the frames use
      (Radiopharmaceutical Usage), decayed from its injection to the Decay Correction DateTime.

    Anything else keeps its own unit, with the reason. An object converted from single frames keeps its attributes as they were, in the
    unassigned groups, and has the rules of single frames; so has one that says its Units as they do.
    """
    if header.string(t.SOP_CLASS) == LEGACY_CONVERTED:
        return Uptake(suv.unit(_converted(header, groups)))
    offered = [_offered(items) for items in groups.items(t.REAL_WORLD_VALUES)]
    if t.UNITS in header and not any(offered):
        return Uptake(suv.unit(header))
    for code, name in _UPTAKES.items():
        if lines := _lines(offered, code):
            return Uptake(PetUnit(name), lines)
    if lines := _lines(offered, _ACTIVITY):
        try:
            factor = suv.by_weight(header, _dose(header, groups))
        except Missing as missing:
            return Uptake(PetUnit.without(_ACTIVITY, missing), lines)
        return Uptake(PetUnit("SUVbw", factor), tuple((slope * factor, intercept * factor) for slope, intercept in lines))
    known = next((one.unit for one in offered[0] if _lines(offered, one.unit)), "")
    word = _WORDS.get(known, known[:_LONGEST_UNIT])
    return Uptake(PetUnit.without(word, _no_activity(word)), _lines(offered, known))


def _no_activity(word: str) -> Missing:
    """Why pixels in other units are no uptake."""
    if word:
        return Missing("suv.units", f"the pixels are in {word}", word)
    return Missing("suv.no_units", "no frame says in which units its pixels are (Real World Value Mapping)")


def _offered(items: Sequence[Header]) -> tuple[_Mapping, ...]:
    """The linear mappings of a frame. A unit that comes twice is mapped in pieces: no one line is true for it."""
    found = []
    for item in items:
        slope, intercept = item.double(t.REAL_WORLD_SLOPE), item.double(t.REAL_WORLD_INTERCEPT)
        unit = item.item(t.MEASUREMENT_UNITS).string(t.CODE_VALUE)
        if slope and slope > 0 and unit:
            found.append(_Mapping(unit, slope, intercept or 0.0))
    units = [one.unit for one in found]
    return tuple(one for one in found if units.count(one.unit) == 1)


def _lines(offered: Sequence[tuple[_Mapping, ...]], unit: str) -> tuple[Line, ...]:
    """The line of each frame to a unit; none if any frame lacks it."""
    found = [next(((one.slope, one.intercept) for one in frame if one.unit == unit), None) for frame in offered]
    return tuple(one for one in found if one is not None) if unit and all(found) else ()


def _dose(header: Header, groups: Groups) -> float:
    """Activity in Bq at the moment to which the frames are corrected (PS3.3 C.8.22.4, C.8.22.6)."""
    if header.string(t.ATTENUATION_CORRECTED) != "YES":
        raise Missing("suv.attenuation", "the images are not corrected for attenuation")
    if header.string(t.DECAY_CORRECTED) != "YES":
        raise Missing("suv.decay", "the images are not corrected for decay")
    drug = _radiopharmaceutical(header, groups)
    dose = drug.number(t.RADIONUCLIDE_TOTAL_DOSE)
    if not dose:
        raise Missing("suv.no_dose", "the injected dose is missing")
    # Here it is in MBq (C.8.22.4); some write Bq as in single frames. No one was ever given 10,000 MBq.
    dose_bq = dose if dose >= suv.SMALLEST_DOSE_BQ else dose * 1e6
    if dose_bq < suv.SMALLEST_DOSE_BQ:
        raise Missing("suv.dose", f"an injected dose of {dose:g} megabecquerel cannot be true", f"{dose:g} MBq")
    half_life = drug.number(t.RADIONUCLIDE_HALF_LIFE)
    if not half_life or half_life < 0:
        raise Missing("suv.no_half_life", "the half-life of the radionuclide is missing")
    corrected, injected = header.string(t.DECAY_CORRECTION_DATE_TIME), drug.string(t.RADIOPHARMACEUTICAL_START_DATE_TIME)
    then, given = _moments(corrected, injected)
    if then is None:
        raise Missing("suv.no_reference", "the file does not say to which moment decay was corrected (Decay Correction DateTime)")
    if given is None:
        raise Missing("suv.no_injection", "the time of the injection is missing")
    return suv.decayed(dose_bq, given, then, half_life)


def _radiopharmaceutical(header: Header, groups: Groups) -> Header:
    """The one that all frames use. The macro may be left out where there is only one."""
    offered = header.items(t.RADIOPHARMACEUTICAL)
    used = {item.unsigned(t.RADIOPHARMACEUTICAL_AGENT) for items in groups.items(t.RADIOPHARMACEUTICAL_USAGE) for item in items}
    if len(used) > 1:
        raise Missing("suv.several_drugs", "the images show several radiopharmaceuticals")
    if not used and len(offered) == 1:
        return offered[0]
    found = [drug for drug in offered if drug.unsigned(t.RADIOPHARMACEUTICAL_AGENT) in used]
    if len(found) != 1:
        raise Missing("suv.which_drug", "the file does not say which radiopharmaceutical the images show")
    return found[0]


def _moments(corrected: str, injected: str) -> tuple[datetime | None, datetime | None]:
    """Two DT, comparable: their time zones count where both have one, else both are in the scanner's own clock."""
    first, second = suv.date_time(corrected), suv.date_time(injected)
    zones = _zone(corrected), _zone(injected)
    if first is None or second is None or zones[0] is None or zones[1] is None:
        return first, second
    return first - zones[0], second - zones[1]


def _zone(full: str) -> timedelta | None:
    """The offset at the end of a DT, &ZZXX (PS3.5 6.2)."""
    sign, digits = full[-5:-4], full[-4:]
    if len(full) < 13 or sign not in {"+", "-"} or not (digits.isascii() and digits.isdigit()):
        return None
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return offset if sign == "+" else -offset


def _converted(header: Header, groups: Groups) -> Header:
    """The attributes of a converted object's first frame as if it were a single one (PS3.3 C.7.6.16.2.25, C.7.6.16.2.26)."""
    own = groups.frames[0].item(t.UNASSIGNED_PER_FRAME) if groups.frames else EMPTY
    return own.above(groups.shared.item(t.UNASSIGNED_SHARED)).above(header)
