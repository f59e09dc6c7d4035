"""The surface of what is denser than a threshold: closed, its outside outside, in LPS millimetres."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import fast_simplification
import numpy as np
import trimesh
from numpy.typing import NDArray
from skimage.measure import marching_cubes

from diaphane.mesh.block import Block, FileFormat, Wish

MOST_TRIANGLES: Final = 8_000_000
MOST_BYTES: Final = 200 << 20
_STL_BYTES: Final = 50
_NAME: Final = b"Diaphane surface; coordinates DICOM LPS, millimetres"

# glTF 2.0 wants metres, Y up, the front towards +Z: the head becomes up, the patient's front the front, the left stays +X.
_TO_GLTF: Final = np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, -1, 0, 0], [0, 0, 0, 1000]], np.float64) / 1000

Progress = Callable[[float], None]


class NothingThere(Exception):
    """No voxel lies on one side of the threshold."""


class TooMany(Exception):
    """More triangles or bytes than a file may have."""


def surface(block: Block, wish: Wish, progress: Progress = lambda _: None) -> Any:  # noqa: ANN401 (trimesh is untyped)
    """The surface as a `trimesh.Trimesh`, vertices in LPS mm, normals outwards. Raises `NothingThere`, `TooMany`."""
    values = block.values.astype(np.float32)
    level = np.float32(wish.level)
    if wish.below:
        values, level = -values, -level
    low = float(values.min())
    if low >= level or float(values.max()) <= level:
        raise NothingThere
    # A border of the lowest value closes the surface where the body leaves the volume.
    closed = np.pad(values, 1, constant_values=low)
    corners, faces, _, _ = marching_cubes(closed, float(level), allow_degenerate=False)
    progress(0.5)
    if len(faces) > MOST_TRIANGLES:
        raise TooMany
    points, faces = _piece(corners, faces) if wish.largest else (corners, faces)
    if wish.keep < 1:
        points, faces = fast_simplification.simplify(
            np.ascontiguousarray(points, np.float32), np.ascontiguousarray(faces, np.int32), 1 - wish.keep
        )
    progress(0.8)
    places = block.origin_mm + (np.asarray(points, np.float64) - 1) @ block.steps_mm
    mesh = trimesh.Trimesh(places, faces, process=True)
    if mesh.volume < 0:
        mesh.invert()
    return mesh


def _piece(corners: NDArray[np.float32], faces: NDArray[np.int32]) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """The piece with the most triangles."""
    labels = trimesh.graph.connected_component_labels(trimesh.graph.face_adjacency(faces), node_count=len(faces))
    chosen = faces[labels == np.bincount(labels).argmax()]
    used, places = np.unique(chosen, return_inverse=True)
    return corners[used], places.reshape(chosen.shape).astype(np.int32)


def written(mesh: Any, file_format: FileFormat) -> bytes:  # noqa: ANN401 (as above)
    """The mesh as a file: binary STL and OBJ in LPS mm; GLB with the same numbers under a node that turns them to glTF's metres, Y up.

    Raises `TooMany`.
    """
    if len(mesh.faces) * _STL_BYTES > MOST_BYTES:
        raise TooMany
    if file_format == "stl":
        data = bytes(mesh.export(file_type="stl"))
        data = _NAME.ljust(80, b" ") + data[80:]
    elif file_format == "obj":
        text = trimesh.exchange.obj.export_obj(
            mesh, include_normals=False, include_color=False, include_texture=False, header=_NAME.decode()
        )
        data = text.encode()
    else:
        scene = trimesh.Scene()
        scene.add_geometry(mesh, transform=_TO_GLTF)
        data = bytes(scene.export(file_type="glb"))
    if len(data) > MOST_BYTES:
        raise TooMany
    return data
