"""Builds the rooms and plugs them into a house."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from diaphane.accounts.hashing import Hashing
from diaphane.accounts.office import Office
from diaphane.api.shapes.stack import stack_writer
from diaphane.app.keyrings import open_keyrings
from diaphane.app.pictures import pictures_of
from diaphane.app.seals import RegionSeals
from diaphane.base.site import Site
from diaphane.db.engine import Database
from diaphane.db.work import UnitOfWork
from diaphane.flows.bells import Bells
from diaphane.flows.budgets import Budgets
from diaphane.flows.house import Cell, House
from diaphane.flows.manifests import Manifests
from diaphane.flows.opened import Opened
from diaphane.flows.room import Room
from diaphane.seal.pack import Opener
from diaphane.store.local import LocalBlobs

CONNECTIONS = 16
ROOM_BYTES = 512 << 20
"""Bodies of uploads in memory at once, over all requests."""


def plug(site: Site, database: Database) -> House:
    """The house of one process. Blocks (opens keyrings, hashes once). Raises `UnsafeSettings`."""
    settings = site.settings
    keyrings = open_keyrings(settings)
    blobs = LocalBlobs(settings.data / "objects")
    cells = {region: Cell(keyring, Opener(keyring), blobs) for region, keyring in keyrings.items()}
    work = UnitOfWork(database, RegionSeals(keyrings))
    return House(
        settings=settings,
        work=work,
        office=Office(work, keyrings, Hashing(), settings),
        cells=cells,
        pictures=pictures_of(site),
        bells=Bells(),
        opened=Opened(),
        room=Room(ROOM_BYTES),
        budgets=Budgets(settings.limits),
        manifests=Manifests(),
        writer=stack_writer(),
    )


@asynccontextmanager
async def plugged(site: Site) -> AsyncIterator[House]:
    """A house for the time of the block, for work outside the web process."""
    database = Database(site.app_url, connections=4)
    try:
        await database.check()
        yield plug(site, database)
    finally:
        await database.close()
