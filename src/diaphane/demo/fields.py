"""Random fields: what lies between the labels, and a scanner's noise. Made once, looked at through moving windows."""

from __future__ import annotations

import numpy as np

from diaphane.demo.grid import Floats

_SIZE, _LARGEST = 1024, 512


class Fields:
    """Fields of mean 0 and standard deviation 1 on a torus, from fine (a pixel) to broad (some 15 pixels)."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        random = np.random.default_rng(seed)
        fine = soften(random.standard_normal((_SIZE, _SIZE), np.float32))
        coarse = soften(soften(soften(soften(fine))))
        broad = random.standard_normal((_SIZE, _SIZE), np.float32)
        for step in (1, 2, 4, 8, 8, 4):
            broad = _spread(broad, step)
        self._fine, self._coarse, self._broad = _wrapped(fine), _wrapped(coarse), _wrapped(broad)
        self._grain = _wrapped(0.8 * fine / fine.std() + 0.6 * coarse / coarse.std())

    def fine(self, shape: tuple[int, ...], down: float, right: float) -> Floats:
        """A window on the finest field, moved by whole pixels."""
        return _window(self._fine, shape, down, right)

    def coarse(self, shape: tuple[int, ...], down: float, right: float) -> Floats:
        """A window on a field with grains of some three pixels."""
        return _window(self._coarse, shape, down, right)

    def broad(self, shape: tuple[int, ...], down: float, right: float) -> Floats:
        """A window on a field with clouds of some fifteen pixels."""
        return _window(self._broad, shape, down, right)

    def grain(self, shape: tuple[int, ...], which: int) -> Floats:
        """Noise as filtered back projection leaves it: another window for every `which` (>= 0), always the same for the same one."""
        down, right = np.random.default_rng((self._seed, which)).integers(0, _SIZE, 2)
        return _window(self._grain, shape, float(down), float(right))


def _window(field: Floats, shape: tuple[int, ...], down: float, right: float) -> Floats:
    top, left = int(down) % _SIZE, int(right) % _SIZE
    return field[top : top + shape[0], left : left + shape[1]]


def _wrapped(field: Floats) -> Floats:
    """Normalised, and continued at its far edges so that every window is a view."""
    normal = ((field - field.mean()) / field.std()).astype(np.float32)
    return np.pad(normal, (0, _LARGEST), mode="wrap")


def _spread(field: Floats, step: int) -> Floats:
    """A wide smooth blur on the torus."""
    for direction in (0, 1):
        field = 0.5 * field + 0.25 * (np.roll(field, step, direction) + np.roll(field, -step, direction))
    return field


def soften(field: Floats) -> Floats:
    """Binomial 3x3 blur: the width of a detector, and what partial volume does to edges. The outermost pixels stay."""
    down = field.copy()
    down[1:-1] += field[1:-1]
    down[1:-1] += field[:-2]
    down[1:-1] += field[2:]
    down[1:-1] *= np.float32(0.25)
    both = down.copy()
    both[:, 1:-1] += down[:, 1:-1]
    both[:, 1:-1] += down[:, :-2]
    both[:, 1:-1] += down[:, 2:]
    both[:, 1:-1] *= np.float32(0.25)
    return both


def blur(volume: Floats, sigmas: tuple[float, float, float]) -> Floats:
    """Gaussian blur of a volume, standard deviations in voxels by axis; beyond the edges it goes on as at the edge."""
    for along, sigma in enumerate(sigmas):
        reach = max(1, int(np.ceil(3 * sigma)))
        weights = np.exp(-0.5 * np.square(np.arange(-reach, reach + 1) / sigma))
        weights = (weights / weights.sum()).astype(np.float32)
        margin = [(reach, reach) if axis == along else (0, 0) for axis in range(3)]
        wide = np.pad(volume, margin, mode="edge")
        count = volume.shape[along]
        moved = [np.take(wide, np.arange(shift, shift + count), axis=along) * weight for shift, weight in enumerate(weights)]
        volume = np.sum(moved, axis=0, dtype=np.float32)
    return volume
