"""What a viewport shows: whole state, immutable, in patient millimetres (DICOM LPS). A picture is a pure function of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from diaphane.model.ids import SeriesUid

Vec3 = tuple[float, float, float]
SlabMode = Literal["mip", "minip", "avg"]


@dataclass(frozen=True, slots=True)
class Window:
    """VOI window (PS3.3 C.11.2.1.2) in output units of the modality LUT (HU, SUV, ...)."""

    center: float
    width: float
    function: Literal["LINEAR", "LINEAR_EXACT", "SIGMOID"] = "LINEAR"


@dataclass(frozen=True, slots=True)
class Alignment:
    """A rigid move of a series before it is shown: p becomes R (p - centre_mm) + centre_mm + translation_mm, in LPS mm.

    R turns by `rotation_deg` about the patient's x, then y, then z axis (right-handed). `source` says who found it.
    """

    translation_mm: Vec3 = (0.0, 0.0, 0.0)
    rotation_deg: Vec3 = (0.0, 0.0, 0.0)
    centre_mm: Vec3 = (0.0, 0.0, 0.0)
    source: Literal["manual", "registered"] = "manual"


@dataclass(frozen=True, slots=True)
class Removal:
    """Something the render worker finds by itself is taken out of a CT: the table (all but the patient), or the bones."""

    kind: Literal["table", "bone"]


@dataclass(frozen=True, slots=True)
class Outline:
    """Scalpel: what lies inside (or outside) a drawn outline is taken out, through the whole depth of the view it was drawn in.

    `points_mm` = (right, down) in mm from the centre of that view, closed by itself. `eye_mm` is the eye's distance from the centre for a
    perspective view, 0 for parallel rays. Places are the series' own, before any alignment.
    """

    points_mm: tuple[tuple[float, float], ...]
    centre_mm: Vec3
    right: Vec3
    down: Vec3
    eye_mm: float = 0.0
    remove: Literal["inside", "outside"] = "inside"
    kind: Literal["outline"] = "outline"


Cut = Removal | Outline


@dataclass(frozen=True, slots=True)
class Layer:
    """One series in the picture. Two layers are a fusion; `opacity` 0..1 is that of this layer over those before it.

    `alignment` None = the series lies where its files say. `cuts` are taken out one after another; pictures of stacks do not know them.
    """

    series_uid: SeriesUid
    window: Window | None = None  # None: the file's first window, else the 1-99 percentile
    invert: bool = False
    colour_map: str = "grey"
    opacity: float = 1.0
    threshold: float | None = None  # below it the layer is transparent, in output units
    overlays: bool = True  # of a stack: draw the file's overlay planes
    shutter: bool = True  # of a stack: cover what the file's display shutter covers
    presentation: str = ""  # of a stack: SOP Instance UID of the presentation state whose window, look-up tables and shutter hold
    alignment: Alignment | None = None
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True, slots=True)
class StackView:
    """One stored frame. Pan is in millimetres of the image plane (pixels where spacing is unknown), zoom 1 = fit the viewport."""

    frame: int
    pan_mm: tuple[float, float] = (0.0, 0.0)
    zoom: float = 1.0
    rotation_deg: float = 0.0
    flip_h: bool = False
    flip_v: bool = False
    kind: Literal["stack"] = "stack"


@dataclass(frozen=True, slots=True)
class PlaneView:
    """A resampled plane (MPR), thick when `slab_mm` > 0. `right` and `down` are unit vectors on the screen, in LPS.

    `height_mm` is the patient length that fills the viewport's height.
    """

    centre_mm: Vec3
    right: Vec3
    down: Vec3
    height_mm: float
    slab_mm: float = 0.0
    slab_mode: SlabMode = "mip"
    interpolation: Literal["linear", "cubic"] = "linear"
    phase: int = 0
    kind: Literal["plane"] = "plane"


@dataclass(frozen=True, slots=True)
class ProjectionView:
    """MIP, MinIP or mean of the whole volume along `right x down`, orthographic."""

    centre_mm: Vec3
    right: Vec3
    down: Vec3
    height_mm: float
    mode: SlabMode = "mip"
    phase: int = 0
    kind: Literal["projection"] = "projection"


@dataclass(frozen=True, slots=True)
class SurfaceView:
    """3D: composited ray casting through a transfer function, with crop box and clipping plane (patient mm)."""

    centre_mm: Vec3
    right: Vec3
    down: Vec3
    height_mm: float
    preset: str = "bone"
    curve: tuple[tuple[float, float, float, float, float], ...] = ()  # value, r, g, b, opacity; empty: the preset's own
    shift: float = 0.0  # moves the curve along the value axis, output units
    perspective_deg: float = 0.0  # 0 = orthographic
    crop_mm: tuple[Vec3, Vec3] | None = None
    clip: tuple[Vec3, Vec3] | None = None  # point, normal; the side of the normal is cut away
    shaded: bool = True
    phase: int = 0
    kind: Literal["surface"] = "surface"


@dataclass(frozen=True, slots=True)
class CurvedView:
    """Curved MPR: a path through drawn points pulled straight. Down is along it, right across it (`render.course` has the arithmetic).

    `height_mm` of the path fill the viewport's height; its middle shows what lies `along_mm` from the path's beginning and `across_mm`
    beside it. `turn_deg` turns the cut around the path.
    """

    path_mm: tuple[Vec3, ...]
    height_mm: float
    along_mm: float = 0.0
    across_mm: float = 0.0
    turn_deg: float = 0.0
    slab_mm: float = 0.0
    slab_mode: SlabMode = "mip"
    phase: int = 0
    kind: Literal["curved"] = "curved"


View = StackView | PlaneView | ProjectionView | SurfaceView | CurvedView


@dataclass(frozen=True, slots=True)
class Scene:
    """All that decides a picture, save its size in pixels and the link's quality."""

    layers: tuple[Layer, ...]
    view: View


Quality = Literal["lossless", "high", "draft", "small"]


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture with the time that each stage took (microseconds).

    `series`: the content (see `SeriesTicket`) of the series that each layer was drawn from, as its decoded frames say it.
    `load_us` is the wait for its pixels, queues and all; fetch, open and decode are what was done in it, 0 for pixels in memory.
    """

    codec: Literal["jpeg", "png"]
    data: bytes
    width: int
    height: int
    lossless: bool
    load_us: int
    render_us: int
    encode_us: int
    fetch_us: int = 0
    open_us: int = 0
    decode_us: int = 0
    series: tuple[str, ...] = ()
