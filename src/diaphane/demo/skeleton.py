"""Spine, breastbone, collar bones and shoulder blades. LPS mm."""

from __future__ import annotations

import numpy as np

from diaphane.demo.grid import Grid, Labels, Mask
from diaphane.demo.shapes import Tubes
from diaphane.demo.tissue import Tissue

_STEP_MM = 25.0  # from one vertebra to the next
_CLAVICLES = (
    Tubes.along((14, -54, 116, 6.5), (50, -58, 126, 5.5), (100, -40, 140, 5.5), (130, -14, 150, 6)),
    Tubes.along((-14, -54, 116, 6.5), (-50, -58, 126, 5.5), (-100, -40, 140, 5.5), (-130, -14, 150, 6)),
)
_BLADE_SPINES = tuple(Tubes.along((side * 70, 98, 96, 3), (side * 102, 98, 112, 5), (side * 136, 66, 132, 7)) for side in (-1, 1))
_BLADE_LOW_MM, _BLADE_HIGH_MM = 10.0, 124.0


def _blades(z: float) -> list[Tubes]:
    """The shoulder blades in the plane at `z`: thin plates, thick at the outer border, that run to a point below."""
    if not _BLADE_LOW_MM < z < _BLADE_HIGH_MM:
        return []
    up = (z - _BLADE_LOW_MM) / (_BLADE_HIGH_MM - _BLADE_LOW_MM)
    inner, outer = 98 - 34 * up**0.8, 106 + 22 * up
    bend = 0.5 * (inner + outer)
    return [
        Tubes.along(
            (side * inner, 96, z, 2.0),
            (side * bend, 94 - 3 * up, z, 1.7),
            (side * (0.3 * bend + 0.7 * outer), 94 - 22 * up, z, 2.6),
            (side * outer, 95 - 43 * up, z, 2.2 + 2 * up),
        )
        for side in (-1, 1)
    ]


def paint(labels: Labels, grid: Grid, z: float) -> None:
    """Paint the bones of the plane at `z` mm, ribs apart."""
    _spine(labels, grid, z)
    _breastbone(labels, grid, z)
    soft = np.isin(labels, (Tissue.MUSCLE, Tissue.FAT))
    for bone in _CLAVICLES:
        _bone(labels, grid, z, bone, soft, 1.8)
    for bone in (*_blades(z), *_BLADE_SPINES):
        _bone(labels, grid, z, bone, soft, 1.5)


def _bone(labels: Labels, grid: Grid, z: float, bone: Tubes, where: Mask, cortex: float) -> None:
    """A tube of compact bone with marrow inside."""
    for window, distance in bone.at(grid, z):
        area, allowed = labels[window], where[window]
        area[allowed & (distance < 0) & (area != Tissue.MARROW)] = Tissue.CORTEX
        area[allowed & (distance < -cortex)] = Tissue.MARROW


def _spine(labels: Labels, grid: Grid, z: float) -> None:
    """Bodies and discs, canal and cord, arches and processes; kyphotic, so the column moves back in the middle."""
    back = float(46 + 5 * np.cos(z / 95.0))
    window = (grid.rows(back - 26, back + 62), grid.columns(-52, 52))
    x, y = grid.x[:, window[1]], grid.y[window[0]] - np.float32(back)
    area = labels[window]
    phase = (z / _STEP_MM) % 1.0
    scale = 1.0 - 0.0011 * z  # vertebrae grow downwards
    waist = 1.0 - 0.09 * np.sin(np.pi * np.clip((phase - 0.2) / 0.8, 0, 1))
    size = np.float32(17.5 * scale * waist)
    body = np.square(x / (size * np.float32(1.12))) + np.square(y / (size * np.float32(0.92)))
    canal = np.square(x / np.float32(10.5)) + np.square((y - np.float32(25 * scale)) / np.float32(8.5))
    disc = phase < 0.2
    if disc:
        area[body < 1] = Tissue.DISC
        area[body < 0.25] = Tissue.CARTILAGE
    else:
        plate = phase < 0.25 or phase > 0.95
        area[body < 1] = Tissue.CORTEX
        area[body < (0.55 if plate else 0.86)] = Tissue.MARROW
    _arch(area, x, y - np.float32(25 * scale), phase, disc=disc)
    area[canal < 1] = Tissue.FAT
    area[canal < 0.8] = Tissue.SOFT
    area[np.square(x / 5.2) + np.square((y - np.float32(25 * scale)) / np.float32(4.2)) < 1] = Tissue.CORD


def _arch(
    area: Labels,
    x: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
    y: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
    phase: float,
    *,
    disc: bool,
) -> None:
    """Pedicles, laminae, the transverse processes that carry the ribs, and the spinous process that points down and back."""
    ring = np.square(x / 15) + np.square(y / 12.5)
    lamina = (ring < 1) & (y > -3) & (abs(phase - 0.6) < 0.34)
    area[lamina] = Tissue.CORTEX
    area[lamina & (ring < 0.86) & (ring > 0.68)] = Tissue.MARROW
    if not disc and 0.45 < phase < 0.85:
        pedicle = (np.abs(np.abs(x) - 11.5) < 3.6) & (y > -14) & (y < 3)
        area[pedicle] = Tissue.CORTEX
        area[pedicle & (np.abs(np.abs(x) - 11.5) < 2.0)] = Tissue.MARROW
    if 0.5 < phase < 0.8:
        reach = np.abs(y - 4 - 0.22 * np.abs(x))
        wing = (reach < 4.2) & (np.abs(x) > 9) & (np.abs(x) < 36)
        area[wing] = Tissue.CORTEX
        area[wing & (reach < 2.6) & (np.abs(x) < 34)] = Tissue.MARROW
    tip = 14 + 30 * ((0.95 - phase) % 1.0)
    spinous = (np.abs(x) < 3.4) & (y > tip - 15) & (y < tip) & (y > 9)
    area[spinous] = Tissue.CORTEX
    area[spinous & (np.abs(x) < 1.9) & (y < tip - 2)] = Tissue.MARROW


def _breastbone(labels: Labels, grid: Grid, z: float) -> None:
    """Handle, body and sword of the breastbone, leaning forward downwards."""
    if not -44 < z < 112:
        return
    ahead = float(np.interp(z, [-44, 40, 112], [-88, -82, -50]))
    width = float(np.interp(z, [-44, -30, 10, 70, 84, 112], [4, 9, 18, 14, 20, 27]))
    window = (grid.rows(ahead - 9, ahead + 9), grid.columns(-width, width))
    x, y = grid.x[:, window[1]] / np.float32(width), (grid.y[window[0]] - np.float32(ahead)) / np.float32(6.5)
    depth = np.square(x) ** 2 + np.square(y)
    area = labels[window]
    area[depth < 1] = Tissue.CORTEX
    area[depth < 0.6] = Tissue.MARROW
