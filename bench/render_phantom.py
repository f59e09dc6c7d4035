"""A made-up chest for benches of pictures: air, skin, fat, muscle, lungs with branching vessels, ribs, spine, heart, correlated noise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from diaphane.model.ids import SeriesUid
from diaphane.model.scene import Layer
from diaphane.render.volume import PAD, Volume, empty

SPACING_MM = (0.8, 0.7, 0.7)
LAYER = Layer(SeriesUid("1.2.3"))
_NOISE_HU = 18.0
_BANK = 8


def chest(slices: int = 500, seed: int = 1) -> Volume:
    """A CT volume (slices, 512, 512) in HU; more slices go on where the chest ends, for costs that must not grow."""
    dice = np.random.default_rng(seed)
    voxels = empty(slices, 512, 512)
    y, x = np.mgrid[-1:1:512j, -1:1:512j].astype(np.float32)
    # A few noise slices, rolled: the same statistics as noise everywhere at a fraction of the time.
    noise = gaussian_filter(dice.standard_normal((_BANK, 512, 512)).astype(np.float32), (0.5, 0.75, 0.75))
    noise *= _NOISE_HU / noise.std()
    vessels = _vessels(dice)
    for k in range(slices):
        z = k % 500 / 250 - 1
        body = _slice(x, y, z)
        _dots(body, vessels, z)
        body += np.roll(noise[k % _BANK], tuple(dice.integers(0, 512, 2)), (0, 1))
        voxels[k, :, :512] = np.rint(np.clip(body, -1024, 3071))
    return _placed(voxels, 512, SPACING_MM)


def uptake(chest_mm: NDArray[np.float64], seed: int = 2) -> Volume:
    """A PET of 100 slices of 168 x 168 around the point `chest_mm`, on a grid of its own: smooth background and hot spots."""
    dice = np.random.default_rng(seed)
    body = gaussian_filter(dice.random((100, 168, 168)), 3)
    for z, y, x in dice.integers(20, 80, (30, 3)):
        body[z, y + 30, x + 30] += 40
    body = gaussian_filter(body, 1.5)
    voxels = empty(100, 168, 168)
    voxels[:100, :, :168] = np.rint(body / body.max() * 20000)
    made = _placed(voxels, 168, (4.0, 2.2, 2.2))
    return Volume(made.voxels, 168, chest_mm - made.centre_mm, made.steps_mm, 0.001, 0.0, "SUVbw")


def padded(body: NDArray[np.int16], spacing_mm: tuple[float, float, float]) -> Volume:
    """A volume of `body` (slices, rows, columns)."""
    voxels = empty(*body.shape)
    voxels[:-1, :, :-PAD] = body
    return _placed(voxels, body.shape[2], spacing_mm)


def _placed(voxels: NDArray[np.int16], columns: int, spacing_mm: tuple[float, float, float]) -> Volume:
    z, y, x = spacing_mm
    return Volume(voxels, columns, np.zeros(3), np.array([[0, 0, z], [0, y, 0], [x, 0, 0]]), unit="HU")


def _slice(x: NDArray[np.float32], y: NDArray[np.float32], z: float) -> NDArray[np.float32]:
    """One slice without vessels and noise; x, y, z in -1..1."""
    wide, deep = 0.88 - 0.08 * z * z, 0.6 - 0.05 * z * z
    shell = (x / wide) ** 2 + (y / deep) ** 2
    out = np.full(x.shape, -1000, np.float32)
    out[shell < 1] = -105
    out[(shell < 1) & (shell > 0.975)] = 20
    out[shell < 0.82] = 52
    rib = np.abs((z * 9 + 0.35 * np.abs(x) / wide) % 1 - 0.5) < 0.17
    if z < 0.5:
        out[(shell < 0.76) & (shell > 0.69) & rib] = 500
        for side in (-1, 1):
            lung = ((x - side * 0.42) / 0.3) ** 2 + (y / 0.4) ** 2 + (z / 0.75) ** 2
            out[lung < 1] = -860
        heart = ((x - 0.08) / 0.26) ** 2 + ((y + 0.12) / 0.26) ** 2 + ((z - 0.1) / 0.4) ** 2
        out[heart < 1] = 180
    spine = (x / 0.1) ** 2 + ((y - 0.38) / 0.1) ** 2
    out[spine < 1] = 250 if (z * 14) % 1 > 0.12 else 90
    out[(spine < 1) & (spine > 0.75)] = 750
    return out


def _vessels(dice: np.random.Generator) -> NDArray[np.float64]:
    """Branches as float64 (n, 7): start and end (x, y, z) and radius."""
    out: list[NDArray[np.float64]] = []

    def branch(start: NDArray[np.float64], way: NDArray[np.float64], radius: float, length: float, depth: int) -> None:
        if depth == 0:
            return
        end = start + way * length
        out.append(np.concatenate([start, end, [radius]]))
        for _ in range(2):
            turn = way + dice.normal(size=3) * 0.55
            branch(end, turn / np.linalg.norm(turn), radius * 0.76, length * 0.84, depth - 1)

    for side in (-1, 1):
        for k in range(5):
            way = np.array([side * 0.9, dice.normal() * 0.3, (k - 2) * 0.45])
            branch(np.array([side * 0.2, 0.0, -0.3 + k * 0.04]), way / np.linalg.norm(way), 0.028, 0.14, 7)
    return np.array(out)


def _dots(body: NDArray[np.float32], vessels: NDArray[np.float64], z: float) -> None:
    """Draw the vessels that meet this slice as discs."""
    rise = vessels[:, 5] - vessels[:, 2]
    share = (z - vessels[:, 2]) / np.where(np.abs(rise) < 1e-6, 1e-6, rise)
    for k in np.flatnonzero((share >= 0) & (share <= 1)):
        x, y = vessels[k, :2] + share[k] * (vessels[k, 3:5] - vessels[k, :2])
        radius = max(2, int(vessels[k, 6] * 256))
        r, c = int(y * 256 + 256), int(x * 256 + 256)
        if radius <= r < 512 - radius and radius <= c < 512 - radius:
            disc = np.hypot(*np.mgrid[-radius : radius + 1, -radius : radius + 1]) <= radius
            part = body[r - radius : r + radius + 1, c - radius : c + radius + 1]
            part[disc] = 220
