"""Registration: how one series must be moved to lie over another."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from diaphane.api.house import Rooms
from diaphane.api.shapes.wire import Wire
from diaphane.api.who import Who
from diaphane.flows.view import register
from diaphane.model import registration, scene
from diaphane.model.ids import SeriesUid

routes = APIRouter(prefix="/series/{series_uid}", tags=["series"])

Uid = Annotated[str, Field(min_length=1, max_length=64)]
Triple = tuple[float, float, float]


class Target(Wire):
    """The series that the moving one is to be laid over."""

    onto: Uid


class Alignment(Wire):
    """A rigid move in LPS mm, as a scene's layer takes it: R (p - centre_mm) + centre_mm + translation_mm, R about x, then y, then z."""

    translation_mm: Triple
    rotation_deg: Triple
    centre_mm: Triple
    source: Literal["manual", "registered"]

    @classmethod
    def of(cls, found: scene.Alignment) -> Alignment:
        """From our words."""
        return cls(
            translation_mm=found.translation_mm, rotation_deg=found.rotation_deg, centre_mm=found.centre_mm, source=found.source
        )  # fmt: skip


class Registration(Wire):
    """How far it is, 0..1; `alignment` once it is found."""

    share: float
    alignment: Alignment | None

    @classmethod
    def of(cls, found: registration.Registration) -> Registration:
        """From our words."""
        return cls(share=found.share, alignment=None if found.alignment is None else Alignment.of(found.alignment))


@routes.post("/registration")
async def register_series(house: Rooms, who: Who, series_uid: str, target: Target) -> Registration:
    """How this series must be moved to lie over another; ask again (twice a second) until `alignment` is there.

    The first call starts the work; nobody asking for ten seconds stops it.
    """
    return Registration.of(await register(house, who, SeriesUid(target.onto), SeriesUid(series_uid)))
