"""Derived frames: exactly the pixels and greys of the files, read without a decoder, and never the only copy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import anyio
import numpy as np
import pytest
from imagecodecs import jpeg2k_encode, jpegls_encode
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, JPEG2000Lossless, JPEGLSLossless
from tests.load.conftest import made, opened, saved

from diaphane.flows.packing import Packing
from diaphane.load.lanes import Lanes
from diaphane.load.shelf import Shelf
from diaphane.model.frame import Frame
from diaphane.model.ids import AccountId, RegionId
from diaphane.model.scope import Scope
from diaphane.model.sealed import BlobKey, Plain
from diaphane.model.ticket import FastTicket, SeriesTicket
from diaphane.seal.keyring import FileKeyring
from diaphane.seal.pack import Opener, PackReader, PackWriter
from diaphane.store.local import LocalBlobs

SCOPE = Scope(AccountId(uuid4()), RegionId("here"))
ENCODERS: dict[str, Callable[[Any], bytes | bytearray]] = {
    JPEG2000Lossless: lambda pixels: jpeg2k_encode(pixels, level=0, codecformat="j2k", reversible=True),
    JPEGLSLossless: jpegls_encode,
}


class House:
    """A keyring, a store and a shelf."""

    def __init__(self, folder: Path) -> None:
        self.keyring = FileKeyring.initialise(folder / "keys", RegionId("here"))
        self.keyring.create(SCOPE.account)
        self.blobs = LocalBlobs(folder / "objects")
        self.shelf = Shelf(256 << 20, 2)
        self.packing = Packing(self.shelf, self.blobs)

    def series(self, files: list[bytes]) -> SeriesTicket:
        """Files sealed into one pack."""
        writer = PackWriter(SCOPE, self.keyring)
        extents = [writer.add(Plain(data)) for data in files]
        self.blobs.put(writer.key, writer.parts())
        loose, _ = opened(files, SCOPE)
        refs = tuple(replace(ref, extent=extent) for ref, extent in zip(loose.instances, extents, strict=True))
        return replace(loose, instances=refs, packs=(Opener(self.keyring).ticket(SCOPE, writer.head()),))

    def open(self, ticket: SeriesTicket) -> None:
        own = ticket.packs if ticket.fast is None else (*ticket.packs, ticket.fast.pack)
        self.shelf.open(ticket, {pack.key.pack: PackReader(pack, self.blobs) for pack in own})

    def packed(self, ticket: SeriesTicket) -> SeriesTicket | None:
        """The ticket with derived frames, None where none were worth making."""
        self.open(ticket)
        data_key = os.urandom(32)
        found = anyio.run(self.packing.pack, SCOPE, str(ticket.series_uid), data_key, self.keyring.wrap(SCOPE, data_key))
        if found is None:
            return None
        head, extent = found
        return replace(ticket, fast=FastTicket(extent, Opener(self.keyring).ticket(SCOPE, head)))

    def frames(self, ticket: SeriesTicket, count: int) -> list[Frame]:
        """All frames through the shelf, nothing of them in its memory before."""
        self.shelf.close(SCOPE, str(ticket.series_uid))
        fresh = Shelf(256 << 20, 1)
        self.shelf.close_all()
        self.shelf = fresh
        self.packing = Packing(self.shelf, self.blobs)
        self.open(ticket)
        return [future.result(60) for future in self.shelf.many(SCOPE, str(ticket.series_uid), range(count))]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    found = House(tmp_path)
    yield found
    found.packing.stop()
    found.shelf.close_all()


@pytest.fixture
def decoders(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many frames each request to a decoder had."""
    asked: list[int] = []
    real = Lanes._decode  # noqa: SLF001 (where a lane goes to a decoder)

    def counted(self: Lanes, scope: Scope, numbers: tuple[int, ...], build: object) -> object:
        asked.append(len(numbers))
        return real(self, scope, numbers, build)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr(Lanes, "_decode", counted)
    return asked


def files(syntax: str, count: int = 12, **tags: object) -> list[bytes]:
    random = np.random.default_rng(5)
    found = []
    for number in range(count):
        pixels = (random.integers(0, 40, (48, 40)) + 100 * number).astype(np.uint16)
        data = made(pixels, syntax, InstanceNumber=number + 1, RescaleSlope=1 + number, RescaleIntercept=-1024, **tags)
        if syntax in ENCODERS:
            data.PixelData = encapsulate([bytes(ENCODERS[syntax](pixels))])
            data["PixelData"].is_undefined_length = True
        found.append(saved(data))
    return found


def same(a: Frame, b: Frame) -> bool:
    return a.pixels.dtype == b.pixels.dtype and np.array_equal(a.pixels, b.pixels) and repr(a.greys) == repr(b.greys)


@pytest.mark.parametrize("syntax", [JPEG2000Lossless, JPEGLSLossless, ExplicitVRLittleEndian])
def test_frames_are_those_of_the_files_and_need_no_decoder(house: House, decoders: list[int], syntax: str) -> None:
    ticket = house.series(files(syntax))
    want = house.frames(ticket, 12)
    fast = house.packed(ticket)
    assert fast is not None
    decoders.clear()
    got = house.frames(fast, 12)
    assert decoders == []
    assert all(map(same, want, got))


def test_uncompressed_pixels_do_not_lie_twice(house: House) -> None:
    fast = house.packed(house.series(files(ExplicitVRLittleEndian)))
    assert fast is not None
    assert fast.fast is not None
    assert fast.fast.pack.head.length < 48 * 40 * 2, "pixels were copied"


def test_what_is_not_the_pixels_as_it_lies_is_left_to_the_decoder(house: House, decoders: list[int]) -> None:
    assert house.packed(house.series(files(ExplicitVRBigEndian))) is None
    signed = house.series(files(ExplicitVRLittleEndian, BitsStored=12, HighBit=11, PixelRepresentation=1))
    want = house.frames(signed, 12)
    fast = house.packed(signed)
    got = house.frames(fast or signed, 12)
    assert all(map(same, want, got))


def test_a_damaged_frame_is_left_out_and_refused_as_before(house: House) -> None:
    sent = files(JPEG2000Lossless)
    at = sent[4].index(b"\xff\x4f\xff\x51")
    sent[4] = sent[4][: at + 120] + bytes(60) + sent[4][at + 180 :]
    ticket = house.series(sent)
    fast = house.packed(ticket)
    assert fast is not None
    house.shelf.close_all()
    house.shelf = Shelf(256 << 20, 1)
    house.packing = Packing(house.shelf, house.blobs)
    outcome = []
    for one in (ticket, fast):
        house.open(replace(one, content=one.content))
        futures = house.shelf.many(SCOPE, str(one.series_uid), range(12))
        outcome.append([type(future.exception(60)).__name__ for future in futures])
    assert outcome[0] == outcome[1]


@pytest.mark.parametrize("harm", ["deleted", "damaged", "other"])
def test_lost_ones_cost_time_only(house: House, decoders: list[int], harm: str) -> None:
    ticket = house.series(files(JPEGLSLossless))
    want = house.frames(ticket, 12)
    fast = house.packed(ticket)
    assert fast is not None
    assert fast.fast is not None
    key = BlobKey(SCOPE, fast.fast.pack.key.pack)
    if harm == "deleted":
        house.blobs.delete(key)
    elif harm == "damaged":
        path = house.blobs._path(key)  # noqa: SLF001 (the file itself is damaged here)
        whole = bytearray(path.read_bytes())
        whole[-1] ^= 1
        path.write_bytes(whole)
    else:
        fast = replace(fast, content="another series' pixels")
    decoders.clear()
    assert all(map(same, want, house.frames(fast, 12)))
    assert decoders, "nothing was decoded"


def test_whoever_looks_comes_first(house: House) -> None:
    """A picture that somebody wants waits for one batch of this work, not for all of it."""
    ticket = house.series(files(JPEG2000Lossless, 60))
    house.open(ticket)
    other = replace(house.series(files(ExplicitVRLittleEndian, 2)), series_uid=type(ticket.series_uid)("1.2.4"))
    house.open(other)
    later = [house.shelf.later(house.shelf.series(SCOPE, "1.2.3"), (n,)) for n in range(60)]
    house.shelf.frame(SCOPE, "1.2.4", 0, neighbours=False).result(60)
    assert sum(future.done() for future in later) < 60
    assert [len(future.result(60).frames) for future in later] == [1] * 60


def test_nothing_waits_for_ever_when_the_worker_stops(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.open(house.series(files(JPEG2000Lossless, 20)))
    series = house.shelf.series(SCOPE, "1.2.3")
    later = [house.shelf.later(series, (n,)) for n in range(20)]
    house.packing.stop()
    house.shelf.close_all()
    assert all(future.done() or future.exception(20) for future in later)
