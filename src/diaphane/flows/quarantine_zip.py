"""Hand out many things of the quarantine as one ZIP, made while it is sent: nothing is written to disk, little is held in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator, Iterable, Sequence

from typing_extensions import override

from diaphane.access import Permission, decide
from diaphane.base.errors import BadInput, NotHere
from diaphane.flows.download import Stored
from diaphane.flows.fetch import reader_of
from diaphane.flows.house import House
from diaphane.flows.quarantine import Waiting
from diaphane.index import queries
from diaphane.model.ids import QuarantineId
from diaphane.model.principals import Principal
from diaphane.model.scope import Scope
from diaphane.model.sealed import Buffer
from diaphane.model.study import QuarantineRow

MOST_FILES = 10_000
SENT_BYTES = 1 << 16
MOST_BYTES = 2 << 30
"""A browser holds an archive that it fetched before it saves it."""


async def archive(house: House, who: Principal, chosen: Sequence[QuarantineId] | Waiting) -> AsyncIterator[bytes]:
    """These things, or all that came up to a moment besides some, as a ZIP without compression, piece by piece.

    Raises `NotHere` when there is none of them, `BadInput` when they are too many or too large, both before the first piece.
    """
    decide(who, Permission.QUARANTINE_DOWNLOAD, who.scope)
    async with house.work.of(who.scope) as work:
        if isinstance(chosen, Waiting):
            rows = await queries.quarantine_list(work, MOST_FILES + 1, until=chosen.until, besides=chosen.besides)
        else:
            rows = await queries.quarantine_get(work, chosen)
    if not rows:
        raise NotHere
    if len(rows) > MOST_FILES or sum(row.extent.length for row in rows) > MOST_BYTES:
        limit = f"{MOST_FILES} files or {MOST_BYTES >> 30} GB"
        raise BadInput("quarantine.archive_too_large", f"One archive holds at most {limit}: choose fewer.")
    return _pieces(house, who.scope, rows)


class _Sink(io.RawIOBase):
    """Takes what `zipfile` writes until it is sent; cannot seek, so sizes are written after the data (APPNOTE 4.3.9)."""

    def __init__(self) -> None:
        self._written = bytearray()

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, data: Buffer, /) -> int:  # type: ignore[override]  # wider in typeshed: any buffer, as here
        self._written += data
        return memoryview(data).nbytes

    @property
    def full(self) -> bool:
        """Whether it is worth a sending of its own."""
        return len(self._written) >= SENT_BYTES

    def take(self) -> bytes:
        """All since the last call."""
        taken = bytes(self._written)
        self._written.clear()
        return taken


async def _pieces(house: House, scope: Scope, rows: Sequence[QuarantineRow]) -> AsyncIterator[bytes]:
    sink = _Sink()
    pack, reader = None, None
    with zipfile.ZipFile(sink, "w") as packed:
        for row, name in zip(rows, names(row.name for row in rows), strict=True):
            info = zipfile.ZipInfo(name, row.received_at.timetuple()[:6])
            info.file_size = row.extent.length
            if reader is None or pack != row.extent.pack:  # many small files lie in one pack, whose row and key are asked for once
                pack, reader = row.extent.pack, await reader_of(house, scope, row.extent)
            stored = Stored(row.name, "", None, row.extent.length, reader, row.extent)
            with packed.open(info, "w") as entry:
                async for piece in stored.pieces(0, stored.length):
                    entry.write(piece)
                    if sink.full:
                        yield sink.take()
    yield sink.take()


def names(titles: Iterable[str]) -> list[str]:
    """Names inside an archive: no folder, none twice whatever the case, none that hides."""
    taken: set[str] = set()
    found = []
    for title in titles:
        plain = title.replace("\\", "/").rpartition("/")[2].lstrip(".").replace("\0", "") or "unnamed"
        stem, dot, ending = plain.rpartition(".") if "." in plain else (plain, "", "")
        name, number = plain, 1
        while name.lower() in taken:
            number += 1
            name = f"{stem} ({number}){dot}{ending}"
        taken.add(name.lower())
        found.append(name)
    return found
