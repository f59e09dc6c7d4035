"""Files made of pictures and volumes, on the wire. Lengths are mm in DICOM LPS patient space; scenes are as in the stream."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Base64Bytes, Field

from diaphane.api.shapes.wire import Wire
from diaphane.flows.view import scene_of
from diaphane.model import making

Value = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]
Place = Annotated[float, Field(ge=-1e5, le=1e5, allow_inf_nan=False)]
Side = Annotated[int, Field(ge=64, le=1920)]


class SurfaceOrder(Wire):
    """The surface of the scene's first layer at `threshold` (HU, SUV, ...), cut, cropped and moved as the scene says.

    Vertices are DICOM LPS mm; a GLB's node turns them to glTF's metres with Y up. `keep`: the share of triangles that stays.
    """

    scene: dict[str, Any]
    threshold: Value
    file_format: Literal["stl", "obj", "glb"]
    keep: Annotated[float, Field(ge=0.01, le=1)] = 1.0
    largest: bool = False

    def order(self) -> making.SurfaceOrder:
        """In our words. Raises `BadInput` for a scene without sense."""
        return making.SurfaceOrder(scene_of(self.scene), self.threshold, self.file_format, self.keep, self.largest)


class MovieOrder(Wire):
    """Pictures of the scene in motion as MP4 (H.264).

    `first` and `last`: degrees about the patient's long axis for "turn", mm along the view's normal from its centre for "scroll", numbers
    from 0 for "phases" and "images". `above`: a PNG with alpha laid over each picture (texts the reader wants on it); empty for none.
    """

    scene: dict[str, Any]
    size_px: tuple[Side, Side]
    motion: Literal["turn", "scroll", "phases", "images"]
    first: Place
    last: Place
    count: Annotated[int, Field(ge=2, le=600)]
    fps: Annotated[int, Field(ge=1, le=60)]
    above: Annotated[Base64Bytes, Field(max_length=2 << 20)] = b""

    def order(self) -> making.MovieOrder:
        """In our words. Raises `BadInput` for a scene without sense."""
        scene = scene_of(self.scene)
        return making.MovieOrder(scene, self.size_px, self.motion, self.first, self.last, self.count, self.fps, self.above)


class Preparing(Wire):
    """Steps that are done and to come until anything can be made of volumes; on a new computer they take minutes, only once."""

    done: int
    left: int


class Making(Wire):
    """How far it is, 0..1; `length` in bytes once it is there. `preparing`: it begins by itself after that, for who asks on."""

    share: float
    length: int | None
    preparing: Preparing | None

    @classmethod
    def of(cls, found: making.Making) -> Making:
        """From our words."""
        now = None if found.preparing is None else Preparing(done=found.preparing.done, left=found.preparing.left)
        return cls(share=found.share, length=found.length, preparing=now)
