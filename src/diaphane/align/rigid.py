"""Rigid registration by Mattes mutual information: several starts, three resolutions, the same answer every time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np
import SimpleITK
from numpy.typing import NDArray

from diaphane.align.grid import Grid

Progress = Callable[[float], None]
"""Called with the share of the work that is done, 0..1."""

_BINS: Final = 40
_COARSE: Final = 4
"""Voxels of the first search are this many times as wide."""
_COARSE_MM: Final = 4.0
_SHRINK: Final = (2, 1)
_SMOOTH_MM: Final = (2.0, 1.0)
_SAMPLES: Final = (0.5, 0.15)
_ITERATIONS: Final = 80
_FIRST_STEP, _FINE_STEP, _FINEST_STEP = 3.0, 0.5, 1e-3
_SEED: Final = 7
_BORDER_MM: Final = 40.0
_LEAST_OVERLAP: Final = 0.35
_PERCENT: Final = (0.5, 99.5)
_SEARCHED: Final = 0.5  # share of the work that the first search is


class NoMatch(Exception):
    """The two volumes cannot be laid over each other."""


class Move(NamedTuple):
    """moved = turn @ p + shift, LPS mm; float64 (3, 3) and (3,)."""

    turn: NDArray[np.float64]
    shift: NDArray[np.float64]


def rigid(fixed: Grid, moving: Grid, progress: Progress = lambda _: None) -> Move:
    """Where `moving` must go to lie over `fixed`. Raises `NoMatch`.

    Mutual information has many hills: every start is climbed on coarse copies, the highest is refined.
    """
    still, other = _image(fixed), _bordered(_image(moving))
    start = _searched(still, other, _starts(fixed, moving), progress)
    method = _method(start, _FINE_STEP)
    method.SetShrinkFactorsPerLevel(_SHRINK)
    method.SetSmoothingSigmasPerLevel(_SMOOTH_MM)
    method.SmoothingSigmasAreSpecifiedInPhysicalUnitsOn()
    method.SetMetricSamplingStrategy(method.RANDOM)
    method.SetMetricSamplingPercentagePerLevel(_SAMPLES, _SEED)

    def iterated() -> None:
        level = method.GetCurrentLevel() + min(method.GetOptimizerIteration() / _ITERATIONS, 1.0)
        progress(_SEARCHED + (1 - _SEARCHED) * level / len(_SHRINK))

    method.AddCommand(SimpleITK.sitkIterationEvent, iterated)
    try:
        return _move(method.Execute(still, other))
    except RuntimeError as error:
        raise NoMatch from error


def _image(grid: Grid) -> Any:  # noqa: ANN401 (SimpleITK is untyped)
    """The grid as SimpleITK has it: axes in the order x, y, z; directions in columns. Rare extremes would empty the histogram: cut."""
    low, high = np.percentile(grid.values, _PERCENT)
    image = SimpleITK.GetImageFromArray(np.clip(grid.values, low, high).astype(np.float32))
    spacing = grid.spacing_mm[::-1]
    image.SetSpacing(spacing.tolist())
    image.SetOrigin(grid.origin_mm.tolist())
    image.SetDirection((grid.steps_mm[::-1] / spacing[:, None]).T.ravel().tolist())
    return image


def _bordered(image: Any) -> Any:  # noqa: ANN401 (as above)
    """The image with a border of its darkest value.

    Mutual information looks at what overlaps: without the border it would grow by pushing the body out of the other's picture.
    """
    border = [max(1, round(_BORDER_MM / spacing)) for spacing in image.GetSpacing()]
    return SimpleITK.ConstantPad(image, border, border, float(SimpleITK.GetArrayViewFromImage(image).min()))


def _method(start: Any, step: float) -> Any:  # noqa: ANN401 (as above)
    method = SimpleITK.ImageRegistrationMethod()
    method.SetMetricAsMattesMutualInformation(_BINS)
    method.SetInterpolator(SimpleITK.sitkLinear)
    method.SetInitialTransform(start, inPlace=False)
    method.SetOptimizerAsRegularStepGradientDescent(
        learningRate=step, minStep=_FINEST_STEP, numberOfIterations=_ITERATIONS, relaxationFactor=0.6, gradientMagnitudeTolerance=1e-6
    )
    method.SetOptimizerScalesFromPhysicalShift()
    return method


def _searched(still: Any, other: Any, starts: list[Any], progress: Progress) -> Any:  # noqa: ANN401 (as above)
    """The best place that any start leads to on coarse copies, among those where enough of the smaller volume overlaps."""
    small = [
        SimpleITK.Shrink(SimpleITK.SmoothingRecursiveGaussian(one, _COARSE_MM), [min(_COARSE, max(1, n // 12)) for n in one.GetSize()])
        for one in (still, other)
    ]
    found: list[tuple[float, int, Any]] = []
    for number, start in enumerate(starts):
        if _overlap(still, other, start) >= _LEAST_OVERLAP:
            method = _method(start, _FIRST_STEP)
            try:
                end = method.Execute(*small)
            except RuntimeError:  # too few samples of the one fall into the other
                continue
            if _overlap(still, other, end) >= _LEAST_OVERLAP:
                found.append((method.GetMetricValue(), number, end))
        progress(_SEARCHED * (number + 1) / len(starts))
    if not found:
        raise NoMatch
    return min(found)[2]


def _starts(fixed: Grid, moving: Grid) -> list[Any]:
    """Shifts to begin from: as the files say, centre on centre, bright mass on bright mass, and a ladder along the body."""
    shifts = [np.zeros(3), moving.centre_mm - fixed.centre_mm, _mass_mm(moving) - _mass_mm(fixed)]
    along = fixed.steps_mm[0] / fixed.spacing_mm[0]
    reach = (fixed.values.shape[0] * fixed.spacing_mm[0] + moving.values.shape[0] * moving.spacing_mm[0]) / 2
    shifts += [shifts[1] + along * part * reach for part in (-0.45, -0.3, -0.15, 0.15, 0.3, 0.45)]
    starts = []
    for shift in shifts:
        start = SimpleITK.Euler3DTransform()
        start.SetCenter(fixed.centre_mm.tolist())
        start.SetTranslation(shift.tolist())
        starts.append(start)
    return starts


def _mass_mm(grid: Grid) -> NDArray[np.float64]:
    """The centre of what is brighter than the mean."""
    bright = np.clip(grid.values - grid.values.mean(), 0, None).astype(np.float64)
    total = bright.sum() or 1.0
    index = [float((bright.sum(axis=tuple(a for a in range(3) if a != axis)) * np.arange(n)).sum() / total)
             for axis, n in enumerate(bright.shape)]  # fmt: skip
    return np.asarray(grid.origin_mm + np.array(index) @ grid.steps_mm, np.float64)


def _overlap(still: Any, other: Any, start: Any) -> float:  # noqa: ANN401 (as above)
    """Share of the smaller volume's box that lies in the other's."""
    sizes = [np.prod([n * s for n, s in zip(one.GetSize(), one.GetSpacing(), strict=True)]) for one in (still, other)]
    fractions = (np.stack(np.meshgrid(*[np.linspace(0, 1, 9)] * 3), -1).reshape(-1, 3) * (np.array(still.GetSize()) - 1)).tolist()
    inside = 0
    for index in fractions:
        point = start.TransformPoint(still.TransformContinuousIndexToPhysicalPoint(index))
        there = other.TransformPhysicalPointToContinuousIndex(point)
        inside += all(0 <= at <= n - 1 for at, n in zip(there, other.GetSize(), strict=True))
    return float(inside / len(fractions) * sizes[0] / min(sizes))


def _move(found: Any) -> Move:  # noqa: ANN401 (as above)
    """SimpleITK's transform leads from fixed to moving points; the move is its inverse."""
    origin = np.array(found.TransformPoint((0.0, 0.0, 0.0)))
    columns = [np.array(found.TransformPoint(tuple(axis))) - origin for axis in np.eye(3).tolist()]
    turn = np.stack(columns, axis=1)
    return Move(turn.T, -turn.T @ origin)
