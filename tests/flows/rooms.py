"""A house of real rooms on the embedded database, with made-up pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from typing_extensions import override

from diaphane.accounts.hashing import Hashing
from diaphane.accounts.office import Office
from diaphane.app.seals import RegionSeals
from diaphane.base.errors import NotHere
from diaphane.base.settings import Region, Settings
from diaphane.db.engine import Database
from diaphane.db.work import UnitOfWork
from diaphane.flows.bells import Bells
from diaphane.flows.budgets import Budgets
from diaphane.flows.house import Cell, House
from diaphane.flows.manifests import Manifests
from diaphane.flows.opened import Opened
from diaphane.flows.room import Room
from diaphane.model.ids import AccountId, RegionId
from diaphane.model.making import Making, Order
from diaphane.model.ports import Pictures
from diaphane.model.principals import JobPrincipal
from diaphane.model.probe import Histogram, PointValue, Probe, ValueSpan
from diaphane.model.registration import Registration
from diaphane.model.scene import Alignment, Picture, Quality, Scene, Vec3
from diaphane.model.scope import Scope
from diaphane.model.sealed import Extent, PackHead
from diaphane.model.ticket import SeriesTicket
from diaphane.model.warmth import Warmth
from diaphane.seal.keyring import FileKeyring
from diaphane.seal.pack import Opener
from diaphane.store.local import LocalBlobs

REGION = RegionId("local")
ELSEWHERE = RegionId("north")
REGIONS = (Region(id=REGION, city="Here", country="Nowhere"), Region(id=ELSEWHERE, city="There", country="Nowhere"))


class StillPictures(Pictures):
    """Knows which series are open; every picture is one byte."""

    def __init__(self) -> None:
        self.tickets: dict[str, SeriesTicket] = {}
        self.asked: list[Scene] = []

    @override
    async def open(self, ticket: SeriesTicket) -> None:
        self.tickets[ticket.series_uid] = ticket

    @override
    async def render(self, scope: Scope, scene: Scene, size_px: tuple[int, int], quality: Quality) -> Picture:
        self.asked.append(scene)
        if any(layer.series_uid not in self.tickets for layer in scene.layers):
            raise NotHere
        contents = tuple(self.tickets[layer.series_uid].content for layer in scene.layers)
        return Picture("jpeg", b"\xff", *size_px, quality == "lossless", load_us=1, render_us=2, encode_us=3, series=contents)

    @override
    async def probe(self, scope: Scope, series_uid: str, frame: int, column: int, row: int) -> Probe:
        return Probe(float(frame), float(column), str(row))

    @override
    async def span(self, scope: Scope, series_uid: str, frame: int | None = None) -> ValueSpan:
        return ValueSpan(0.0, 100.0, 1.0, 99.0, "HU")

    @override
    async def register(self, scope: Scope, fixed: str, moving: str) -> Registration:
        return Registration(1.0, Alignment((1.0, 2.0, 3.0), source="registered"))

    @override
    async def values(self, scope: Scope, series_uids: Sequence[str], point_mm: Vec3, phase: int) -> list[PointValue]:
        return [PointValue(point_mm[0], "HU") for _ in series_uids]

    @override
    async def pick(self, scope: Scope, scene: Scene, pixel: tuple[float, float], size_px: tuple[int, int]) -> Vec3 | None:
        self.asked.append(scene)
        return (pixel[0], pixel[1], float(size_px[0]))

    @override
    async def histogram(self, scope: Scope, series_uid: str, phase: int) -> Histogram:
        return Histogram(0.0, 90.0, -5.0, 100.0, "HU", (1, 2, 3))

    @override
    async def make(self, scope: Scope, order: Order) -> Making:
        return Making(1.0, 5)

    @override
    async def take(self, scope: Scope, order: Order) -> bytes:
        return order.kind[:5].encode()

    @override
    async def pack(self, scope: Scope, series_uid: str, data_key: bytes, wrapped: bytes) -> tuple[PackHead, Extent] | None:
        return None

    @override
    async def loaded(self, scope: Scope, series_uid: str) -> list[int]:
        return []

    @override
    async def check(self) -> Warmth:
        return Warmth(3, 7)

    @override
    async def close(self, scope: Scope, series_uid: str) -> None:
        self.tickets.pop(series_uid, None)


def make_house(data: Path, database: Database, *, pictures: Pictures | None = None) -> House:
    """Two regions, cheap password hashes, everything else as in the product."""
    settings = Settings(data=data, regions=REGIONS)
    keyrings = {region: FileKeyring.initialise(data / "keys", region) for region in (REGION, ELSEWHERE)}
    blobs = LocalBlobs(data / "objects")
    cells = {region: Cell(keyring, Opener(keyring), blobs) for region, keyring in keyrings.items()}
    work = UnitOfWork(database, RegionSeals(keyrings))
    office = Office(work, keyrings, Hashing(memory_kib=64), settings)
    return House(
        settings,
        work,
        office,
        cells,
        pictures or StillPictures(),
        Bells(),
        Opened(),
        Room(256 << 20),
        Budgets(settings.limits),
        Manifests(),
    )


def new_account(house: House) -> JobPrincipal:
    """An account with a key and nothing else."""
    scope = Scope(AccountId(uuid4()), REGION)
    house.cell(scope).keyring.create(scope.account)
    return JobPrincipal("demo", scope)
