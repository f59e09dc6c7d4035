"""Pages sorted by patient name: few matches are opened and sorted, long lists follow the order kept in memory."""

from __future__ import annotations

from itertools import islice

import anyio
import anyio.lowlevel
from sqlalchemy import text

from diaphane.db.work import Work
from diaphane.index import cursor
from diaphane.index.cursor import Cursor
from diaphane.index.order import OVERLAP, NameOrder, NameOrders, sort_name, too_many
from diaphane.index.pattern import Plan
from diaphane.index.queries import candidates
from diaphane.model.study import StudyPage, StudyQuery, StudyRow

STEP = 400
BREATH = 2000  # names opened before others get their turn on the event loop

_NAMES = text("SELECT study_id, sort_name FROM study_text WHERE account_id = :account AND received_at >= :since ORDER BY received_at")
_ALL_NAMES = text("SELECT study_id, sort_name FROM study_text WHERE account_id = :account LIMIT :most")

# One per process: sorted names are too dear to make for every page, and nothing but memory may hold them.
ORDERS = NameOrders()


async def search(work: Work, query: StudyQuery, plan: Plan) -> StudyPage:
    """A page sorted by name. Raises `BadInput` when the list is too long to be sorted by name."""
    place = cursor.read(query.after, query.sort)
    start = place.study_id if place else None
    matches = None if candidates.everything(query) else await candidates.few(work, query, plan.tokens)
    if matches is None:
        order = await _order(work)
    else:
        order = NameOrder()
        rows = await candidates.rows_of(work, matches)
        order.add(((key, sort_name(row.patient)) for key, row in rows.items() if plan.exact(row)), work.now)
    return await _page(work, query, plan, order, start)


async def _page(work: Work, query: StudyQuery, plan: Plan, order: NameOrder, start: int | None) -> StudyPage:
    ids = order.after(start, backwards=query.last)
    found: list[tuple[int, StudyRow]] = []
    step = query.limit + 1
    while len(found) <= query.limit and (chunk := list(islice(ids, step))):
        rows = await candidates.rows_of(work, chunk)
        found += [(key, rows[key]) for key in chunk if key in rows and plan.exact(rows[key]) and candidates.fits(query, rows[key])]
        step = STEP
    page = found[: query.limit]
    studies = tuple(row for _, row in page)
    total = await candidates.count(work) if candidates.everything(query) and not query.after else None
    if query.last:
        return StudyPage(studies[::-1], "", total)
    more = len(found) > query.limit
    return StudyPage(studies, cursor.write(Cursor(query.sort, "", page[-1][0])) if more else "", total)


async def _order(work: Work) -> NameOrder:
    """The account's order, brought up to this moment."""
    order = ORDERS.of(work.scope.account, work.now)
    if order.read_to is None:
        if await candidates.count(work) > candidates.MOST_SORTED:
            raise too_many()
        rows = await work.connection.execute(_ALL_NAMES, {"account": work.scope.account, "most": candidates.MOST_SORTED + 1})
    else:
        rows = await work.connection.execute(_NAMES, {"account": work.scope.account, "since": order.read_to - OVERLAP})
    names: list[tuple[int, str]] = []
    for number, row in enumerate(rows, 1):
        names.append((row.study_id, work.columns.open(row.sort_name, f"study_text.sort_name|{row.study_id}").decode()))
        if not number % BREATH:
            await anyio.lowlevel.checkpoint()
    order.add(names, work.now)
    return order
