"""What every shape on the wire is made of."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Wire(BaseModel):
    """Frozen, and closed: an unknown field is refused, so that nothing can be slipped in (mass assignment)."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Fault(Wire):
    """What went wrong: a stable code, a sentence for people and the request's id for whoever reads the log."""

    code: str
    message: str
    request_id: str


class Problem(Wire):
    """The one shape of every error answer."""

    error: Fault


class Health(Wire):
    """All is well; otherwise the answer is an error."""

    ok: bool


class PicturesHealth(Health):
    """Slices can be drawn. Volumes can once no step is left: a first start on a machine compiles what draws them, after all else is up."""

    volumes_done: int
    volumes_left: int
