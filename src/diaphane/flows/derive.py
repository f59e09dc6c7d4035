"""Make what is derived from the series of a study: behind everybody's back, after it has arrived or when something is found missing."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

import anyio
from anyio.to_thread import run_sync

from diaphane.access import Permission, decide
from diaphane.base.errors import DiaphaneError
from diaphane.base.log import logger
from diaphane.flows import summary
from diaphane.flows.house import House
from diaphane.flows.metadata import FORM as METADATA_FORM
from diaphane.flows.metadata import metadata_of
from diaphane.flows.series import may_gain, worked_out
from diaphane.flows.sweep import accounts
from diaphane.flows.thumbnail import JOB, make_thumbnails
from diaphane.flows.upload.keep import keep_one
from diaphane.flows.upload.line import forget
from diaphane.flows.view import held_open
from diaphane.index import queries
from diaphane.load.fast import FORM as VOLUME_FORM
from diaphane.model.derived import Derived, DerivedKind, Standing
from diaphane.model.ids import PackId, StudyUid
from diaphane.model.principals import JobPrincipal, Principal
from diaphane.model.scope import Scope
from diaphane.model.sealed import Plain
from diaphane.seal.derive import KEY_BYTES

CATCH_UP_S = 5.0
"""Whoever waits for the start comes first."""
AMONG = 500
"""Studies of an account, newest first, that are looked at after a start."""

Made = tuple[Standing, DerivedKind, str, bytes]
"""The series as it was, what was made of it, as what form, the bytes."""


async def catch_up(house: House) -> None:
    """Look once, soon after a start, for what arrived and was not seen to before the process ended, or was by another version of it."""
    await anyio.sleep(CATCH_UP_S)
    form = summary.form(house.writer)
    try:
        async for _, scope in accounts(house):
            async with house.work.of(scope) as work:
                studies = await queries.behind(work, form, AMONG)
            house.arrived.left_behind(scope, studies)
    except (DiaphaneError, OSError) as error:  # what is left now is made when somebody asks for it
        logger("flows").warning("catch_up.failed", kind=type(error).__name__)


async def watch_arrivals(house: House) -> None:
    """For ever: make what is derived from studies that arrived here, once they have settled."""
    while True:
        scope, study = await house.arrived.settled()
        for make in (make_summaries, make_thumbnails, make_volumes):
            try:
                await make(house, scope, study)
            except DiaphaneError as error:  # made when somebody asks for it
                logger("flows").info("derived.left", what=make.__name__, code=error.code)
            except Exception as error:  # noqa: BLE001 (background work outlives what one study broke)
                logger("flows").error("derived.failed", what=make.__name__, kind=type(error).__name__)


async def make_summaries(house: House, scope: Scope, study: StudyUid) -> int:
    """Make the summaries and the metadata of a study that are missing or stale, into one pack; returns how many."""
    decide(JobPrincipal(JOB, scope), Permission.DERIVED_WRITE, scope)
    async with house.work.of(scope) as work:
        found = await queries.standings(work, study)
    form = summary.form(house.writer)
    made: list[Made] = []
    for now in found:
        if not now.reason and now.fresh("summary", form) is None:
            made += await _summary(house, scope, now, form)
        if now.fresh("metadata", METADATA_FORM) is None:
            try:
                made.append((now, "metadata", METADATA_FORM, await metadata_of(house, scope, now)))
            except DiaphaneError as error:
                logger("flows").info("metadata.none", code=error.code)
    await keep_derived(house, scope, made)
    return len(made)


async def make_volumes(house: House, scope: Scope, study: StudyUid) -> int:
    """Make the derived frames of a study's series that are missing or stale, and that pay; returns how many."""
    who = JobPrincipal(JOB, scope)
    decide(who, Permission.DERIVED_WRITE, scope)
    async with house.work.of(scope) as work:
        found = await queries.standings(work, study)
    made = 0
    for now in found:
        if may_gain(house, scope, now):
            try:
                made += await _volume(house, who, now)
            except DiaphaneError as error:
                logger("flows").info("volume.none", code=error.code)
    return made


async def _volume(house: House, who: Principal, now: Standing) -> int:
    """The worker writes the pack, under a key that only this process could wrap; the row is written here, after the bytes are safe."""
    scope, uid = who.scope, now.series_uid
    data_key = os.urandom(KEY_BYTES)
    wrapped = await run_sync(house.cell(scope).keyring.wrap, scope, data_key)
    async with held_open(house, who, uid):
        packed = await house.pictures.pack(scope, uid, data_key, wrapped)
    if packed is None:
        house.fast_enough.keep((scope, uid), now.mark)
        return 0
    head, extent = packed
    async with house.work.of(scope) as work:
        unused = await queries.set_derived(work, uid, Derived("volume", VOLUME_FORM, now.mark, extent, head))
    house.opened.forget((scope, uid))  # whoever looks at it goes on with the faster frames
    await forget(house.cell(scope), scope, unused)
    return 1


async def forget_derived(house: House, who: Principal) -> None:
    """Delete everything derived that the account has. It costs time only: all of it is made anew when it is missed."""
    decide(who, Permission.DERIVED_WRITE, who.scope)
    async with house.work.of(who.scope) as work:
        unused = await queries.drop_derived(work)
    await forget(house.cell(who.scope), who.scope, unused)


async def derived_bytes(house: House, who: Principal) -> Mapping[str, int]:
    """Bytes of what is derived, by kind: not part of what the account has uploaded."""
    decide(who, Permission.STUDY_VIEW, who.scope)
    async with house.work.of(who.scope) as work:
        return await queries.derived_bytes(work)


async def keep_derived(house: House, scope: Scope, made: Sequence[Made]) -> None:
    """Seal what was made into one pack and write it down."""
    if not made:
        return
    kept = await run_sync(keep_one, house.cell(scope), scope, {at: Plain(data) for at, (*_, data) in enumerate(made)})
    unused: list[PackId] = []
    async with house.work.of(scope) as work:
        for at, (now, kind, form, _) in enumerate(made):
            unused += await queries.set_derived(work, now.series_uid, Derived(kind, form, now.mark, kept.extents[at], kept.head))
    await forget(house.cell(scope), scope, unused)


async def _summary(house: House, scope: Scope, now: Standing, form: str) -> list[Made]:
    try:
        was, found, data = await worked_out(house, scope, now.series_uid)
    except DiaphaneError as error:
        logger("flows").info("summary.none", code=error.code)
        return []
    house.descriptions.keep(scope, was.mark, found)
    return [(was, "summary", form, data)]
