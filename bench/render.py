"""Pictures of volumes beside VTK: same data, same process, two threads each, interleaved; medians.

    just bench render [--rounds 7] [--only WORD] [--quick]

VTK is a peer for benches only and no part of the development environment: install it beside with
    uv pip install --no-deps --target /tmp/vtk "$(grep -o '^vtk==[0-9.]*' requirements-bench.lock)"
and run with PYTHONPATH=/tmp/vtk. The volume is a made-up chest of 512 x 512 x 500 (bench/render_phantom.py); the rows "head" are a real
CT (../shared/data/ct/head_philips_141) where it exists. `cpu` is processor time of all threads: steadier than the clock on a shared
machine. The last line is one JSON object; the exit code is 1 when a floor is missed.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pydicom
from render_phantom import LAYER, SPACING_MM, chest, padded, uptake

from diaphane.model.frame import Frame, Greys
from diaphane.model.scene import PlaneView, ProjectionView, StackView, SurfaceView, Vec3, Window
from diaphane.pool.crew import Crew
from diaphane.render.planes import Seen, plane_picture, projection_picture
from diaphane.render.stack import stack_picture
from diaphane.render.surface import surface_picture
from diaphane.render.volume import Volume, empty

try:
    import render_vtk as vtk
except ImportError as missing:
    print(f"{missing}.\nThe peer is missing. {(__doc__ or '').split('VTK is a peer', 1)[1].split('The volume', 1)[0]}", file=sys.stderr)
    sys.exit(2)

SIZE = 512
Turn = tuple[Vec3, Vec3]
RIGHT, DOWN = (0.8, 0.6, 0.0), (-0.36, 0.48, -0.8)  # oblique to every axis
OBLIQUE: Turn = RIGHT, DOWN
AXIAL: Turn = (1, 0, 0), (0, 1, 0)
STRAIGHT: dict[str, Turn] = {"axial": AXIAL, "coronal": ((1, 0, 0), (0, 0, -1)), "sagittal": ((0, 1, 0), (0, 0, -1))}
WINDOW = Window(50, 400)
MIP_WINDOW = Window(300, 1400)
HEAD = Path(__file__).parents[2] / "shared/data/ct/head_philips_141"
_WARM_S = 0.03
Work = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """A picture, ours and VTK's, with the least and the wanted ratio."""

    name: str
    ours: Work
    theirs: Work | None
    floor: float = 0.0
    wanted: float = 0.0


def timed(work: Work) -> tuple[float, float]:
    """Wall and processor milliseconds of all threads."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3


def measure(row: Row, rounds: int) -> dict[str, object]:
    """Medians of interleaved rounds.

    In every round a side draws for a while before it counts: the other has just emptied the caches, and who drags or turns draws picture
    after picture.
    """
    pair = [work for work in (row.ours, row.theirs) if work is not None]
    for work in pair:
        work()
    ours: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    for _ in range(rounds):
        # Short work is repeated, so that the clock and the waking of threads do not decide.
        for work, into in zip(pair, (ours, theirs), strict=False):
            began, once = time.perf_counter(), timed(work)
            while time.perf_counter() - began < _WARM_S:
                once = timed(work)
            count = max(1, min(20, int(10 / once[0])))
            many = timed(lambda work=work, count=count: [work() for _ in range(count)])  # type: ignore[misc]  # bound now
            into.append((many[0] / count, many[1] / count))
    wall, cpu = (median(column) for column in zip(*ours, strict=True))
    out: dict[str, object] = {"picture": row.name, "ms": round(wall, 3), "cpu_ms": round(cpu, 3)}
    if theirs:
        wall_vtk, cpu_vtk = (median(column) for column in zip(*theirs, strict=True))
        # Ratio of each round: both halves met the same neighbours.
        ratio = median(b[0] / a[0] for a, b in zip(ours, theirs, strict=True))
        out |= {
            "vtk_ms": round(wall_vtk, 2),
            "vtk_cpu_ms": round(cpu_vtk, 2),
            "ratio": round(ratio, 1),
            "cpu_ratio": round(cpu_vtk / cpu, 1),
        }
    return out | {"floor": row.floor, "go_for": row.wanted}


class Bench:
    """The pictures of one volume, ours on a crew of two."""

    def __init__(self, volume: Volume, crew: Crew) -> None:
        self.volume, self.share = volume, crew.share()
        x, y, z = volume.centre_mm
        self.centre = (float(x), float(y), float(z))
        self.height_mm = float(volume.spacing_mm[2] * volume.columns)
        self.seen = Seen(volume, LAYER, WINDOW)
        self._pets: list[tuple[object, object]] = []

    @functools.cached_property
    def body(self) -> tuple[object, object]:
        """VTK's copy."""
        return vtk.image(self.volume)

    def plane(self, slab_mm: float = 0, mode: str = "mip", turn: Turn = OBLIQUE) -> PlaneView:
        """A plane through the middle."""
        return PlaneView(self.centre, *turn, self.height_mm, slab_mm=slab_mm, slab_mode=mode)  # type: ignore[arg-type]  # three words

    def axial(self) -> Row:
        """A stored slice, one thread."""
        stored = np.ascontiguousarray(self.volume.voxels[self.volume.size[0] // 2, :, : self.volume.columns])
        frame = Frame(stored, Greys(stored_bits=16))
        layer = dataclasses.replace(LAYER, window=WINDOW)
        size = (stored.shape[1], stored.shape[0])
        return Row("axial W/L u8", lambda: stack_picture(frame, layer, StackView(0), size, (1, 1)), vtk.axial(stored, WINDOW), 6, 10)

    def flat(self, name: str, view: PlaneView, floor: float, wanted: float, *, peer: bool = True) -> Row:
        """A plane or slab."""
        theirs = vtk.plane(self.body[0], self.seen, view, SIZE)[0] if peer else None
        return Row(name, lambda: plane_picture([self.seen], view, (SIZE, SIZE), self.share), theirs, floor, wanted)

    def planes(self) -> list[Row]:
        """MPR and slabs."""
        slabs = [self.flat(f"slab 20 mm {m}", self.plane(20, m), 8, 20) for m in ("mip", "minip", "avg")]
        straight = [self.flat(f"MPR {name}", self.plane(turn=turn), 6, 12) for name, turn in STRAIGHT.items()]
        slabs.append(self.flat("slab 20 mm axial mip", self.plane(20, turn=AXIAL), 8, 20))
        return [self.flat("MPR oblique", self.plane(), 5, 12), *straight, *slabs]

    def fusion(self, name: str = "PET/CT fusion MPR", turn: Turn = OBLIQUE, *, peer: bool = True) -> Row:
        """PET over CT."""
        pet = uptake(self.volume.centre_mm)
        layer = dataclasses.replace(LAYER, colour_map="hot_iron", opacity=0.5)
        over = Seen(pet, layer, Window(5, 10))
        view = self.plane(turn=turn)
        theirs = None
        if peer:
            self._pets.append(vtk.image(pet))
            theirs = vtk.fused((self.body[0], self._pets[-1][0]), (self.seen, over), view, SIZE)
        return Row(name, lambda: plane_picture([self.seen, over], view, (SIZE, SIZE), self.share), theirs, 7, 15)

    def projection(self) -> Row:
        """The whole volume's maximum, turned."""
        view = ProjectionView(self.centre, RIGHT, DOWN, self.height_mm)
        seen = self.seen._replace(window=MIP_WINDOW)
        stage = vtk.Stage(self.body[0], self.volume, SIZE, float(self.volume.spacing_mm.min()))
        stage.maximum(view, MIP_WINDOW)
        return Row("full MIP oblique", lambda: projection_picture([seen], view, (SIZE, SIZE), self.share), stage.draw, 10, 30)

    def surfaces(self) -> list[Row]:
        """3D at rest and while dragging; VTK drags with twice the step too, once on the whole volume and once on our half volume."""
        out = []
        for preset in ("bone", "soft"):
            view = SurfaceView(self.centre, (0.8, 0.6, 0.0), (0.12, -0.16, -0.98), self.height_mm, preset)
            out.append(self._surface(f"3D {preset} shaded", view, draft=False, half=False))
            out.append(self._surface(f"3D {preset} draft 256", view, draft=True, half=False))
            out.append(self._surface(f"3D {preset} draft 256, VTK on the half volume", view, draft=True, half=True))
        return out

    def _surface(self, name: str, view: SurfaceView, *, draft: bool, half: bool) -> Row:
        size, step = (SIZE // 2, 2) if draft else (SIZE, 1)
        body = self._half[0] if half else self.body[0]
        stage = vtk.Stage(body, self.volume, size, float(self.volume.spacing_mm.min()) * step)
        stage.surface(view)
        floor, wanted = (0.0, 0.0) if half else ((7.0, 15.0) if draft else (4.0, 10.0))
        return Row(name, lambda: surface_picture([self.seen], view, (size, size), self.share, draft=draft), stage.draw, floor, wanted)

    @functools.cached_property
    def _half(self) -> tuple[object, object]:
        return vtk.image(self.volume.half)


def head() -> Volume | None:
    """A real CT of a head, or None."""
    if not HEAD.is_dir():
        return None
    files = [pydicom.dcmread(path) for path in HEAD.iterdir() if path.name.startswith("I")]
    files.sort(key=lambda one: float(one.ImagePositionPatient[2]))
    body = np.stack([one.pixel_array * one.RescaleSlope + one.RescaleIntercept for one in files]).astype(np.int16)
    gap = float(files[1].ImagePositionPatient[2] - files[0].ImagePositionPatient[2])
    rows_mm, columns_mm = (float(v) for v in files[0].PixelSpacing)
    return padded(body, (gap, rows_mm, columns_mm))


def growth(crew: Crew, rounds: int, small: Volume) -> list[dict[str, object]]:
    """MPR, slab and fusion at 500 and 2,000 slices: the cost must not grow."""
    times: dict[str, list[float]] = {}
    repeated = empty(4 * small.size[0], small.size[1], small.columns)
    for k in range(4):
        repeated[k * small.size[0] : (k + 1) * small.size[0]] = small.voxels[:-1]
    for volume in (small, Volume(repeated, small.columns, small.origin_mm, small.steps_mm, unit="HU")):
        bench = Bench(volume, crew)
        rows = [bench.flat("MPR oblique", bench.plane(), 0, 0, peer=False)]
        rows += [bench.flat("slab 20 mm mip", bench.plane(20), 0, 0, peer=False), bench.fusion(peer=False)]
        for row in rows:
            times.setdefault(row.name, []).append(float(str(measure(row, rounds)["ms"])))
    return [{"picture": name, "ms_500": a, "ms_2000": b, "growth": round(b / a, 2)} for name, (a, b) in times.items()]


def memory(volume: Volume) -> dict[str, object]:
    """Bytes of an open volume with its cells and half volume, and the same of the half, as a share of the stored pixels."""
    raw = np.prod(volume.size) * 2
    total = sum(one.nbytes + sum(part.nbytes for part in one.cells) for one in (volume, volume.half))
    return {"raw_mb": round(raw / 1e6), "open_mb": round(total / 1e6), "share": round(total / raw, 3), "limit": 1.25}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", default="", help="rows whose name holds this word")
    parser.add_argument("--quick", action="store_true", help="neither the head nor 2,000 slices")
    arguments = parser.parse_args()
    crew = Crew(2)
    body = chest()
    assert tuple(body.spacing_mm) == SPACING_MM
    results = _table("chest 512 x 512 x 500", Bench(body, crew), arguments)
    held = memory(body)
    print(f"memory of an open volume: {held['open_mb']} MB of {held['raw_mb']} MB raw = {held['share']} (limit {held['limit']})")
    result: dict[str, Any] = {"bench": "render", "rows": results, "memory": held}
    real = None if arguments.quick else head()
    if real is not None:
        result["head"] = _table("head_philips_141", Bench(real, crew), arguments)
    if not arguments.quick and not arguments.only:
        result["growth"] = growth(crew, arguments.rounds, body)
        for row in result["growth"]:
            print(f"{row['picture']:<46} {row['ms_500']:>9.2f} ms at 500 slices, {row['ms_2000']:.2f} at 2,000 = x{row['growth']}")
    crew.close()
    missed = [row["picture"] for row in results if row.get("ratio", 1e9) < row["floor"]]
    result["missed"] = missed
    print(json.dumps(result))
    sys.exit(1 if missed else 0)


def _table(title: str, bench: Bench, arguments: argparse.Namespace) -> list[dict[str, Any]]:
    print(f"{title:<46} {'ms':>8} {'cpu':>8} {'VTK ms':>9} {'cpu':>9} {'ratio':>7} {'cpu':>6} {'floor':>6} {'go for':>6}", flush=True)
    makers: list[Callable[[], list[Row]]] = [
        lambda: [bench.axial()], bench.planes, lambda: [bench.projection()], bench.surfaces,
        lambda: [bench.fusion(), bench.fusion("PET/CT fusion axial", AXIAL)],
    ]  # fmt: skip
    out = []
    for maker in makers:
        for row in maker():
            if arguments.only not in row.name:
                continue
            got = measure(row, arguments.rounds)
            out.append(got)
            cells = (got[k] for k in ("ms", "cpu_ms", "vtk_ms", "vtk_cpu_ms", "ratio", "cpu_ratio", "floor", "go_for"))
            print(f"{row.name:<46} {{:>8}} {{:>8}} {{:>9}} {{:>9}} {{:>7}} {{:>6}} {{:>6}} {{:>6}}".format(*cells), flush=True)
    return out


if __name__ == "__main__":
    main()
