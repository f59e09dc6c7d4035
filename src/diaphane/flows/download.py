"""Hand out stored bytes: an instance as it came, a document, something in quarantine; whole or a range, piece by piece."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from anyio.to_thread import run_sync

from diaphane.access import Permission, decide
from diaphane.flows.fetch import reader_of
from diaphane.flows.house import House
from diaphane.index import queries
from diaphane.model.ids import DocumentId, QuarantineId, SopUid
from diaphane.model.instance import DocumentKind
from diaphane.model.principals import Principal
from diaphane.model.scope import Scope
from diaphane.model.sealed import Buffer, Extent
from diaphane.seal.pack import PackReader

PIECE_BYTES = 1 << 20
PREAMBLE_BYTES = 128
# Signatures of programs: a file that is both DICOM and a program (CVE-2019-11687) leaves with an empty preamble.
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xfe\xed\xfa", b"\xca\xfe\xba\xbe")


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes to hand out. `title` names them for people; `kind` is None for what is no document.

    They lie in `extent` and after it in the extents of `rest`. `tag` names exactly these bytes, "" where nobody needs to know.
    """

    title: str
    media_type: str
    kind: DocumentKind | None
    length: int
    reader: PackReader
    extent: Extent
    disarm: bool = False
    rest: tuple[Extent, ...] = ()
    tag: str = ""

    async def pieces(self, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` to before `end`, a piece at a time. Raises `IntegrityFailed` before the first damaged one."""
        first = 0  # of the extent among all bytes
        for extent in (self.extent, *self.rest):
            at, until = max(start - first, 0), min(end - first, extent.length)
            while at < until:
                size = min(PIECE_BYTES, until - at)
                data = (await run_sync(self.reader.read, extent.offset + at, size)).data
                yield disarmed(data) if self.disarm and first + at == 0 else bytes(data)
                at += size
            first += extent.length


def disarmed(data: Buffer) -> bytes:
    """The beginning of a DICOM file, its preamble (PS3.10 section 7.1) emptied if it begins like a program."""
    whole = bytes(data)
    if whole[PREAMBLE_BYTES : PREAMBLE_BYTES + 4] == b"DICM" and whole.startswith(PROGRAMS):
        return bytes(min(PREAMBLE_BYTES, len(whole))) + whole[PREAMBLE_BYTES:]
    return whole


async def instance(house: House, who: Principal, uid: SopUid) -> Stored:
    """An instance's original bytes. Raises `NotHere`."""
    decide(who, Permission.INSTANCE_DOWNLOAD, who.scope)
    async with house.work.of(who.scope) as work:
        row = await queries.instance(work, uid)
    return await _stored(house, who.scope, row.extent, (f"{uid}.dcm", "application/dicom", None), disarm=True)


async def document(house: House, who: Principal, key: DocumentId) -> Stored:
    """A document. Raises `NotHere`."""
    decide(who, Permission.DOCUMENT_VIEW, who.scope)
    async with house.work.of(who.scope) as work:
        row = await queries.document(work, key)
    return await _stored(house, who.scope, row.extent, (row.title, row.media_type, row.kind))


async def quarantined(house: House, who: Principal, key: QuarantineId) -> Stored:
    """Something in quarantine, as it came; its reader must not open it by mistake. Raises `NotHere`."""
    decide(who, Permission.QUARANTINE_DOWNLOAD, who.scope)
    async with house.work.of(who.scope) as work:
        (row,) = await queries.quarantine_get(work, [key])
    return await _stored(house, who.scope, row.extent, (row.name.rpartition("/")[2], "application/octet-stream", None))


async def _stored(
    house: House, scope: Scope, extent: Extent, what: tuple[str, str, DocumentKind | None], *, disarm: bool = False
) -> Stored:
    title, media_type, kind = what
    return Stored(title, media_type, kind, extent.length, await reader_of(house, scope, extent), extent, disarm)
