"""Pictures whose rows run along a volume's rows or columns: a line is put together once and resampled, where others sample each pixel.

Every pixel of a row then has the same two neighbours on two axes, so that what is left is contiguous arithmetic: six times faster than
gathering. Such are axial, coronal and sagittal planes of series that were taken straight, and planes turned about one axis. Where the
machine can, rows along x need not even a line (`pick16`).
"""

from __future__ import annotations

from typing import Any, Final

import numba as nb
import numpy as np

from diaphane.render.kernels.kernel import part
from diaphane.render.kernels.line16 import SPARE, across, blend_rows, resample
from diaphane.render.kernels.pick16 import PICKS, SET, WIDEST, packed, pick_row

F = nb.float32
I = nb.int32  # noqa: E741 (the pair F, I reads as the types they are)

STILL: Final = 1e-7  # index steps: over any picture this moves less than a thousandth of a voxel
_TOLD: Final = 1e-7  # share of an axis that single precision tells apart
NOWHERE: Final = -1
MOST: Final = 0
LEAST: Final = 1
MEAN: Final = 2


@part
def axis_of(g: Any, far: Any, steps: int) -> int:
    """The axis that columns of the picture run along: 2 (x), 1 (y, thin planes only), or `NOWHERE`."""
    if far[0] < F(1) or far[1] < F(1) or far[2] < F(1):
        return NOWHERE
    for axis in (2, 1):
        other = 1 if axis == 2 else 2
        still = abs(g[3]) < F(STILL) and abs(g[3 + other]) < F(STILL) and abs(g[6 + axis]) < F(STILL)
        if still and (steps == 1 or (axis == 2 and abs(g[9 + axis]) < F(STILL))):
            return axis
    return NOWHERE


@nb.njit(nogil=True, error_model="numpy")
def columns_of(g: Any, far: Any, axis: int, width: int) -> Any:
    """Where each column lies on the axis: element `at` and the `weight` of the next one; `there` = 1 inside the volume, else 0.

    Then the same for `pick_row`, empty where that cannot be used; whether columns lie `close` (see `line16.resample`), and the elements
    [lo, hi) of the axis that are needed.
    """
    at, weight, there = np.zeros(width, np.int32), np.zeros(width, np.float32), np.zeros(width, np.int32)
    step = abs(g[3 + axis]) if axis != NOWHERE else F(0)
    picks = np.empty((3, width if PICKS and axis == 2 and step <= F(WIDEST) else 0), np.int32)
    if axis == NOWHERE:
        return at, weight, there, picks, False, 0, 0
    for c in range(width):
        place = g[axis] + F(c) * g[3 + axis]
        there[c] = 1 if F(-0.5) <= place < far[axis] + F(0.5) else 0
        place = min(max(place, F(0)), far[axis])
        at[c] = I(min(place, far[axis] - F(1)))
        weight[c] = place - F(at[c])
    if picks.size > 0:
        packed(at, weight, picks)
    return at, weight, there, picks, step <= F(1), int(min(at[0], at[-1])), int(max(at[0], at[-1])) + 2


@part
def _line(v: Any, z: Any, y: Any, far: Any, lo: int, hi: int, line: Any) -> None:
    """line[lo:hi] = the volume at (z, y), between four rows."""
    iz, iy = min(int(z), int(far[0]) - 1), min(int(y), int(far[1]) - 1)
    fz, fy = z - F(iz), y - F(iy)
    pitch, rows = v.shape[2], v.shape[1]
    # A neighbour without weight is not read: its place is the first one's.
    down, deep = pitch if fy > F(0) else 0, rows * pitch if fz > F(0) else 0
    blend_rows(v, line, I((iz * rows + iy) * pitch), I(down), I(deep), fy, fz, lo, hi)


@part
def _held(value: Any, last: Any) -> Any:
    return min(max(value, F(0)), last)


@part
def _in(value: Any, last: Any) -> bool:
    return bool(F(-0.5) <= value < last + F(0.5))


@part
def _count(taken: int, there: Any, kept: Any, counts: Any) -> None:
    """Counts of a row; `kept` knows that of the row before, which most rows have too."""
    if kept[2, 0] != F(taken):
        kept[2, 0] = F(taken)
        for c in range(counts.size):
            counts[c] = there[c] * I(taken)


@part
def _total(line: Any, total: Any, first: bool) -> None:  # noqa: FBT001 (compiled into its caller)
    for x in range(line.size):  # no slices: NumPy's assignment of one array to another takes Numba seconds to compile
        total[x] = line[x] if first else total[x] + line[x]


@part
def _join(values: Any, more: Any, mode: int) -> None:
    if mode == MOST:
        for c in range(values.size):
            values[c] = max(values[c], more[c])
    else:
        for c in range(values.size):
            values[c] = min(values[c], more[c])


@part
def _between(place: Any, last: Any) -> Any:
    """Element of a place on an axis and the weight of the next one, 0 where single precision cannot tell the place from an element."""
    whole = min(int(place), int(last) - 1)
    share = place - F(whole)
    if share > F(1) - F(_TOLD) * last:
        return whole + 1, F(0)
    return whole, (share if share > F(_TOLD) * last else F(0))


@part
def _pick(v: Any, z: Any, y: Any, far: Any, picks: Any, values: Any, mode: int) -> None:
    """Join samples at (z, y) to `values`, between no more rows than have a weight."""
    (iz, fz), (iy, fy) = _between(z, far[0]), _between(y, far[1])
    rows, pitch = v.shape[1], v.shape[2]
    start = I((iz * rows + iy) * pitch)
    down, deep = I(pitch if fy > F(0) else 0), I(rows * pitch if fz > F(0) else 0)
    if fy == F(0):
        pick_row(v, picks, values, start, deep, I(0), fz, F(0), mode, values.size)
    else:
        pick_row(v, picks, values, start, down, deep, fy, fz, mode, values.size)


@part
def row_picked(rays: Any, row: Any, columns: Any, kept: Any, values: Any, counts: Any) -> None:
    """Values and counts of a row of a picture whose columns run along x and have picks.

    `rays` = volume, geometry, far, steps and mode (see `slab`); `columns` of `columns_of`; `kept` (3, 2) of `kept_of`.
    """
    v, g, far, steps, mode = rays
    taken = 0
    for k in range(steps):
        z, y = g[0] + row * g[6] + F(k) * g[9], g[1] + row * g[7] + F(k) * g[10]
        if _in(z, far[0]) and _in(y, far[1]):
            taken += 1
            _pick(v, _held(z, far[0]), _held(y, far[1]), far, columns[3], values, mode if taken > 1 else SET)
    if mode == MEAN and taken > 1:
        share = F(1) / F(taken)
        for c in range(values.size):
            values[c] *= share
    _count(taken, columns[2], kept, counts)


@part
def row_along(rays: Any, row: Any, columns: Any, lines: Any, kept: Any, values: Any, counts: Any) -> None:
    """The same by way of `lines` (see `lines_for`)."""
    v, g, far, steps, mode = rays
    at, weight, there, _, close, lo, hi = columns
    line, more = lines[0], lines[1]
    taken = 0
    for k in range(steps):
        z, y = g[0] + row * g[6] + F(k) * g[9], g[1] + row * g[7] + F(k) * g[10]
        if not (_in(z, far[0]) and _in(y, far[1])):
            continue
        taken += 1
        _line(v, _held(z, far[0]), _held(y, far[1]), far, lo, hi, line)
        if mode == MEAN and steps > 1:
            _total(line, more, taken == 1)
        elif taken == 1:
            resample(line, at, weight, values, values.size, close)
        else:
            resample(line, at, weight, more, values.size, close)
            _join(values, more, mode)
    if mode == MEAN and steps > 1 and taken > 0:
        share = F(1) / F(taken)
        for x in range(more.size):
            more[x] *= share
        resample(more, at, weight, values, values.size, close)
    _count(taken, there, kept, counts)


@part
def row_across(rays: Any, row: Any, columns: Any, lines: Any, kept: Any, values: Any, counts: Any) -> None:
    """The same of a thin plane whose columns run along y.

    `kept` = slice and x of the two lines in `lines`, and what was counted: rows come in order, so that most find theirs there.
    """
    v, g, far, _, _ = rays
    at, weight, there, _, close, _, _ = columns
    z, x = g[0] + row * g[6], g[2] + row * g[8]
    if not (_in(z, far[0]) and _in(x, far[2])):
        _count(0, there, kept, counts)
        return
    z, x = _held(z, far[0]), _held(x, far[2])
    iz, ix = min(int(z), int(far[0]) - 1), min(int(x), int(far[2]) - 1)
    rows, pitch = v.shape[1], v.shape[2]
    for k in range(iz, iz + 2):
        if kept[k & 1, 0] != F(k) or kept[k & 1, 1] != x:
            across(v, lines[k & 1], I(k * rows * pitch + ix), I(pitch), x - F(ix), rows)
            kept[k & 1, 0], kept[k & 1, 1] = F(k), x
    near, deep, line, share = lines[iz & 1], lines[(iz + 1) & 1], lines[2], z - F(iz)
    for y in range(line.size):
        line[y] = near[y] + share * (deep[y] - near[y])
    resample(line, at, weight, values, values.size, close)
    _count(1, there, kept, counts)


@nb.njit(nogil=True, error_model="numpy")
def lines_for(v: Any, width: int) -> Any:
    """Three lines long enough for any axis and any row of a picture."""
    return np.zeros((3, max(width, v.shape[1], v.shape[2]) + SPARE), np.float32)


@nb.njit(nogil=True, error_model="numpy")
def kept_of() -> Any:
    """Nothing kept yet (see `row_across`)."""
    kept = np.empty((3, 2), np.float32)
    for k in range(3):
        kept[k, 0] = kept[k, 1] = F(-1)
    return kept
