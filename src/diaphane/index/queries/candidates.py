"""What the search asks the database: candidates by token and date, their rows, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from diaphane.db.work import Work
from diaphane.index import rules
from diaphane.index.cursor import Cursor
from diaphane.index.order import MOST_STUDIES
from diaphane.index.queries.read import STUDY_COLUMNS, study_row
from diaphane.model.study import StudyQuery, StudyRow

FEW = 4000
"""Up to this many matches are sorted at once; above, the wanted order is walked (bench/worklist.py)."""
WALK = 2000
"""Rows of a walk before all matches are sorted by the server after all."""
MOST_SORTED = MOST_STUDIES

_FIND = text(
    """
    SELECT study_id, sort_key, matches
    FROM find_studies(CAST(:tokens AS bigint[]), CAST(:modalities AS text[]), :date_from, :date_to, :sort_by, :downwards,
                      :after_key, :after_id, :want, :few, :walk)
    """
)

_ROWS = text(
    f"SELECT {STUDY_COLUMNS} FROM study s JOIN study_text t USING (study_id) WHERE s.account_id = :account AND s.study_id = ANY (:ids)"  # noqa: S608 (our own list of columns)
)

_COUNT = text("SELECT count(*) FROM study WHERE account_id = :account")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A study that may be an answer. `matches`: how many candidates there are, None when they were not counted."""

    study_id: int
    key: str
    matches: int | None


async def find(work: Work, query: StudyQuery, tokens: frozenset[int], place: Cursor | None, want: int) -> list[Candidate]:
    """The next `want` candidates behind `place` in the query's order of time."""
    return await _find(work, query, tokens, query.sort.removeprefix("-"), place, want)


async def few(work: Work, query: StudyQuery, tokens: frozenset[int]) -> list[int] | None:
    """All candidates in no order, None when they are more than `FEW`."""
    found = await _find(work, query, tokens, "name", None, FEW)
    return None if found and found[0].matches is not None and found[0].matches > FEW else [one.study_id for one in found]


async def _find(work: Work, query: StudyQuery, tokens: frozenset[int], sort_by: str, place: Cursor | None, want: int) -> list[Candidate]:
    rows = await work.connection.execute(
        _FIND,
        {
            "tokens": sorted(tokens),
            "modalities": list(query.modalities),
            "date_from": query.date_from,
            # study_at may go on with a time: all of the last day lies before the letter after "9".
            "date_to": query.date_to and query.date_to + ":",
            "sort_by": sort_by,
            "downwards": query.sort.startswith("-") != query.last,
            "after_key": place.key if place else None,
            "after_id": place.study_id if place else None,
            "want": want,
            "few": FEW,
            "walk": WALK,
        },
    )
    return [Candidate(row.study_id, row.sort_key, row.matches) for row in rows]


async def rows_of(work: Work, ids: Sequence[int]) -> dict[int, StudyRow]:
    """Lines of the work list by study id. Ids of other accounts, or gone since, are left out."""
    if not ids:
        return {}
    rows = await work.connection.execute(_ROWS, {"account": work.scope.account, "ids": list(ids)})
    return {int(row.study_id): study_row(work, row) for row in rows}


async def count(work: Work) -> int:
    """How many studies the account has."""
    return int((await work.connection.execute(_COUNT, {"account": work.scope.account})).scalar_one())


def everything(query: StudyQuery) -> bool:
    """True for a question without any filter."""
    return not any((query.text, query.patient_name, query.patient_id, query.accession, query.modalities, query.date_from, query.date_to))


def fits(query: StudyQuery, row: StudyRow) -> bool:
    """The filters that the database answers exactly, answered for one row."""
    day = rules.study_at(row.study.date, "")
    return (
        (not query.modalities or not set(query.modalities).isdisjoint(row.modalities))
        and (not query.date_from or day >= query.date_from)
        and (not query.date_to or "" <= day <= query.date_to)
    )
