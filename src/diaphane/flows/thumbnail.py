"""Small pictures of series: made in the background after an arrival, kept sealed, made anew when a series has grown or one is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from anyio.to_thread import run_sync

from diaphane.access import Permission, decide
from diaphane.base import stages
from diaphane.base.clock import microseconds
from diaphane.base.errors import DiaphaneError, IntegrityFailed, NotHere
from diaphane.base.log import logger
from diaphane.flows.fetch import reader_of
from diaphane.flows.house import House
from diaphane.flows.series import describe
from diaphane.flows.upload.keep import keep_one
from diaphane.flows.upload.line import forget
from diaphane.flows.view import held_open, open_series
from diaphane.index import queries
from diaphane.model.ids import PackId, SeriesUid, StudyUid
from diaphane.model.principals import JobPrincipal, Principal
from diaphane.model.scene import Layer, Picture, Scene, StackView
from diaphane.model.scope import Scope
from diaphane.model.sealed import Extent, Plain
from diaphane.seal.pack import PackReader

SIZE_PX = (216, 216)
JOB = "thumbnails"


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A JPEG, and what each stage of getting it took: fetched and opened alone where it was kept, all of them where it was drawn now."""

    data: bytes
    stages_us: tuple[tuple[str, int], ...]


async def thumbnail(house: House, who: Principal, uid: SeriesUid) -> Thumbnail:
    """The frame in the middle of the series. Raises `NotHere`, and `BadInput` with the reason when there is no picture."""
    decide(who, Permission.SERIES_VIEW, who.scope)
    scope = who.scope
    async with house.work.of(scope) as work:
        extent = await queries.thumbnail(work, uid)
    if extent is not None:
        try:
            reader = await reader_of(house, scope, extent)
            return await run_sync(_read, reader, extent)
        except (NotHere, IntegrityFailed) as error:  # a cache: lost or damaged, it is made anew
            logger("flows").warning("thumbnail.lost", code=error.code)
    made = await _drawn(house, who, uid)
    await _keep(house, scope, {uid: made.data})
    stages_us = ("fetch", made.fetch_us), ("open", made.open_us), ("decode", made.decode_us)
    return Thumbnail(made.data, (*stages_us, ("render", made.render_us), ("encode", made.encode_us)))


def _read(reader: PackReader, extent: Extent) -> Thumbnail:
    stages.taken()  # what this thread did before is somebody else's
    data = bytes(reader.read(extent.offset, extent.length).data)
    return Thumbnail(data, tuple((name, microseconds(seconds)) for name, seconds in stages.taken().items()))


async def make_thumbnails(house: House, scope: Scope, study: StudyUid) -> int:
    """Make those of a study that are missing, into one pack; returns how many. A series that has no picture is passed over."""
    who = JobPrincipal(JOB, scope)
    decide(who, Permission.THUMBNAIL_WRITE, scope)
    async with house.work.of(scope) as work:
        wanted = [row.series.uid for row in await queries.series_of(work, study) if row.viewable]
        missing = [uid for uid in wanted if await queries.thumbnail(work, uid) is None]
    made: dict[SeriesUid, bytes] = {}
    for uid in missing:
        try:
            async with held_open(house, who, uid):
                made[uid] = (await _drawn(house, who, uid)).data
        except DiaphaneError as error:
            logger("flows").info("thumbnail.none", code=error.code)
    if made:
        await _keep(house, scope, made)
    return len(made)


async def _drawn(house: House, who: Principal, uid: SeriesUid) -> Picture:
    found = await describe(house, who, uid)
    await open_series(house, who, uid)
    scene = Scene((Layer(uid),), StackView(frame=found.frames // 2))
    return await house.pictures.render(who.scope, scene, SIZE_PX, "high")


async def _keep(house: House, scope: Scope, pictures: Mapping[SeriesUid, bytes]) -> None:
    kept = await run_sync(keep_one, house.cell(scope), scope, {at: Plain(data) for at, data in enumerate(pictures.values())})
    unused: list[PackId] = []
    async with house.work.of(scope) as work:
        for at, uid in enumerate(pictures):
            unused += await queries.set_thumbnail(work, uid, kept.head, kept.extents[at])
    await forget(house.cell(scope), scope, unused)
