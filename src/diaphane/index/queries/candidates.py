"""What the search asks the database: candidates by token and date, their rows, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from diaphane.db.work import Work
from diaphane.index.cursor import Cursor
from diaphane.index.queries.read import STUDY_COLUMNS, study_row
from diaphane.model.study import StudyQuery, StudyRow

WALK = 400
"""Rows in the wanted order that are looked at before the index on tokens is asked (bench/worklist.py)."""
MOST_COUNTED = 10_000
"""A list is counted exactly up to here; counting more would take longer than showing the page."""

_FUNCTION = """
    find_studies(CAST(:tokens AS bigint[]), CAST(:modalities AS text[]), :date_from, :date_to,
                 CAST(:received_from AS timestamptz), :with_documents, :sort_by, :downwards, :after_key, :after_id, :want, :walk)
"""
_FIND = text(
    f"""
    SELECT {STUDY_COLUMNS}, f.sort_key FROM {_FUNCTION} WITH ORDINALITY AS f (study_id, sort_key, place)
    JOIN study s USING (study_id) JOIN study_text t USING (study_id) WHERE s.account_id = :account ORDER BY f.place
    """  # noqa: S608 (our own words)
)
_EVERY = text(f"SELECT array_agg(study_id) FROM {_FUNCTION}")  # noqa: S608 (our own words)

# The ids say where to look, so no index on tokens is wanted here: under the policies alone this is as quick.
_AMONG = text(
    f"""
    SELECT {STUDY_COLUMNS} FROM unnest(CAST(:ids AS bigint[])) WITH ORDINALITY AS w (study_id, place)
    JOIN study s USING (study_id) JOIN study_text t USING (study_id)
    WHERE s.account_id = :account AND t.tokens @> CAST(:tokens AS bigint[])
      AND (cardinality(CAST(:modalities AS text[])) = 0 OR s.modalities && CAST(:modalities AS text[]))
      AND s.study_at >= :date_from AND (:date_to = '' OR s.study_at < :date_to)
      AND (CAST(:received_from AS timestamptz) IS NULL OR s.received_at >= :received_from)
      AND (NOT :with_documents OR s.document_count > 0)
    ORDER BY w.place LIMIT :want
    """  # noqa: S608 (our own words)
)

_AMONG_TAKES = ("account", "tokens", "modalities", "date_from", "date_to", "received_from", "with_documents", "want")

_COUNT = text("SELECT count(*) FROM (SELECT FROM study WHERE account_id = :account LIMIT :most) s")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A study that may be an answer, with its sort key as text."""

    study_id: int
    key: str
    row: StudyRow


async def find(work: Work, query: StudyQuery, tokens: frozenset[int], place: Cursor | None, want: int) -> list[Candidate]:
    """The next `want` candidates behind `place` in the query's order of time."""
    rows = await work.connection.ask(_FIND, _values(work, query, tokens, place, want))
    return [Candidate(row.study_id, row.sort_key, study_row(work, row)) for row in rows]


async def every(work: Work, query: StudyQuery, tokens: frozenset[int], most: int) -> list[int]:
    """Candidates in no order, for the caller to sort; at most `most`."""
    values = {**_values(work, query, tokens, None, most), "sort_by": "any"}
    del values["account"]
    return list((await work.connection.ask(_EVERY, values)).scalar_one() or ())


async def among(work: Work, query: StudyQuery, tokens: frozenset[int], ids: Sequence[int], want: int) -> list[tuple[int, StudyRow]]:
    """The first `want` candidates among these ids, in their order. Ids of other accounts, or gone since, are none."""
    if not ids:
        return []
    values = _values(work, query, tokens, None, want)
    rows = await work.connection.ask(_AMONG, {name: values[name] for name in _AMONG_TAKES} | {"ids": list(ids)})
    return [(int(row.study_id), study_row(work, row)) for row in rows]


def _values(work: Work, query: StudyQuery, tokens: frozenset[int], place: Cursor | None, want: int) -> dict[str, object]:
    return {
        "account": work.scope.account,
        "tokens": sorted(tokens),
        "modalities": list(query.modalities),
        # Studies without a date are on no day.
        "date_from": query.date_from or ("0" if query.date_to else ""),
        # study_at may go on with a time: all of the last day lies before the letter after "9".
        "date_to": query.date_to and query.date_to + ":",
        "received_from": query.received_from,
        "with_documents": query.with_documents,
        "sort_by": query.sort.removeprefix("-"),
        "downwards": query.sort.startswith("-") != query.last,
        "after_key": place.key if place else None,
        "after_id": place.study_id if place else None,
        "want": want,
        "walk": WALK,
    }


async def count(work: Work) -> int | None:
    """How many studies the account has, None when they are more than `MOST_COUNTED`."""
    found = (await work.connection.ask(_COUNT, {"account": work.scope.account, "most": MOST_COUNTED + 1})).scalar_one()
    return int(found) if found <= MOST_COUNTED else None


def everything(query: StudyQuery) -> bool:
    """True for a question without any filter."""
    return query == StudyQuery(sort=query.sort, limit=query.limit, after=query.after, last=query.last)
