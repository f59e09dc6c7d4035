"""Reconstructions as the worker makes them: real CT and PET, qualities, giving up, fairness."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests.flows.test_volumes import files
from tests.load.conftest import SCOPE, MakeShelf, make_shelf, nursery, opened

from diaphane.base.errors import BadInput, NotHere
from diaphane.flows.reconstruct import Reconstruction
from diaphane.flows.volumes import Volumes
from diaphane.load.shelf import Shelf
from diaphane.model.ids import SeriesUid
from diaphane.model.scene import Layer, Picture, PlaneView, ProjectionView, Scene, SurfaceView, Window
from diaphane.model.scope import Scope
from diaphane.pool.crew import Crew

__all__ = ["make_shelf", "nursery"]  # fixtures of the neighbours
CT, PET = SeriesUid("1.2.1"), SeriesUid("1.2.2")
CORONAL: dict[str, Any] = {"right": (1.0, 0.0, 0.0), "down": (0.0, 0.0, -1.0)}


@dataclasses.dataclass(frozen=True)
class Bench:
    """A reconstruction with STS_001's CT and PET open, the middle of the CT, and what names their pixels."""

    made: Reconstruction
    centre: tuple[float, float, float]
    contents: dict[SeriesUid, str]


@pytest.fixture
def bench(shared_data: Path, make_shelf: MakeShelf) -> Iterator[Bench]:
    """The real study."""
    shelf: Shelf = make_shelf()
    contents = {CT: "c7" * 16, PET: "9e" * 16}
    for name, uid in (("ct", CT), ("pet", PET)):
        ticket, readers = opened(files(shared_data / "petct/STS_001" / name))
        shelf.open(dataclasses.replace(ticket, series_uid=uid, content=contents[uid]), readers)
    volumes = Volumes(shelf, 1 << 30)
    made = Reconstruction(volumes, Crew(2))
    x, y, z = volumes.get(SCOPE, CT, 0).result(60).volume.centre_mm
    yield Bench(made, (float(x), float(y), float(z)), contents)
    made.stop()


def decoded(picture: Picture) -> Image.Image:
    """The picture as a browser sees it."""
    return Image.open(BytesIO(picture.data))


async def test_every_view_of_real_ct_and_pet_shows_the_body(bench: Bench) -> None:
    ct, pet = Layer(CT, Window(40, 400)), Layer(PET, colour_map="hot_iron", opacity=0.5)
    plane = PlaneView(bench.centre, **CORONAL, height_mm=250, slab_mm=10)
    views = {
        "plane": Scene((ct,), plane),
        "fusion": Scene((ct, pet), plane),
        "mip": Scene((dataclasses.replace(pet, colour_map="grey", invert=True),), ProjectionView(bench.centre, **CORONAL, height_mm=250)),
        "surface": Scene((ct,), SurfaceView(bench.centre, **CORONAL, height_mm=250)),
        "glow": Scene((ct, pet), SurfaceView(bench.centre, **CORONAL, height_mm=250)),
    }
    for name, scene in views.items():
        picture = await bench.made.render(SCOPE, scene, (240, 200), "lossless")
        shown = decoded(picture)
        assert shown.format == "PNG"
        assert shown.size == (240, 200)
        assert np.asarray(shown).std() > 10, name
        assert picture.series == tuple(bench.contents[layer.series_uid] for layer in scene.layers)
        assert (shown.mode == "RGB") == (name in {"fusion", "surface", "glow"})


@pytest.mark.parametrize(
    ("quality", "size"), [("high", (256, 256)), ("draft", (128, 128)), ("small", (128, 128)), ("lossless", (256, 256))]
)
async def test_a_turning_body_is_drawn_smaller(bench: Bench, quality: str, size: tuple[int, int]) -> None:
    scene = Scene((Layer(CT),), SurfaceView(bench.centre, **CORONAL, height_mm=250))
    picture = await bench.made.render(SCOPE, scene, (256, 256), quality)  # type: ignore[arg-type]  # a Quality
    assert (picture.width, picture.height) == size == decoded(picture).size
    assert picture.lossless == (quality == "lossless")


async def test_what_is_not_open_and_what_makes_no_sense_is_refused(bench: Bench) -> None:
    plane = PlaneView(bench.centre, **CORONAL, height_mm=250)
    with pytest.raises(NotHere):
        await bench.made.render(SCOPE, Scene((Layer(SeriesUid("9.9")),), plane), (64, 64), "draft")
    with pytest.raises(NotHere):
        await bench.made.render(Scope(SCOPE.account, type(SCOPE.region)("elsewhere")), Scene((Layer(CT),), plane), (64, 64), "draft")
    with pytest.raises(BadInput):
        await bench.made.render(SCOPE, Scene((Layer(CT),), dataclasses.replace(plane, height_mm=-1)), (64, 64), "draft")


async def test_a_picture_nobody_wants_stops_soon(bench: Bench) -> None:
    scene = Scene((Layer(CT),), SurfaceView(bench.centre, **CORONAL, height_mm=250, preset="soft"))
    plane = dataclasses.replace(scene, view=PlaneView(bench.centre, **CORONAL, height_mm=250))
    for each in (scene, plane):  # whoever draws the first one of a kind compiles its kernel
        await bench.made.render(SCOPE, each, (64, 64), "draft")
    task = asyncio.create_task(bench.made.render(SCOPE, scene, (2048, 2048), "lossless"))
    await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
    began = time.perf_counter()
    await bench.made.render(SCOPE, plane, (64, 64), "draft")
    assert time.perf_counter() - began < 5  # a hang would show; the pace is bench/render's matter
