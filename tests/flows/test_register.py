"""Registration as the worker does it: real CT and MR of one patient, in a child process, given up when nobody waits."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path

import numpy as np
import pytest
from tests.flows.test_volumes import files
from tests.load.conftest import SCOPE, MakeShelf, make_shelf, nursery, opened

from diaphane.base.errors import BadInput, Busy, NotHere
from diaphane.flows import jobs, spaces
from diaphane.flows.register import Registrations
from diaphane.flows.volumes import Volumes
from diaphane.load.shelf import Shelf
from diaphane.model.ids import SeriesUid
from diaphane.model.registration import Registration
from diaphane.model.scene import Alignment, Layer
from diaphane.render import samples
from diaphane.render.aligned import aligned
from diaphane.render.volume import Volume

__all__ = ["make_shelf", "nursery"]  # fixtures of the neighbours
CT, MR = SeriesUid("1.2.1"), SeriesUid("1.2.2")


@pytest.fixture
def shelf(shared_data: Path, make_shelf: MakeShelf) -> Shelf:
    """STS_001's CT and MR, open."""
    shelf: Shelf = make_shelf()
    for name, uid in (("ct", CT), ("mr", MR)):
        ticket, readers = opened(files(shared_data / "petct/STS_001" / name))
        shelf.open(dataclasses.replace(ticket, series_uid=uid), readers)
    return shelf


async def done(registrations: Registrations) -> Registration:
    """The finished registration."""
    while (found := await registrations.ask(SCOPE, CT, MR)).alignment is None:
        assert 0 <= found.share < 1
        await asyncio.sleep(0.2)
    return found


@pytest.mark.slow
async def test_ct_and_mr_of_a_patient_are_brought_together(shelf: Shelf) -> None:
    """STS_001's thigh, the files' common frame of reference ignored: the bodies cover each other better than as they were."""
    volumes = Volumes(shelf, 1 << 30)
    registrations = Registrations(volumes)
    found = await done(registrations)
    assert found.alignment is not None
    assert found.alignment.source == "registered"
    ct, mr = (volumes.get(SCOPE, uid, 0).result().volume for uid in (CT, MR))
    assert _dense_alike(ct, aligned(mr, found.alignment)) > _dense_alike(ct, mr)
    assert np.linalg.norm(np.asarray(found.alignment.translation_mm)) < 40
    assert np.abs(found.alignment.rotation_deg).max() < 20
    assert (await registrations.ask(SCOPE, CT, MR)) == found, "known, not made again"
    registrations.stop()
    volumes.close()


def _dense_alike(ct: Volume, mr: Volume) -> float:
    """The share of bright MR voxels (fat, muscle, marrow) that lie in what is no air in the CT."""
    z, y, x = (np.arange(2, n - 2, 4) for n in mr.size)
    index = np.stack(np.meshgrid(z, y, x, indexing="ij"), -1).reshape(-1, 3)
    bright = mr.voxels[tuple(index.T)] > 150
    places = mr.place(index[bright].astype(float))
    there = ct.index(places)
    known = samples.inside(ct, there)
    hu = samples.stored(ct, there[known]) * ct.slope + ct.intercept
    return float((hu > -300).mean())


async def test_nobody_waiting_stops_it_and_asking_again_starts_it_anew(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PATIENCE_SECONDS", 0.1)
    volumes = Volumes(shelf, 1 << 30)
    registrations = Registrations(volumes)
    assert (await registrations.ask(SCOPE, CT, MR)).alignment is None
    await asyncio.sleep(2.5)
    with pytest.raises(Busy, match="Start it again"):
        await registrations.ask(SCOPE, CT, MR)
    assert (await registrations.ask(SCOPE, CT, MR)).share < 1
    registrations.stop()
    await asyncio.sleep(0.1)
    volumes.close()


async def test_what_is_not_open_is_not_registered(shelf: Shelf) -> None:
    volumes = Volumes(shelf, 1 << 30)
    with pytest.raises(NotHere):
        await Registrations(volumes).ask(SCOPE, CT, "9.9")
    volumes.close()


def test_series_without_a_common_space_are_not_laid_over_each_other(shelf: Shelf) -> None:
    ct, mr = (shelf.series(SCOPE, uid).ticket for uid in (CT, MR))
    layers = (Layer(CT), Layer(MR))
    other = dataclasses.replace(mr, instances=tuple(
        dataclasses.replace(one, picture=dataclasses.replace(one.picture, frame_of_reference="9.9")) for one in mr.instances
    ))  # fmt: skip
    with pytest.raises(BadInput, match="frame of reference") as said:
        spaces.check(layers, (ct, other))
    assert said.value.code == spaces.NO_COMMON_SPACE
    spaces.check((Layer(CT), Layer(MR, alignment=Alignment())), (ct, other))
    spaces.check((Layer(CT),), (ct,))
    spaces.check((Layer(CT), Layer(CT)), (ct, ct))
