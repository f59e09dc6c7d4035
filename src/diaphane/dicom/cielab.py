"""Colours that DICOM recommends (PS3.3 C.10.7.1.1: CIELab, white D50) as those of a screen (sRGB, IEC 61966-2-1, white D65)."""

from __future__ import annotations

from collections.abc import Sequence

Rows = tuple[tuple[float, float, float], ...]

_WHITE_D50 = (0.96422, 1.0, 0.82521)
# XYZ of D50 to linear sRGB, adapted to D65 by Bradford (ICC.1 Annex E).
_TO_RGB: Rows = (
    (3.1338561, -1.6168667, -0.4906146),
    (-0.9787684, 1.9161415, 0.0334540),
    (0.0719453, -0.2289914, 1.4052427),
)
_BEND = 6 / 29


def srgb(encoded: Sequence[float]) -> str:
    """L*, a*, b* as "#rrggbb"; DICOM encodes each from 0 to 65535; what a screen cannot show is cut; "" for what is no colour."""
    if len(encoded) != 3 or not all(0 <= part <= 65535 for part in encoded):
        return ""
    light = encoded[0] * 100 / 65535
    a, b = (part * 255 / 65535 - 128 for part in encoded[1:])
    y = (light + 16) / 116
    xyz = [white * _straight(part) for white, part in zip(_WHITE_D50, (y + a / 500, y, y - b / 200), strict=True)]
    linear = [sum(share * part for share, part in zip(row, xyz, strict=True)) for row in _TO_RGB]
    return "#" + "".join(f"{round(255 * _gamma(min(max(part, 0.0), 1.0))):02x}" for part in linear)


def grey(value: float) -> str:
    """A P-value, 0 black to 65535 white, as "#rrggbb"."""
    return "#" + f"{round(min(max(value, 0), 65535) / 257):02x}" * 3


def _straight(part: float) -> float:
    """The inverse of CIE's f."""
    return part**3 if part > _BEND else 3 * _BEND**2 * (part - 4 / 29)


def _gamma(part: float) -> float:
    return float(12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055)
