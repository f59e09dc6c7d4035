"""The surface of a volume as a file: the volume as a scene shows it, through a process of its own."""

from __future__ import annotations

import asyncio
import dataclasses
import math
from typing import Any, Final

import numpy as np
import orjson

from diaphane.base.errors import BadInput, TooLarge
from diaphane.flows.jobs import Progress
from diaphane.mesh.block import Block, Wish, small_enough, write
from diaphane.model.making import SurfaceOrder
from diaphane.model.scene import SurfaceView, Vec3
from diaphane.pool.errand import errand, give
from diaphane.render.volume import Volume

PROGRAM: Final = "diaphane.mesh.child"
MEMORY_BYTES: Final = 4 << 30
CPU_SECONDS: Final = 300
_LEAST_KEPT: Final = 0.01


def check(order: SurfaceOrder) -> None:
    """Raises `BadInput` for numbers without sense."""
    if not math.isfinite(order.threshold) or not _LEAST_KEPT <= order.keep <= 1:
        raise BadInput("surface.numbers", "A surface needs a threshold, and between 1 and 100 percent of its triangles.")


async def surface_file(volume: Volume, order: SurfaceOrder, said: Progress) -> bytes:
    """The file. Raises `BadInput` where the threshold meets nothing, `TooLarge` for more triangles than a file may hold."""
    body = await asyncio.to_thread(_body, volume, order)
    async with errand(PROGRAM, memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS) as child:
        assert child.stdout is not None  # noqa: S101 (`errand` makes pipes)
        await give(child, body)
        async for line in child.stdout:
            answer: dict[str, Any] = orjson.loads(line)
            if "share" in answer:
                said(answer["share"])
            elif "bytes" in answer:
                return await child.stdout.readexactly(answer["bytes"])
            elif answer.get("failed") == "empty":
                raise BadInput("surface.empty", "At this threshold there is no surface in what is shown. Choose another value.")
            else:
                break
    raise TooLarge(
        "surface.too_large",
        "This surface has too many triangles for one file. Choose a higher threshold, crop the picture, or keep fewer triangles.",
    )


def _body(volume: Volume, order: SurfaceOrder) -> bytes:
    """What the child is told: the voxels within the crop box, the threshold in stored values."""
    level = (order.threshold - volume.intercept) / volume.slope
    block = _cropped(volume, order.scene.view.crop_mm if isinstance(order.scene.view, SurfaceView) else None)
    wish = Wish(level, volume.slope < 0, order.file_format, order.keep, order.largest)
    return write(small_enough(block), wish)


def _cropped(volume: Volume, box: tuple[Vec3, Vec3] | None) -> Block:
    """The voxels whose centres lie in the box, and those around them that the box cuts."""
    values = volume.voxels[:-1, :, : volume.columns]
    if box is None:
        return Block(values, volume.origin_mm, volume.steps_mm)
    corners = np.array([[box[a][0], box[b][1], box[c][2]] for a in (0, 1) for b in (0, 1) for c in (0, 1)])
    index = np.array([volume.index(corner) for corner in corners])
    first = np.clip(np.floor(index.min(0)), 0, None).astype(int)
    last = np.minimum(np.ceil(index.max(0)).astype(int) + 1, values.shape)
    if (last - first < 2).any():
        raise BadInput("surface.empty", "The crop box holds nothing of this series. Make it larger.")
    z, y, x = (slice(int(a), int(b)) for a, b in zip(first, last, strict=True))
    return Block(values[z, y, x], volume.place(first.astype(float)), volume.steps_mm)


def drawn(order: SurfaceOrder) -> SurfaceOrder:
    """The order without what does not change the file, so that turning the picture does not make it anew."""
    view = order.scene.view
    crop = view.crop_mm if isinstance(view, SurfaceView) else None
    plain = SurfaceView((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), 1.0, crop_mm=crop, phase=getattr(view, "phase", 0))
    layer = dataclasses.replace(order.scene.layers[0], window=None, invert=False, colour_map="grey", opacity=1.0, threshold=None)
    return dataclasses.replace(order, scene=dataclasses.replace(order.scene, layers=(layer,), view=plain))
