"""A page of the work list is one question: rows keep their counters, so that nothing is counted, joined or asked a second time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import TextClause
from tests.index.making import Maker

from diaphane.db.connection import Connection, Rows
from diaphane.db.work import UnitOfWork
from diaphane.index import queries
from diaphane.model.scope import Scope
from diaphane.model.study import Arrival, SortKey, StudyQuery


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that goes to the database, from now on."""
    texts: list[str] = []

    def noting(name: str) -> None:
        original = getattr(Connection, name)

        async def note(self: Connection, statement: TextClause, values: Mapping[str, Any] | None = None) -> Rows:
            texts.append(statement.text)
            found: Rows = await original(self, statement, values)
            return found

        monkeypatch.setattr(Connection, name, note)

    for name in ("ask", "execute"):
        noting(name)
    return texts


@pytest.fixture
async def listed(unit: UnitOfWork, scope: Scope) -> None:
    async with unit.of(scope) as work:
        for number in range(9):
            one = Maker()
            await queries.add(work, Arrival(one.heads(), tuple(one.instance() for _ in range(1 + number % 3))))


@pytest.mark.parametrize("sort", ["-received", "received", "-study_date", "study_date"])
@pytest.mark.parametrize("wanted", [{}, {"text": "thorax"}, {"patient_name": "mül"}, {"modalities": ("CT",)}, {"patient_id": "P12345678"}])
async def test_a_page_is_one_question(
    unit: UnitOfWork, scope: Scope, listed: None, asked: list[str], sort: SortKey, wanted: dict[str, Any]
) -> None:
    async with unit.of(scope) as work:
        del asked[:]
        first = await queries.search(work, StudyQuery(limit=4, sort=sort, **wanted))
        assert len(asked) <= 1 + (not wanted), "beside the page only the number of all studies is asked for"
        assert {row.instance_count for row in first.studies} <= {1, 2, 3}
        del asked[:]
        second = await queries.search(work, StudyQuery(limit=4, sort=sort, after=first.next, **wanted))
    assert len(second.studies) == 4
    (statement,) = asked
    for counted in (" series ", " instance ", "count("):
        assert counted not in statement, "counters lie in the study's own row"
