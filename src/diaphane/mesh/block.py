"""A volume and what is wanted of it, on its way through a pipe to the process that makes the surface."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import IO, Any, Final, Literal

import numpy as np
import orjson
from numpy.typing import NDArray

MOST_VOXELS: Final = 64_000_000
"""Of a surface. Larger volumes are made coarser: their details are finer than what the triangles of one file can hold."""

FileFormat = Literal["stl", "obj", "glb"]


@dataclass(frozen=True, slots=True)
class Wish:
    """`level` in stored values; `below`: the body is what lies under it. `keep` 0..1 of the triangles stay, `largest`: one piece only."""

    level: float
    below: bool
    file_format: FileFormat
    keep: float = 1.0
    largest: bool = False


@dataclass(frozen=True, eq=False)
class Block:
    """Values int16 (slices, rows, columns); LPS mm of (z, y, x) = origin_mm + (z, y, x) @ steps_mm, float64 (3,) and (3, 3)."""

    values: NDArray[np.int16]
    origin_mm: NDArray[np.float64]
    steps_mm: NDArray[np.float64]


def small_enough(block: Block) -> Block:
    """The same body with means of 2 x 2 x 2 voxels, as often as `MOST_VOXELS` wants it."""
    while block.values.size > MOST_VOXELS:
        z, y, x = (n // 2 for n in block.values.shape)
        even = block.values[: 2 * z, : 2 * y, : 2 * x]
        out = np.empty((z, y, x), np.int16)
        for k in range(z):
            out[k] = np.rint(even[2 * k : 2 * k + 2].reshape(2, y, 2, x, 2).mean(axis=(0, 2, 4)))
        block = Block(out, block.origin_mm + np.full(3, 0.5) @ block.steps_mm, block.steps_mm * 2)
    return block


def write(block: Block, wish: Wish) -> bytes:
    """One line of JSON and the values."""
    head = {
        "wish": asdict(wish), "shape": block.values.shape,
        "origin_mm": block.origin_mm.tolist(), "steps_mm": block.steps_mm.tolist(),
    }  # fmt: skip
    return orjson.dumps(head) + b"\n" + np.ascontiguousarray(block.values).tobytes()


def read(source: IO[bytes]) -> tuple[Block, Wish]:
    """The same again. Raises `ValueError` for what `write` did not make."""
    head: dict[str, Any] = orjson.loads(source.readline(1 << 16))
    count = math.prod(head["shape"])
    if not 0 < count <= MOST_VOXELS:
        raise ValueError("a block of impossible size")
    values = np.frombuffer(source.read(2 * count), np.int16).reshape(head["shape"])
    block = Block(values, np.array(head["origin_mm"], np.float64), np.array(head["steps_mm"], np.float64))
    return block, Wish(**head["wish"])
