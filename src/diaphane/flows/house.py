"""What every flow works with: the rooms of this installation, built once by `app`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from diaphane.accounts.office import Office
from diaphane.base.errors import IntegrityFailed
from diaphane.base.recent import Recent
from diaphane.base.settings import Settings
from diaphane.db.work import UnitOfWork
from diaphane.flows.arrived import Arrived
from diaphane.flows.bells import Bells
from diaphane.flows.budgets import Budgets
from diaphane.flows.described import Descriptions
from diaphane.flows.manifests import Manifests
from diaphane.flows.opened import Opened
from diaphane.flows.room import Room
from diaphane.flows.states_read import States
from diaphane.flows.summary import NO_WRITER, StackWriter
from diaphane.model.derived import Mark
from diaphane.model.ids import RegionId, SeriesUid
from diaphane.model.ports import Blobs, Keyring, PackOpener, Pictures
from diaphane.model.scope import Scope

_MOST_TRIED = 10_000


@dataclass(frozen=True, slots=True)
class Cell:
    """What one region has of its own: keys and objects."""

    keyring: Keyring
    opener: PackOpener
    blobs: Blobs


@dataclass(frozen=True, slots=True)
class House:
    """The rooms, plugged.

    `room` bounds the memory of bodies being received, `budgets` what one upload may unpack; `manifests` are those of uploads under way.
    `fast_enough` are series that derived frames made no faster, as they were then.
    """

    settings: Settings
    work: UnitOfWork
    office: Office
    cells: Mapping[RegionId, Cell]
    pictures: Pictures
    bells: Bells
    opened: Opened
    room: Room
    budgets: Budgets
    manifests: Manifests
    arrived: Arrived = field(default_factory=Arrived)
    descriptions: Descriptions = field(default_factory=Descriptions)
    states: States = field(default_factory=States)
    writer: StackWriter = NO_WRITER
    fast_enough: Recent[tuple[Scope, SeriesUid], Mark] = field(default_factory=lambda: Recent(_MOST_TRIED))
    warming: asyncio.Lock = field(default_factory=asyncio.Lock)

    def cell(self, scope: Scope) -> Cell:
        """The cell of the scope's region. Raises `IntegrityFailed` for a region that this installation does not have."""
        try:
            return self.cells[scope.region]
        except KeyError:
            raise IntegrityFailed("flows.region", "This account's region is not one of this installation.") from None
