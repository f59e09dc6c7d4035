"""The work list's question: candidates by index, opened and compared exactly, page by page."""

from __future__ import annotations

from diaphane.base.errors import BadInput
from diaphane.db.work import Work
from diaphane.index import cursor, pattern
from diaphane.index.cursor import Cursor
from diaphane.index.queries import by_name, candidates
from diaphane.model.study import StudyPage, StudyQuery

LARGEST_PAGE = 200
MOST_OPENED = 20_000
"""Candidates opened for one page. What is left is behind the page's cursor."""


async def search(work: Work, query: StudyQuery) -> StudyPage:
    """A page of studies. A page may be short of `limit` and still have a `next`: go on from there; from the last page, to the one before.

    Raises `BadInput` for a question that cannot be answered, with what to change.
    """
    if not 1 <= query.limit <= LARGEST_PAGE:
        raise BadInput("index.limit", f"A page has 1 to {LARGEST_PAGE} studies.")
    plan = pattern.plan(work.tokens, query)
    if query.sort == "patient_name":
        return await by_name.search(work, query, plan)
    return await _by_time(work, query, plan)


async def _by_time(work: Work, query: StudyQuery, plan: pattern.Plan) -> StudyPage:
    place = cursor.read(query.after, query.sort)
    found: list[candidates.Candidate] = []
    # A few more than a page: candidates found by letters may turn out wrong, and a second look costs more than opening some.
    want, opened = query.limit + 1 + (query.limit // 4 if plan.tokens else 0), 0
    more = True
    while more and len(found) <= query.limit and opened < MOST_OPENED:
        chunk = await candidates.find(work, query, plan.tokens, place, want)
        found += [one for one in chunk if plan.exact(one.row)]
        more = len(chunk) == want
        opened += len(chunk)
        if chunk:
            place = Cursor(query.sort, chunk[-1].key, chunk[-1].study_id)
        want = min(4 * want, 2000)
    page = found[: query.limit]
    more = more or len(found) > query.limit
    if len(found) > query.limit:
        place = Cursor(query.sort, page[-1].key, page[-1].study_id)
    total = None
    if not query.after:
        total = await candidates.count(work) if candidates.everything(query) else None if more else len(found)
    studies = tuple(one.row for one in page)
    return StudyPage(studies[::-1] if query.last else studies, cursor.write(place) if more and place else "", total)
