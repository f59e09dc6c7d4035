"""Surfaces and movies as the worker makes them: real CT, in child processes, by order; given up when nobody waits."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
import trimesh
from tests.flows.test_volumes import files
from tests.load.conftest import SCOPE, MakeShelf, make_shelf, nursery, opened

from diaphane.base.errors import BadInput, Busy, NotHere, TooLarge
from diaphane.flows import jobs, movies, surfaces
from diaphane.flows.draw import Drawing
from diaphane.flows.jobs import Progress
from diaphane.flows.making import Makings
from diaphane.flows.reconstruct import Reconstruction
from diaphane.flows.volumes import Volumes
from diaphane.model.ids import SeriesUid
from diaphane.model.making import MovieOrder, Order, SurfaceOrder
from diaphane.model.scene import Layer, Outline, PlaneView, ProjectionView, Scene, StackView, SurfaceView, Vec3
from diaphane.model.scope import Scope
from diaphane.pool.crew import Crew
from diaphane.render.volume import Volume

__all__ = ["make_shelf", "nursery"]  # fixtures of the neighbours
CT = SeriesUid("1.2.1")
RIGHT, UP = (1.0, 0.0, 0.0), (0.0, 0.0, -1.0)


@dataclasses.dataclass(frozen=True)
class Bench:
    """A worker's drawing with STS_001's CT open, and that CT."""

    drawing: Drawing
    volume: Volume

    @property
    def centre(self) -> Vec3:
        x, y, z = self.volume.centre_mm.tolist()
        return x, y, z

    async def file(self, order: Order) -> bytes:
        """The finished file."""
        shares = [0.0]
        while (found := await self.drawing.make(SCOPE, order)).length is None:
            shares.append(found.share)
            await asyncio.sleep(0.05)
        assert shares == sorted(shares)
        data = await self.drawing.take(SCOPE, order)
        assert len(data) == found.length
        return data


@pytest.fixture
def bench(shared_data: Path, make_shelf: MakeShelf) -> Iterator[Bench]:
    shelf = make_shelf()
    ticket, readers = opened(files(shared_data / "petct/STS_001/ct"))
    shelf.open(dataclasses.replace(ticket, series_uid=CT), readers)
    volumes = Volumes(shelf, 1 << 30)
    drawing = Drawing(shelf, lambda _: {}, 2, Reconstruction(volumes, Crew(2)))
    yield Bench(drawing, volumes.get(SCOPE, CT, 0).result(60).volume)
    drawing.stop()


def looked_at(bench: Bench, layer: Layer | None = None, **more: object) -> Scene:
    view = SurfaceView(bench.centre, RIGHT, UP, 300.0)
    return Scene((layer or Layer(CT),), dataclasses.replace(view, **more))  # type: ignore[arg-type]  # fields of the view


@pytest.mark.slow
async def test_the_skin_of_a_real_body_lies_in_its_volume_and_cuts_and_crops_hold(bench: Bench) -> None:
    order = SurfaceOrder(looked_at(bench), -300.0, "stl", keep=0.2)
    mesh = trimesh.load(BytesIO(await bench.file(order)), file_type="stl")
    low, high = (bench.volume.place(at) for at in ((0, 0, 0), np.array(bench.volume.size) - 1))
    assert (mesh.bounds[0] > np.minimum(low, high) - 3).all()
    assert (mesh.bounds[1] < np.maximum(low, high) + 3).all()
    assert mesh.volume > 1e6

    x, y, z = bench.centre
    half = ((x, y - 500, z - 500), (x + 500, y + 500, z + 500))
    cropped = trimesh.load(BytesIO(await bench.file(dataclasses.replace(order, scene=looked_at(bench, crop_mm=half)))), file_type="stl")
    assert cropped.bounds[0][0] > x - 3
    square = ((0.0, -500.0), (500.0, -500.0), (500.0, 500.0), (0.0, 500.0))
    layer = Layer(CT, cuts=(Outline(square, bench.centre, RIGHT, UP),))
    cut = trimesh.load(BytesIO(await bench.file(dataclasses.replace(order, scene=looked_at(bench, layer)))), file_type="stl")
    assert cut.bounds[1][0] < x + 3
    assert cut.volume + cropped.volume == pytest.approx(mesh.volume, rel=0.03)


async def test_turning_the_picture_makes_no_new_surface_and_nonsense_is_refused(bench: Bench) -> None:
    order = SurfaceOrder(looked_at(bench), 300.0, "obj", keep=0.1)
    data = await bench.file(order)
    assert data.startswith(b"# Diaphane surface; coordinates DICOM LPS, millimetres")
    turned = dataclasses.replace(order, scene=looked_at(bench, right=(0.0, 1.0, 0.0), height_mm=50.0))
    assert (await bench.drawing.make(SCOPE, turned)).length == len(data)
    with pytest.raises(NotHere):
        await bench.drawing.take(SCOPE, dataclasses.replace(order, threshold=301.0))
    with pytest.raises(BadInput, match="percent of its triangles"):
        await bench.drawing.make(SCOPE, dataclasses.replace(order, keep=0.0))
    with pytest.raises(BadInput, match="no surface"):
        await bench.file(dataclasses.replace(order, threshold=90000.0))


async def test_a_surface_that_is_too_large_says_what_helps(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surfaces, "MEMORY_BYTES", 1)
    with pytest.raises(TooLarge, match="higher threshold"):
        await bench.file(SurfaceOrder(looked_at(bench), -300.0, "stl"))


@pytest.mark.slow
async def test_a_rotation_turns_the_body_as_the_viewer_does(bench: Bench) -> None:
    scene = Scene((Layer(CT),), ProjectionView(bench.centre, RIGHT, UP, 300.0))
    movie = await bench.file(MovieOrder(scene, (160, 128), "turn", 0.0, 360.0, 8, 10))
    with av.open(BytesIO(movie), "r") as source:
        frames = [np.asarray(one.to_ndarray(format="gray"), float) for one in source.decode(video=0)]
    assert len(frames) == 8
    # Half a turn further a parallel projection is its own mirror image, and a quarter further it is another one.
    assert np.abs(frames[0] - frames[4][:, ::-1]).mean() < 4 < np.abs(frames[0] - frames[2]).mean()


def test_scenes_of_a_movie_go_where_they_should() -> None:
    plane = PlaneView((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), 100.0)
    order = MovieOrder(Scene((Layer(CT),), plane), (128, 128), "scroll", -10.0, 10.0, 5, 10)
    assert [one.view.centre_mm[2] for one in movies.scenes(order) if isinstance(one.view, PlaneView)] == [-10, -5, 0, 5, 10]
    phases = movies.scenes(dataclasses.replace(order, motion="phases", first=0.0, last=4.0))
    assert [one.view.phase for one in phases if isinstance(one.view, PlaneView)] == [0, 1, 2, 3, 4]
    stack = Scene((Layer(CT),), StackView(3))
    images = movies.scenes(dataclasses.replace(order, scene=stack, motion="images", first=4.0, last=0.0))
    assert [one.view.frame for one in images if isinstance(one.view, StackView)] == [4, 3, 2, 1, 0]
    front = Scene((Layer(CT),), ProjectionView((0.0, 0.0, 0.0), RIGHT, UP, 100.0))
    quarter = movies.scenes(dataclasses.replace(order, scene=front, motion="turn", first=0.0, last=360.0, count=4))[1]
    assert isinstance(quarter.view, ProjectionView)
    # From the front, a quarter on the eye stands at the patient's left and has the front to its left.
    assert quarter.view.right == pytest.approx((0, 1, 0))
    for wrong in ({"motion": "turn"}, {"motion": "images"}, {"count": 1}, {"fps": 0}, {"size_px": (10, 10)}):
        with pytest.raises(BadInput):
            movies.check(dataclasses.replace(order, **wrong))


async def test_nobody_waiting_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PATIENCE_SECONDS", 0.1)

    async def slow(_: Scope, order: Order, said: Progress) -> bytes:
        said(0.5)
        assert isinstance(order, MovieOrder)
        await asyncio.sleep(0 if order.fps == 1 else 60)
        return b"movie"

    makings = Makings(slow)
    order = MovieOrder(Scene((Layer(CT),), StackView(0)), (64, 64), "images", 0.0, 1.0, 2, 10)
    assert (await makings.ask(SCOPE, "a", order)).length is None
    await asyncio.sleep(0.05)
    assert (await makings.ask(SCOPE, "a", order)).share == 0.5
    await asyncio.sleep(2.2)
    with pytest.raises(Busy, match="Start it again"):
        await makings.ask(SCOPE, "a", order)
    quick = dataclasses.replace(order, fps=1)
    await makings.ask(SCOPE, "a", quick)
    await asyncio.sleep(0.05)
    assert makings.take(SCOPE, "a", quick) == b"movie"
    with pytest.raises(NotHere):
        makings.take(SCOPE, "another study", quick)
    makings.stop()


async def test_old_files_go() -> None:
    async def quick(_: Scope, __: object, ___: Progress) -> bytes:
        return b"movie"

    makings = Makings(quick, kept_seconds=0.0)
    order = MovieOrder(Scene((Layer(CT),), StackView(0)), (64, 64), "images", 0.0, 1.0, 2, 10)
    await makings.ask(SCOPE, "a", order)
    await asyncio.sleep(0.05)
    assert makings.take(SCOPE, "a", order) == b"movie"
    assert (await makings.ask(SCOPE, "b", order)).length is None
    with pytest.raises(NotHere):
        makings.take(SCOPE, "a", order)
    makings.stop()
