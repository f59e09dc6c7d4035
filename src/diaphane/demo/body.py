"""A thorax, painted plane by plane: one body for CT, PET and MR."""

from __future__ import annotations

import numpy as np

from diaphane.demo import organs
from diaphane.demo.grid import ANGLES, Floats, Grid, Labels, Mask
from diaphane.demo.tissue import Tissue

LOWEST_MM, HIGHEST_MM = -150.0, 150.0
_TURN = np.arange(ANGLES, dtype=np.float32) / ANGLES * np.float32(2 * np.pi)
_COS, _SIN = np.cos(_TURN), np.sin(_TURN)
_DEGREE = ANGLES / 360


class Curve:
    """A smooth line through (mm, value) points along the body's axis."""

    def __init__(self, *points: tuple[float, float]) -> None:
        at, values = zip(*points, strict=True)
        self._z = np.arange(-220.0, 221.0)
        window = np.hanning(41)
        raw = np.interp(np.arange(-240.0, 241.0), at, values)
        self._values = np.convolve(raw, window / window.sum(), "valid")

    def __call__(self, z: float) -> float:
        """The value at `z` mm."""
        return float(np.interp(z, self._z, self._values))


_WIDTH = Curve((-150, 152), (-60, 155), (20, 158), (80, 166), (115, 168), (135, 156), (150, 138), (220, 90))
_FRONT = Curve((-150, 114), (-40, 113), (30, 110), (90, 98), (120, 86), (150, 72), (220, 60))
_BACK = Curve((-150, 116), (-40, 118), (40, 122), (90, 122), (120, 116), (150, 102), (220, 80))
_CAGE_WIDTH = Curve((-150, 134), (-60, 136), (0, 131), (50, 121), (90, 102), (115, 80), (132, 56), (150, 30), (220, 10))
_CAGE_FRONT = Curve((-150, 90), (-40, 92), (20, 86), (70, 70), (100, 54), (125, 34), (150, 14), (220, 8))
_CAGE_BACK = Curve((-150, 80), (-40, 86), (60, 86), (110, 78), (135, 64), (150, 50), (220, 30))
_FAT = Curve((-150, 17), (-60, 13), (40, 10), (110, 9), (150, 8))
_MEDIASTINUM = Curve((-150, 16), (-40, 16), (20, 22), (60, 24), (100, 24), (150, 30))


def _bump(centre_deg: float, width_deg: float) -> Floats:
    """1 in one direction, falling to the sides."""
    away = (_TURN / (2 * np.pi) * 360 - centre_deg + 180) % 360 - 180
    return np.exp(-np.square(away / width_deg)).astype(np.float32)


_GROOVE_BACK = _bump(90, 9)
_GROOVE_FRONT = _bump(270, 13)
_CHEST = _bump(232, 24) + _bump(308, 24)
_SHOULDER_BLADES = _bump(52, 15) + _bump(128, 15)
_FLANKS = _bump(0, 35) + _bump(180, 35)
_RIPPLE = (0.006 * np.sin(5 * _TURN + 1) + 0.004 * np.sin(9 * _TURN + 2) + 0.003 * np.cos(14 * _TURN)).astype(np.float32)


def _rounded(width: float, front: float, back: float, power: float) -> Floats:
    """Radius by direction of a rounded box, deeper or flatter in front than behind."""
    depth = np.where(_SIN > 0, np.float32(back), np.float32(front))
    return ((np.abs(_COS / width) ** power + np.abs(_SIN / depth) ** power) ** (-1 / power)).astype(np.float32)


class Body:
    """The painter. Planes may be asked for in any order; the same plane on the same grid is always the same."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        # The diaphragm's height above each pixel: two domes, the right one higher, steep towards the ribs.
        right = 2 - 52 * (np.square((grid.x + 68) / 72) + np.square((grid.y - 2) / 84)) ** np.float32(1.25)
        left = -12 - 52 * (np.square((grid.x - 74) / 66) + np.square((grid.y - 8) / 84)) ** np.float32(1.25)
        middle = -30 - 40 * np.square(np.square((grid.x - 8) / 76)) - np.square(np.clip(grid.y - 6, 0, 200) / 12) - 0.12 * np.abs(grid.y)
        self.dome: Floats = np.maximum(np.maximum(right, left), np.maximum(middle, np.float32(-150))) - 38

    def plane(self, z: float) -> Labels:
        """Labels (uint8, rows x columns) of the axial plane at `z` mm."""
        grid = self.grid
        labels: Labels = np.zeros(grid.shape, np.uint8)
        outer = _rounded(_WIDTH(z), _FRONT(z), _BACK(z), 2.35) * (1 + _RIPPLE - 0.05 * _GROOVE_BACK - 0.03 * _GROOVE_FRONT)
        chest = np.exp(-(((z - 30) / 42) ** 2))
        outer = outer + 9 * chest * _CHEST + 5 * _SHOULDER_BLADES * np.exp(-(((z - 70) / 50) ** 2))
        fat = _FAT(z) * (0.75 + 0.35 * _FLANKS + 0.3 * _GROOVE_BACK) + 9 * chest * _CHEST
        cage = np.minimum(_rounded(_CAGE_WIDTH(z), _CAGE_FRONT(z), _CAGE_BACK(z), 2.2), outer - fat - 5)
        self._wall(labels, z, (outer, outer - fat, cage))
        inside = grid.radius < grid.around((cage - 11.0).astype(np.float32))
        self._cavity(labels, z, inside)
        organs.paint(labels, grid, z, inside)
        return labels

    def _wall(self, labels: Labels, z: float, outlines: tuple[Floats, Floats, Floats]) -> None:
        """Skin, fat, muscle with its planes of fat, ribs and the muscle between them."""
        grid = self.grid
        outer, muscle, cage = (outline.astype(np.float32) for outline in outlines)
        radius = grid.radius
        edge = radius - grid.around(outer)
        labels[edge < 0] = Tissue.SKIN
        labels[edge < -1.8] = Tissue.FAT
        depth, wall = radius - grid.around(muscle), radius - grid.around(cage)
        labels[depth < 0] = Tissue.MUSCLE
        between = (depth < -2) & (wall > 1)
        for share, ripples, turn in ((0.42, 7, 0.0), (0.68, 5, 2.0)):
            # Planes of fat part the muscles here and there, thicker where they end.
            middle = share * muscle + (1 - share) * cage + 2.2 * np.sin(ripples * _TURN + z / 30 + turn)
            thick = 1.5 * np.clip(np.sin(4 * _TURN + turn + z / 55) + 0.25, 0, 1)
            apart = np.abs(radius - grid.around(middle.astype(np.float32))) < grid.around(thick.astype(np.float32))
            labels[apart & between] = Tissue.FAT
        self._ribs(labels, z, wall)

    def _ribs(self, labels: Labels, z: float, wall: Floats) -> None:
        """Ribs fall from back to front; in front they are cartilage. `wall`: distance from the outside of the rib cage, mm."""
        grid = self.grid
        shell = (wall < 0) & (wall > -11)
        front = (1 - _SIN) / 2  # 0 at the spine, 1 at the breastbone
        height = z + 78 * front**1.3 - 8
        step = (height / 25.0) % 1.0 - 0.5
        behind = np.abs((_TURN / (2 * np.pi) * 360 - 90 + 180) % 360 - 180)
        exists = (behind > 13) & (height > -128) & (height < 150)
        up = np.where(exists, np.square(step * 25.0 / 6.4), 9).astype(np.float32)
        angle = grid.angle[shell]
        depth = np.square((wall[shell] + np.float32(5.5)) / np.float32(4.6)) + up[angle]
        found = labels[shell]
        found[depth < 1] = Tissue.CORTEX
        found[depth < 0.42] = Tissue.MARROW
        found[(depth < 1) & (behind > 128)[angle]] = Tissue.CARTILAGE
        labels[shell] = found

    def _cavity(self, labels: Labels, z: float, inside: Mask) -> None:
        """Lungs above the diaphragm, fat and the upper organs' bed below, the mediastinum between."""
        grid = self.grid
        labels[inside] = Tissue.FAT
        above = self.dome < z
        y = grid.y
        width = np.float32(_MEDIASTINUM(z))
        spine = 12 * np.exp(-np.square((y - 62) / 20))
        hilum = 9 * np.exp(-np.square((y - 10) / 24)) * np.float32(np.exp(-(((z - 30) / 34) ** 2)))
        ahead = np.clip((y + 78) / 55, 0.22, 1)
        wavy = 1.6 * np.sin(y / 6.5 + z / 11) + 1.2 * np.sin(y / 3.7 - z / 7)
        half = (width * ahead + spine + hilum + wavy).astype(np.float32)
        lung = inside & above & ((grid.x > half - 2) | (grid.x < -half))
        labels[lung] = Tissue.LUNG
        muscle = inside & ~above & (self.dome > z - 0.0) & (self.dome < z + 3.0)
        labels[muscle] = Tissue.SOFT
