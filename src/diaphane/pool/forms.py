"""Tickets, scenes, pictures and values as JSON and back: what crosses the socket between a web process and a render worker."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Discriminator
from typing_extensions import override

from diaphane.base.errors import Busy
from diaphane.model.compact import Instances, pack_instances
from diaphane.model.ids import SeriesUid
from diaphane.model.making import Making, Order
from diaphane.model.presentation import Presentation
from diaphane.model.probe import Histogram, PointValue, Probe, ValueSpan
from diaphane.model.registration import Registration
from diaphane.model.scene import Picture, Quality, Scene, Vec3
from diaphane.model.scope import Scope
from diaphane.model.sealed import Extent, PackHead, PackTicket
from diaphane.model.ticket import FastTicket, SeriesTicket
from diaphane.model.warmth import Warmth


class Form(BaseModel):
    """Base of all: nothing unknown, bytes as base64. Its settings hold for the plain dataclasses inside."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")

    def out(self) -> dict[str, Any]:
        """As JSON's own types."""
        return self.model_dump(mode="json")


class _Ticketing(Form):
    """Holds keys: never logged. Crosses as one text: as JSON's own types, 2,000 slices took three times as long."""

    @override
    def out(self) -> dict[str, Any]:
        return {"text": self.model_dump_json()}

    @classmethod
    def of(cls, arguments: dict[str, Any]) -> Self:
        """The same again."""
        return cls.model_validate_json(arguments["text"])


class Opening(_Ticketing):
    """Open a series. `instances` as `model.compact` has them: the worker reads them one by one when it needs them."""

    scope: Scope
    series_uid: str
    modality: str
    content: str
    instances: bytes
    packs: tuple[PackTicket, ...]
    numbers: tuple[int, ...]
    presentations: tuple[Presentation, ...]
    fast: FastTicket | None

    @classmethod
    def told(cls, ticket: SeriesTicket) -> Self:
        """From our words."""
        return cls(
            scope=ticket.scope,
            series_uid=ticket.series_uid,
            modality=ticket.modality,
            content=ticket.content,
            instances=pack_instances(ticket.instances),
            packs=ticket.packs,
            numbers=ticket.numbers,
            presentations=ticket.presentations,
            fast=ticket.fast,
        )

    @property
    def ticket(self) -> SeriesTicket:
        """In our words. Raises `Busy` for the ticket of another version of the product: both sides are being replaced."""
        try:
            instances = Instances(self.instances)
        except (ValueError, TypeError, KeyError):
            raise Busy("pool.version", "The product is being replaced by another version. Try again in a moment.") from None
        uid = SeriesUid(self.series_uid)
        return SeriesTicket(
            self.scope, uid, self.modality, self.content, instances, self.packs, self.numbers, self.presentations, self.fast
        )


class Reopening(_Ticketing):
    """Open a series whose instances the worker was told before."""

    scope: Scope
    series_uid: str
    content: str
    packs: tuple[PackTicket, ...]
    presentations: tuple[Presentation, ...]
    fast: FastTicket | None


class Named(Form):
    """One opened series."""

    scope: Scope
    series_uid: str


class Packing(_Ticketing):
    """Keep an opened series' frames in the form that is in memory soonest, sealed under a data key that was made for it."""

    scope: Scope
    series_uid: str
    data_key: bytes
    wrapped: bytes


class Packed(Form):
    """Where that lies; None where nothing would be gained."""

    extent: Extent | None
    head: PackHead | None


class Drawing(Form):
    """Draw a scene."""

    scope: Scope
    scene: Scene
    size_px: tuple[int, int]
    quality: Quality


class Pointing(Named):
    """One pixel of one frame."""

    frame: int
    column: int
    row: int


class Spanning(Named):
    """One frame, or the middle one."""

    frame: int | None


class Registering(Form):
    """Two opened series, the second to be laid over the first."""

    scope: Scope
    fixed: str
    moving: str


class Registered(Form):
    """How far a registration is."""

    registration: Registration


class MakingForm(Form):
    """A file to be made."""

    scope: Scope
    order: Annotated[Order, Discriminator("kind")]


class MakingNow(Form):
    """How far it is."""

    making: Making


class Values(Form):
    """What a frame's values span."""

    span: ValueSpan


class Pixel(Form):
    """What lies under one pixel."""

    probe: Probe


class Sampling(Form):
    """One point of some series."""

    scope: Scope
    series_uids: list[str]
    point_mm: Vec3
    phase: int


class Samples(Form):
    """What lies there."""

    values: list[PointValue]


class Picking(Form):
    """One pixel of a projection or 3D picture."""

    scope: Scope
    scene: Scene
    pixel: tuple[float, float]
    size_px: tuple[int, int]


class Picked(Form):
    """The point it shows."""

    point_mm: Vec3 | None


class Counting(Named):
    """One phase of a volume."""

    phase: int


class Counted(Form):
    """How often its values occur."""

    histogram: Histogram


class Loaded(Form):
    """Frames in memory."""

    frames: list[int]


class Warm(Form):
    """How far the kernels are."""

    warmth: Warmth


def picture_out(picture: Picture) -> tuple[dict[str, Any], bytes]:
    """A picture's facts and its bytes."""
    return {
        "codec": picture.codec, "width": picture.width, "height": picture.height, "lossless": picture.lossless,
        "load_us": picture.load_us, "render_us": picture.render_us, "encode_us": picture.encode_us,
        "fetch_us": picture.fetch_us, "open_us": picture.open_us, "decode_us": picture.decode_us,
        "series": list(picture.series),
    }, picture.data  # fmt: skip


def picture_in(facts: dict[str, Any], data: bytes) -> Picture:
    """The same again."""
    return Picture(data=data, **{**facts, "series": tuple(facts["series"])})
