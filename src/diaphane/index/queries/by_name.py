"""Pages sorted by patient name: few matches are opened and sorted, long lists follow the order kept in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice, repeat

import anyio.lowlevel
from sqlalchemy import text

from diaphane.db.connection import Row
from diaphane.db.work import Work
from diaphane.index import cursor
from diaphane.index.cursor import Cursor
from diaphane.index.order import MOST_STUDIES, OVERLAP, NameOrder, NameOrders
from diaphane.index.pattern import Plan
from diaphane.index.queries import candidates
from diaphane.model.study import StudyPage, StudyQuery, StudyRow

STEPS = (400, 1200, 3600)
"""Studies in the order of names that the database looks through at a time for a filtered list; the last one again and again."""
BREATH = 2000  # names opened before others get their turn on the event loop
OPENED = 2000
"""Up to this many matches are sorted by opening their names where the account's order is not in memory."""
PLACED = 5000
"""Up to this many matches are found in the order in memory; of more, walking the whole order soon meets a page."""
SPARSE = 16
"""Unless fewer than this lie in the first step: a beginning of family names is common and yet in one place of the order."""

_NEW_NAMES = text("SELECT study_id, sort_name FROM study_text WHERE account_id = :account AND received_at >= :since ORDER BY received_at")
_ALL_NAMES = text("SELECT study_id, sort_name FROM study_text WHERE account_id = :account LIMIT :most")
_NAMES = text("SELECT study_id, sort_name FROM study_text WHERE account_id = :account AND study_id = ANY (:ids)")

# One per process: sorted names are too dear to make for every page, and nothing but memory may hold them.
ORDERS = NameOrders()


async def search(work: Work, query: StudyQuery, plan: Plan) -> StudyPage:
    """A page sorted by name. Raises `BadInput` when the list is too long to be sorted by name."""
    place = cursor.read(query.after, query.sort)
    matches = None if candidates.everything(query) else await candidates.every(work, query, plan.tokens, PLACED + 1)
    few = matches is not None and len(matches) <= PLACED
    if matches is not None and len(matches) <= OPENED and not ORDERS.knows(work.scope.account):
        order = NameOrder()
        rows = await work.connection.ask(_NAMES, {"account": work.scope.account, "ids": matches})
        order.add(await _open(work, rows), work.now)
    else:
        order = await _whole_order(work)
    start = place.study_id if place else None
    if matches is not None and not few and await _sparse(work, query, plan, order.after(start, backwards=query.last)):
        matches, few = await candidates.every(work, query, plan.tokens, MOST_STUDIES), True
    ids = order.after(start, backwards=query.last)
    if matches is not None and few:
        wanted = set(matches)
        ids = (key for key in ids if key in wanted)
    return await _page(work, query, plan, ids)


async def _sparse(work: Work, query: StudyQuery, plan: Plan, ids: Iterator[int]) -> bool:
    """True where a walk along these ids meets few matches at first."""
    return len(await candidates.among(work, query, plan.tokens, list(islice(ids, STEPS[0])), SPARSE)) < SPARSE


async def _page(work: Work, query: StudyQuery, plan: Plan, ids: Iterator[int]) -> StudyPage:
    found: list[tuple[int, StudyRow]] = []
    everything = candidates.everything(query)
    steps = chain([query.limit + 1] if everything else [], STEPS, repeat(STEPS[-1]))
    chunk: list[int] = []
    while len(found) <= query.limit and (chunk := chunk or list(islice(ids, next(steps)))):
        # A few more than a page: candidates found by letters may turn out wrong.
        want = query.limit + 1 - len(found) + query.limit // 4
        rows = await candidates.among(work, query, plan.tokens, chunk, want)
        found += [(key, row) for key, row in rows if plan.exact(row)]
        # More of the chunk may match where as many came as were wanted.
        chunk = chunk[chunk.index(rows[-1][0]) + 1 :] if len(rows) == want else []
    page = found[: query.limit]
    studies = tuple(row for _, row in page)
    total = await candidates.count(work) if everything and not query.after else None
    more = len(found) > query.limit
    return StudyPage(studies[::-1] if query.last else studies, cursor.write(Cursor(query.sort, "", page[-1][0])) if more else "", total)


async def _whole_order(work: Work) -> NameOrder:
    """The account's order, brought up to this moment."""
    order = ORDERS.of(work.scope.account, work.now)
    if order.read_to is None:
        rows = await work.connection.ask(_ALL_NAMES, {"account": work.scope.account, "most": MOST_STUDIES + 1})
    else:
        rows = await work.connection.ask(_NEW_NAMES, {"account": work.scope.account, "since": order.read_to - OVERLAP})
    order.add(await _open(work, rows), work.now)
    return order


async def _open(work: Work, rows: Iterable[Row]) -> list[tuple[int, str]]:
    names: list[tuple[int, str]] = []
    for number, row in enumerate(rows, 1):
        names.append((row.study_id, work.columns.open(row.sort_name, f"study_text.sort_name|{row.study_id}").decode()))
        if not number % BREATH:
            await anyio.lowlevel.checkpoint()
    return names
