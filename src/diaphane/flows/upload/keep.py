"""Seal what arrived together into packs and store them: when this returns, the bytes are safe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import anyio
from anyio.to_thread import run_sync

from diaphane.flows.house import Cell
from diaphane.model.scope import Scope
from diaphane.model.sealed import Extent, PackHead, Plain
from diaphane.seal.pack import PackWriter

WRITERS = 4


@dataclass(frozen=True, slots=True)
class Kept:
    """One durable pack and where in it each of the given bytes lie, by the same keys."""

    head: PackHead
    extents: Mapping[int, Extent]


def keep_one(cell: Cell, scope: Scope, plains: Mapping[int, Plain]) -> Kept:
    """Seal the bytes into one pack and store it. Blocks. Raises `Busy` when the disk does not take it."""
    writer = PackWriter(scope, cell.keyring)
    extents = {key: writer.add(plain) for key, plain in plains.items()}
    cell.blobs.put(writer.key, writer.parts())
    return Kept(writer.head(), extents)


async def keep(cell: Cell, scope: Scope, groups: Sequence[Mapping[int, Plain]]) -> list[Kept]:
    """One pack a group, several written at once. If one fails, so does the whole: nothing of it gets a row, a sweep removes it."""
    kept: dict[int, Kept] = {}
    writers = anyio.CapacityLimiter(WRITERS)

    async def one(number: int, plains: Mapping[int, Plain]) -> None:
        async with writers:
            kept[number] = await run_sync(partial(keep_one, cell, scope, plains))

    if len(groups) == 1:
        await one(0, groups[0])
    else:
        try:
            async with anyio.create_task_group() as tasks:
                for number, plains in enumerate(groups):
                    tasks.start_soon(one, number, plains)
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from failed  # one is as good as all: they share a disk
    return [kept[number] for number in range(len(groups))]
