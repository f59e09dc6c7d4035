"""A volume: evenly spaced slices of one series as one padded int16 array, with its place in patient space."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaphane.base.errors import BadInput
from diaphane.render.kernels.cells import EDGE_BITS, HALF_EDGE_BITS, extremes, halve

PAD: Final = 32
"""Spare voxels a row: breaks the power-of-two stride that maps all slices' rows to one cache set (ENGINE A4: up to -50 % time)."""
MOST_VOXELS: Final = 1 << 31
"""Samplers count voxels with 32 bits."""
_LEVELS: Final = 32000.0

Share = Callable[[Callable[[int, int], object], int], None]
"""Runs job(first, last) over parts of 0..count, on as many threads as the caller likes, and returns when all are done."""


def alone(job: Callable[[int, int], object], count: int) -> None:
    """The simplest `Share`: everything at once on the calling thread."""
    job(0, count)


@dataclass(frozen=True, eq=False)
class Volume:
    """Voxels and their place.

    `voxels`: int16, C order, (slices + 1, rows, columns + PAD) and a row's worth of memory after it: samplers read the next voxel, row and
    slice of every voxel, of the very last one too. Made by `empty` or `copied`; other arrays raise `ValueError`.
    `cells` are 2^`edge_bits` voxels wide.
    Output value (HU, SUVbw, ...) = voxel * slope + intercept, in `unit`.
    LPS mm of voxel (z, y, x) = origin_mm + (z, y, x) @ steps_mm; `steps_mm` is float64 (3, 3): the steps to the next slice, row and column.
    A tilted gantry makes the first step oblique to the others: nothing is resampled for it.
    """

    voxels: NDArray[np.int16]
    columns: int
    origin_mm: NDArray[np.float64]
    steps_mm: NDArray[np.float64]
    slope: float = 1.0
    intercept: float = 0.0
    unit: str = ""
    edge_bits: int = EDGE_BITS

    def __post_init__(self) -> None:
        if not _spare(self.voxels):
            raise ValueError("A volume's voxels need a spare row after the last slice: make them with empty() or copied().")

    @property
    def size(self) -> tuple[int, int, int]:
        """(slices, rows, columns)."""
        return self.voxels.shape[0] - 1, self.voxels.shape[1], self.columns

    @cached_property
    def spacing_mm(self) -> NDArray[np.float64]:
        """Distance to the next slice, row and column, float64 (3,)."""
        return np.asarray(np.sqrt((self.steps_mm * self.steps_mm).sum(axis=1)), np.float64)

    @cached_property
    def finest_mm(self) -> float:
        """The smallest of `spacing_mm`."""
        return float(self.spacing_mm.min())

    @cached_property
    def far(self) -> NDArray[np.float32]:
        """Index of the last voxel on each axis, as samplers want it."""
        return np.array(self.size, np.float32) - np.float32(1)

    @cached_property
    def to_index(self) -> NDArray[np.float64]:
        """The (3, 3) matrix that turns a vector in mm (row) into voxel steps (z, y, x)."""
        return np.asarray(np.linalg.inv(self.steps_mm), np.float64)

    @cached_property
    def _numbers(self) -> tuple[list[float], list[list[float]]]:
        """Origin and `to_index` as plain numbers."""
        return self.origin_mm.tolist(), self.to_index.tolist()

    def steps(self, x_mm: float, y_mm: float, z_mm: float) -> tuple[float, float, float]:
        """Voxel steps (z, y, x) of a vector in mm, as plain numbers: for three of them NumPy takes ten times as long."""
        _, ((a, b, c), (d, e, f), (g, h, i)) = self._numbers
        return x_mm * a + y_mm * d + z_mm * g, x_mm * b + y_mm * e + z_mm * h, x_mm * c + y_mm * f + z_mm * i

    def index_of(self, x_mm: float, y_mm: float, z_mm: float) -> tuple[float, float, float]:
        """Voxel index (z, y, x) of a point in LPS mm, as `index`, in plain numbers."""
        (x, y, z), _ = self._numbers
        return self.steps(x_mm - x, y_mm - y, z_mm - z)

    def index(self, point_mm: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
        """Voxel index (z, y, x) of a point in LPS mm, float64, not rounded."""
        there: NDArray[np.float64] = (np.asarray(point_mm, np.float64) - self.origin_mm) @ self.to_index
        return there

    def place(self, index: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
        """LPS mm of a voxel index (z, y, x)."""
        there: NDArray[np.float64] = self.origin_mm + np.asarray(index, np.float64) @ self.steps_mm
        return there

    @cached_property
    def centre_mm(self) -> NDArray[np.float64]:
        """The middle of the volume, LPS mm."""
        return self.place((np.array(self.size) - 1) / 2)

    @cached_property
    def diagonal_mm(self) -> float:
        """Length of its longest inner line, outer half voxels included."""
        corners = np.array([[z, y, x] for z in (0, 1) for y in (0, 1) for x in (0, 1)]) * np.array(self.size)
        points = corners @ self.steps_mm
        return float(max(np.linalg.norm(a - b) for a in points for b in points))

    @cached_property
    def cells(self) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
        """Lowest and highest voxel around each cell (see `kernels.cells`); made when first asked for."""
        shape = tuple(-(-n >> self.edge_bits) for n in self.size)
        low, high = np.empty(shape, np.int16), np.empty(shape, np.int16)
        extremes(self.voxels, self.columns, self.edge_bits, 0, shape[0], low, high)
        return low, high

    @cached_property
    def ends(self) -> tuple[int, int]:
        """Lowest and highest voxel."""
        low, high = self.cells
        return int(low.min()), int(high.max())

    @cached_property
    def spread(self) -> tuple[float, float]:
        """The 1 and 99.8 percentile in output units, from every 7th voxel of every 3rd row of the half volume's slices."""
        sample = self.half.voxels[:-1, ::3, : self.half.columns : 7]
        low, high = np.percentile(sample, (1.0, 99.8))
        ends = sorted((float(low) * self.slope + self.intercept, float(high) * self.slope + self.intercept))
        return ends[0], max(ends[1], ends[0] + 1e-6)

    @cached_property
    def half(self) -> Volume:
        """The same body with half as many voxels on each axis (means), for pictures while something moves; made when first asked for."""
        small = empty(*((n + 1) // 2 for n in self.size))
        halve(self.voxels, self.columns, 0, small.shape[0] - 1, small)
        grid = (self.columns + 1) // 2, self.place((0.5, 0.5, 0.5)), self.steps_mm * 2
        return Volume(small, *grid, self.slope, self.intercept, self.unit, HALF_EDGE_BITS)

    @property
    def nbytes(self) -> int:
        """Bytes of the voxels; cells and half volume add 13 % when they exist."""
        return int(self.voxels.nbytes)


def empty(slices: int, rows: int, columns: int) -> NDArray[np.int16]:
    """A padded array of zeros for a volume. Raises `BadInput` when it would be too large to sample."""
    count, pitch = (slices + 1) * rows * (columns + PAD), columns + PAD
    if count + pitch >= MOST_VOXELS:
        size = f"{columns} x {rows} x {slices}"
        raise BadInput("volume.too_many_voxels", f"A volume of {size} voxels is too large to reconstruct here. Look at its slices instead.")
    # The last slice is spare, and so is one row after it: the row below the last one, in the slice behind the last, lies there.
    return np.zeros(count + pitch, np.int16)[:count].reshape(slices + 1, rows, pitch)


def copied(voxels: NDArray[np.int16]) -> NDArray[np.int16]:
    """A copy of a volume's voxels that is fit for another volume."""
    out = empty(voxels.shape[0] - 1, voxels.shape[1], voxels.shape[2] - PAD)
    out[...] = voxels
    return out


def _spare(voxels: NDArray[np.int16]) -> bool:
    """Whether the memory of `voxels` goes on for a row after its end."""
    whole = voxels.base
    if not isinstance(whole, np.ndarray) or whole.ndim != 1 or whole.ctypes.data != voxels.ctypes.data:
        return False
    return whole.nbytes >= voxels.nbytes + voxels.strides[1]


@dataclass(frozen=True, slots=True)
class Slices:
    """What a volume is made of: the place of every slice (LPS mm, centre of the first pixel), the same directions and spacing for all.

    `orientation`: direction of a row, then of a column (PS3.3 C.7.6.2); `spacing_mm` = (between rows, between columns). Positions must
    be in order along the normal.
    """

    positions_mm: tuple[tuple[float, float, float], ...]
    orientation: tuple[float, float, float, float, float, float]
    spacing_mm: tuple[float, float]


Stored = tuple[NDArray[np.generic], float, float]
"""Pixels (rows, columns) of one slice with its slope and intercept."""


def assemble(slices: Slices, stored: Iterable[Stored], unit: str) -> Volume:
    """The volume of `stored` slices, in the order of `slices.positions_mm`.

    Slices that share one rescale and fit 16 bits keep their stored values; others (PET with a slope a slice, float, 32 bit) are brought
    to one scale of 64,000 steps over their range. Uneven distances are resampled to the usual one by the true positions.
    Raises `BadInput` for slices of different sizes, too few of them, or too many voxels.
    """
    kept = list(stored)
    if len(kept) < 2:
        raise BadInput("volume.too_few", "A single picture has no depth: there is nothing to reconstruct.")
    shape = kept[0][0].shape
    if any(pixels.shape != shape for pixels, _, _ in kept):
        raise BadInput("volume.sizes", "The pictures of this series are of different sizes: they are no volume. Look at them as a stack.")
    voxels = empty(len(kept), *shape)
    slope, intercept = _fill(voxels, kept, shape[1])
    positions = np.asarray(slices.positions_mm, np.float64)
    voxels, positions = _evenly(voxels, positions, slices)
    step = (positions[-1] - positions[0]) / (len(positions) - 1)
    across, down = np.asarray(slices.orientation[:3]), np.asarray(slices.orientation[3:])
    steps = np.stack([step, down * slices.spacing_mm[0], across * slices.spacing_mm[1]])
    return Volume(voxels, shape[1], positions[0], steps, slope, intercept, unit)


def _fill(voxels: NDArray[np.int16], stored: list[Stored], columns: int) -> tuple[float, float]:
    """Copy the slices into `voxels`; returns the slope and intercept that hold for all."""
    scales = {(slope, intercept) for _, slope, intercept in stored}
    whole = all(pixels.dtype.kind in "iu" for pixels, _, _ in stored)
    low = min(float(pixels.min()) for pixels, _, _ in stored)
    high = max(float(pixels.max()) for pixels, _, _ in stored)
    if whole and len(scales) == 1 and high - low <= 0xFFFF:
        slope, intercept = scales.pop()
        shift = 0 if low >= -0x8000 and high <= 0x7FFF else int(low) + 0x8000
        for z, (pixels, _, _) in enumerate(stored):
            voxels[z, :, :columns] = pixels if shift == 0 else pixels.astype(np.int64) - shift
        return slope, intercept + shift * slope
    ends = [(float(p.min()) * s + i, float(p.max()) * s + i) for p, s, i in stored]
    bottom, top = min(min(pair) for pair in ends), max(max(pair) for pair in ends)
    step = (top - bottom) / (2 * _LEVELS) or 1.0
    middle = (top + bottom) / 2
    for z, (pixels, slope, intercept) in enumerate(stored):
        values = pixels.astype(np.float64) * slope + intercept
        voxels[z, :, :columns] = np.rint((values - middle) / step)
    return step, middle


_EVEN: Final = 0.02  # share of the usual distance, and mm: positions are written with few digits


def _evenly(
    voxels: NDArray[np.int16], positions: NDArray[np.float64], slices: Slices
) -> tuple[NDArray[np.int16], NDArray[np.float64]]:  # fmt: skip
    """The same slices at even distances: unchanged where they are even, else interpolated between neighbours by true position."""
    normal = np.cross(slices.orientation[:3], slices.orientation[3:])
    depths = positions @ normal
    distances = np.abs(np.diff(depths))
    usual = float(np.median(distances))
    if usual <= 0:
        raise BadInput("volume.places", "The pictures of this series do not lie one behind the other: they are no volume.")
    if np.all(np.abs(distances - usual) <= max(_EVEN, _EVEN * usual)):
        return voxels, positions
    count = round(abs(depths[-1] - depths[0]) / usual) + 1
    wanted = np.linspace(depths[0], depths[-1], count)
    sign = 1.0 if depths[-1] >= depths[0] else -1.0
    right = np.clip(np.searchsorted(depths * sign, wanted * sign), 1, len(depths) - 1)
    share = ((wanted - depths[right - 1]) / (depths[right] - depths[right - 1])).clip(0, 1)
    out = empty(count, voxels.shape[1], voxels.shape[2] - PAD)
    for z, (k, f) in enumerate(zip(right, share, strict=True)):
        out[z] = np.rint(voxels[k - 1] * (1 - f) + voxels[k] * f)
    return out, positions[0] + np.linspace(0, 1, count)[:, None] * (positions[-1] - positions[0])
