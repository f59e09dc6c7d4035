"""Kernels are got ready beside everything else: counted, waited for, and missed in words."""

from __future__ import annotations

import contextlib
import dataclasses
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import anyio
import pytest
from tests.flows.test_volumes import files
from tests.load.conftest import SCOPE, MakeShelf, make_shelf, nursery, opened
from typing_extensions import override

from diaphane.base.errors import Busy
from diaphane.flows.draw import Drawing
from diaphane.flows.reconstruct import Reconstruction
from diaphane.flows.volumes import Volumes
from diaphane.flows.warming import Warming
from diaphane.model.ids import SeriesUid
from diaphane.model.making import Making, MovieOrder, Order, SurfaceOrder
from diaphane.model.scene import Layer, PlaneView, Scene, StackView, SurfaceView
from diaphane.model.warmth import Warmth
from diaphane.pool.crew import Crew
from diaphane.render.kernels.kernel import Kernel

__all__ = ["make_shelf", "nursery"]  # fixtures of the neighbours
PET = SeriesUid("1.2.2")


class Slow(Kernel):
    """Takes as long to compile as its test likes, or breaks."""

    def __init__(self, *, breaks: bool = False) -> None:
        self.begun, self.compiled, self.breaks = threading.Event(), threading.Event(), breaks

    @override
    def compile(self) -> None:
        self.begun.set()
        assert self.compiled.wait(30)
        if self.breaks:
            raise OSError


def warming(kernels: Sequence[Slow]) -> Iterator[Warming]:
    made = Warming(kernels, patience_s=0.05)
    yield made
    for kernel in kernels:
        kernel.compiled.set()
    made.end()


@pytest.fixture
def three() -> list[Slow]:
    return [Slow(), Slow(), Slow()]


@pytest.fixture
def slow(three: list[Slow]) -> Iterator[Warming]:
    yield from warming(three)


async def released(kernels: Sequence[Slow], slow: Warming) -> None:
    """Let all be compiled, and wait for it."""
    for kernel in kernels:
        kernel.compiled.set()
    while slow.warmth.left:
        with contextlib.suppress(Busy):
            await slow.over()


async def test_steps_are_counted_and_the_end_is_waited_for(three: list[Slow], slow: Warming) -> None:
    assert slow.warmth == Warmth(0, 3)
    three[0].compiled.set()
    assert three[1].begun.wait(10)
    with pytest.raises(Busy, match="1 of 3 steps") as refused:
        await slow.over()
    assert refused.value.code == "render.busy"
    await released(three, slow)
    await slow.over()
    assert slow.warmth == Warmth(3, 0)


async def test_a_kernel_that_breaks_holds_nobody_up() -> None:
    broken = Slow(breaks=True)
    for made in warming([broken, Slow()]):
        await released([broken], made)
        await made.over()


async def test_a_file_says_what_is_prepared_and_is_made_after_that(
    shared_data: Path, make_shelf: MakeShelf, three: list[Slow], slow: Warming
) -> None:
    shelf = make_shelf()
    ticket, readers = opened(files(shared_data / "petct/STS_001/pet"))
    shelf.open(dataclasses.replace(ticket, series_uid=PET), readers)
    volumes = Volumes(shelf, 1 << 30)
    drawing = Drawing(shelf, lambda _: {}, 2, Reconstruction(volumes, Crew(2), slow))
    x, y, z = volumes.get(SCOPE, PET, 0).result(60).volume.centre_mm
    plane = Scene((Layer(PET),), PlaneView((float(x), float(y), float(z)), (1.0, 0.0, 0.0), (0.0, 0.0, -1.0), 250.0))
    surface = SurfaceOrder(plane, 1.0, "stl", keep=0.1)
    movie = MovieOrder(plane, (64, 64), "scroll", -5.0, 5.0, 2, 10)
    for order in (surface, movie):
        assert await drawing.make(SCOPE, order) == Making(0.0, preparing=Warmth(0, 3))
    images = dataclasses.replace(movie, scene=Scene((Layer(PET),), StackView(0)), motion="images", first=0.0, last=1.0)
    assert await made(drawing, images), "images need no volume, and nothing that waits is before them"
    three[0].compiled.set()
    assert three[1].begun.wait(10)
    assert await drawing.make(SCOPE, movie) == Making(0.0, preparing=Warmth(1, 2))
    await released(three, slow)
    for order in (surface, movie):
        assert await made(drawing, order)
    drawing.stop()


async def made(drawing: Drawing, order: Order) -> bytes:
    """The file, asked for until it is there; nothing has to be prepared for it."""
    with anyio.fail_after(120):
        while (now := await drawing.make(SCOPE, order)).length is None:
            assert now.preparing is None
            await anyio.sleep(0.05)
    return await drawing.take(SCOPE, order)


async def test_nothing_is_made_of_volumes_before(shared_data: Path, make_shelf: MakeShelf, three: list[Slow], slow: Warming) -> None:
    shelf = make_shelf()
    ticket, readers = opened(files(shared_data / "petct/STS_001/pet"))
    shelf.open(dataclasses.replace(ticket, series_uid=PET), readers)
    volumes = Volumes(shelf, 1 << 30)
    made = Reconstruction(volumes, Crew(2), slow)
    x, y, z = volumes.get(SCOPE, PET, 0).result(60).volume.centre_mm
    view = {"centre_mm": (float(x), float(y), float(z)), "right": (1.0, 0.0, 0.0), "down": (0.0, 0.0, -1.0), "height_mm": 250.0}
    plane, surface = (Scene((Layer(PET),), kind(**view)) for kind in (PlaneView, SurfaceView))  # type: ignore[arg-type]  # both take them
    for scene in (plane, surface):
        with pytest.raises(Busy, match="0 of 3"):
            await made.render(SCOPE, scene, (64, 64), "draft")
    with pytest.raises(Busy):
        await made.values(SCOPE, [PET], view["centre_mm"], 0)  # type: ignore[arg-type]  # a point
    with pytest.raises(Busy):
        await made.pick(SCOPE, surface, (32, 32), (64, 64))
    await released(three, slow)
    assert (await made.render(SCOPE, plane, (64, 64), "draft")).data
    made.stop()
