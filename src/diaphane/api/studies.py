"""The work list and the study page."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from diaphane.api.house import Rooms
from diaphane.api.shapes.studies import DocumentRow, SeriesRow, Study, StudyPage, StudyRow, StudySearch
from diaphane.api.who import Who
from diaphane.flows.search import search
from diaphane.flows.study import study
from diaphane.flows.warm import warm
from diaphane.model.ids import StudyUid

routes = APIRouter(tags=["studies"])


@routes.post("/studies/search", response_model=StudyPage)
async def search_studies(house: Rooms, who: Who, question: StudySearch) -> Response:
    """One page of the work list. A POST, because what people look for is patient data and no address may hold it."""
    page = StudyPage.of(await search(house, who, question.query()))
    # Written here: the framework would check every line again and write it in Python (bench/worklist.py).
    return Response(page.model_dump_json(), media_type="application/json")


@routes.post("/studies/{study_uid}/warm", status_code=204)
async def warm_study(house: Rooms, who: Who, study_uid: str) -> None:
    """Make a study ready that is likely to be opened next: the first pictures of its first series."""
    await warm(house, who, StudyUid(study_uid))


@routes.get("/studies/{study_uid}")
async def show_study(house: Rooms, who: Who, study_uid: str) -> Study:
    """One study with its series and documents."""
    found = await study(house, who, StudyUid(study_uid))
    return Study(
        **dict(StudyRow.of(found.row)),
        series=[SeriesRow.of(row) for row in found.series],
        documents=[DocumentRow.of(row) for row in found.documents],
    )
