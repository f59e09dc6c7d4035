"""Show a small picture of a series: kept sealed once it was made, made anew when the series has grown."""

from __future__ import annotations

from anyio.to_thread import run_sync

from diaphane.access import Permission, decide
from diaphane.flows.fetch import fetch
from diaphane.flows.house import House
from diaphane.flows.series import describe
from diaphane.flows.upload.keep import keep_one
from diaphane.flows.upload.line import forget
from diaphane.flows.view import open_series
from diaphane.index import queries
from diaphane.model.ids import SeriesUid
from diaphane.model.principals import Principal
from diaphane.model.scene import Layer, Scene, StackView
from diaphane.model.sealed import Plain

SIZE_PX = (216, 216)


async def thumbnail(house: House, who: Principal, uid: SeriesUid) -> bytes:
    """A JPEG of the frame in the middle of the series. Raises `NotHere`, and `BadInput` with the reason when there is no picture."""
    decide(who, Permission.SERIES_VIEW, who.scope)
    scope = who.scope
    async with house.work.of(scope) as work:
        extent = await queries.thumbnail(work, uid)
    if extent is not None:
        return bytes((await fetch(house, scope, extent)).data)
    found = await describe(house, who, uid)
    await open_series(house, who, uid)
    scene = Scene((Layer(uid),), StackView(frame=len(found.stack.frames) // 2))
    picture = await house.pictures.render(scope, scene, SIZE_PX, "high")
    kept = await run_sync(keep_one, house.cell(scope), scope, {0: Plain(picture.data)})
    async with house.work.of(scope) as work:
        unused = await queries.set_thumbnail(work, uid, kept.head, kept.extents[0])
    await forget(house.cell(scope), scope, unused)
    return picture.data
