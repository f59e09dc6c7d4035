"""The sealed line for things that arrived together: sort -> seal -> store -> index; the row last, so no row without safe bytes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from anyio.to_thread import run_sync

from diaphane.base.errors import DiaphaneError
from diaphane.base.log import logger
from diaphane.db.work import Work
from diaphane.flows.house import Cell, House
from diaphane.flows.upload import arrival
from diaphane.flows.upload.items import CONFLICT, IGNORED, NOT_VIEWABLE, PENDING, UNPLACED, WORDS, Item, Taken
from diaphane.flows.upload.keep import Kept, keep
from diaphane.flows.upload.sorting import Sorted, packs, sort
from diaphane.index import queries
from diaphane.index.queries import placing
from diaphane.ingest.read import Ignored
from diaphane.model.ids import PackId, UploadId
from diaphane.model.instance import ClinicalDocument, DicomInstance, Unusable
from diaphane.model.scope import Scope
from diaphane.model.sealed import BlobKey, Extent
from diaphane.model.study import Added, Arrival

Record = Callable[[Work, list[Taken]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Line:
    """Whose files these are and which upload brought them."""

    house: House
    scope: Scope
    upload: UploadId | None


async def take_in(line: Line, items: Sequence[Item], record: Record) -> list[Taken]:
    """Make things durable and known, and say of each what became of it; `record` runs in the transaction that makes them known.

    Nothing is said before it is committed. Raises `Busy` when disk or database cannot take them now: then none of them
    is known, and sending them again is right.
    """
    house, scope = line.house, line.scope
    async with house.work.of(scope) as work:
        found = await _sort(work, items)
    kept = await keep(house.cell(scope), scope, packs(items, found))
    async with house.work.of(scope) as work:
        taken, unused = await _write(work, line.upload, items, found, kept)
        await record(work, taken)
    house.arrived.changed(scope, {study for one in taken if one.outcome == "stored" and (study := one.study) is not None})
    await forget(house.cell(scope), scope, unused)
    return taken


async def forget(cell: Cell, scope: Scope, unused: Sequence[PackId]) -> None:
    """Delete objects that no row points at any more. What cannot be deleted now is left to the sweep."""
    for pack in unused:
        try:
            await run_sync(cell.blobs.delete, BlobKey(scope, pack))
        except DiaphaneError as error:
            logger("flows").warning("pack.left", code=error.code)


async def _sort(work: Work, items: Sequence[Item]) -> Sorted:
    uids = {item.what.sop_uid for item in items if isinstance(item.what, DicomInstance)}
    held = await queries.by_sop(work, uids) if uids else {}
    # Of instances only those whose UID is taken by other bytes may lie in quarantine already.
    digests = {
        item.what.sha256
        for item in items
        if not isinstance(item.what, Ignored) and not (isinstance(item.what, DicomInstance) and item.what.sop_uid not in held)
    }
    return sort(items, held, await queries.known(work, digests) if digests else set())


async def _write(
    work: Work, upload: UploadId | None, items: Sequence[Item], found: Sorted, kept: Sequence[Kept]
) -> tuple[list[Taken], tuple[PackId, ...]]:
    extents: dict[int, Extent] = {}
    for pack in kept:
        extents.update(pack.extents)
    heads = [pack.head for pack in kept]
    added = await queries.add(work, arrival.arrival(upload, heads, items, found, extents))
    # Between sorting and now another request may have brought the same UIDs: the index has the last word.
    late = [at for at in found.instances if _uid(items[at]) in added.conflicts]
    apart = [arrival.kept_apart(upload, items[at], extents[at], CONFLICT) for at in (*found.conflicts, *late)]
    unused = set(added.unused_packs)
    if apart:
        wanted = {one.extent.pack for one in apart}
        more = await queries.add(work, Arrival(tuple(head for head in heads if head.pack in wanted), quarantine=tuple(apart)))
        unused = (unused - wanted) | set(more.unused_packs)
    waiting = await _adopt(work, upload, items, found)
    taken = [_taken(at, item, found, added) for at, item in enumerate(items)]
    return [Taken(one.name, "stored", PENDING, WORDS[PENDING]) if at in waiting else one for at, one in enumerate(taken)], tuple(unused)


async def _adopt(work: Work, upload: UploadId | None, items: Sequence[Item], found: Sorted) -> set[int]:
    """Documents that wait for their study since an earlier upload wait for this one's end now: their places in the list."""
    documents = {at: item.what.sha256 for at in found.there if isinstance((item := items[at]).what, ClinicalDocument)}
    if upload is None or not documents:
        return set()
    names = {digest: items[at].name for at, digest in documents.items()}
    held = await placing.adopt(work, upload, names, [PENDING, UNPLACED], WORDS[PENDING])
    return {at for at, digest in documents.items() if digest in held}


def _taken(at: int, item: Item, found: Sorted, added: Added) -> Taken:
    what = item.what
    if isinstance(what, Ignored):
        return Taken(item.name, "ignored", IGNORED, what.reason)
    if isinstance(what, Unusable):  # however often it comes
        return Taken(item.name, "quarantined", what.reason_code, what.reason)
    if at in found.there and isinstance(what, DicomInstance) and found.there[at] is None:
        return Taken(item.name, "conflict", CONFLICT, WORDS[CONFLICT])
    if at in found.there:
        return Taken(item.name, "already_there", study=found.there[at])
    if isinstance(what, DicomInstance):
        return _of_instance(item.name, what, added, taken=at in found.conflicts)
    return Taken(item.name, "stored", PENDING, WORDS[PENDING])


def _of_instance(name: str, what: DicomInstance, added: Added, *, taken: bool) -> Taken:
    study = what.study.uid
    if not taken and what.sop_uid in added.stored:
        return Taken(name, "stored", NOT_VIEWABLE if what.not_viewable else "", what.not_viewable, study)
    if not taken and what.sop_uid in added.already_there:
        return Taken(name, "already_there", study=study)
    return Taken(name, "conflict", CONFLICT, WORDS[CONFLICT])


def _uid(item: Item) -> str:
    return item.what.sop_uid if isinstance(item.what, DicomInstance) else ""
