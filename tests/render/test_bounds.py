"""No kernel reads a byte outside of a volume's memory, even at its last voxel; no volume is made without the memory kernels need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.render.volumes import marked, seen, volume

from diaphane.model.scene import ProjectionView, SurfaceView
from diaphane.render.camera import MOST_STEPS, through
from diaphane.render.kernels import cells
from diaphane.render.planes import projection_picture
from diaphane.render.surface import surface_picture
from diaphane.render.volume import Volume, copied, empty


@pytest.mark.timeout(300)
def test_nothing_is_read_beyond_a_volume() -> None:
    """Vector loads know no bounds check: the volume lies between pages that end whoever touches them."""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-m", "tests.render.guarded"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "nothing was read beyond" in done.stdout


def test_voxels_without_room_behind_them_are_no_volume() -> None:
    body = marked()
    for wrong in (body.voxels.copy(), np.zeros((3, 4, 36), np.int16), body.voxels[1:]):
        with pytest.raises(ValueError, match="empty"):
            Volume(wrong, 40, body.origin_mm, body.steps_mm)
    assert np.array_equal(Volume(copied(body.voxels), 40, body.origin_mm, body.steps_mm).voxels, body.voxels)
    Volume(empty(3, 4, 5), 5, body.origin_mm, body.steps_mm)


@pytest.mark.parametrize("spacing", [(8e3, 1e-3, 1e-3), (1e-4, 900.0, 900.0)])
def test_rays_never_take_more_steps_than_kernels_can_count(spacing: tuple[float, float, float]) -> None:
    """Spacings from a hostile file: a step of a micrometre through tens of metres."""
    body = volume(np.full((12, 20, 24), 900, np.int16), spacing=spacing)
    x, y, z = (float(part) for part in body.centre_mm)
    view = ProjectionView((x, y, z), (0, 1, 0), (0, 0, -1), 1e5)
    step_mm, reach_mm = through(body, view)
    assert 2 * reach_mm / step_mm <= MOST_STEPS + 0.5
    assert MOST_STEPS + 2 <= cells.MOST_BLOCKS * cells.BLOCK
    projection_picture([seen(body)], view, (32, 32))
    surface_picture([seen(body)], SurfaceView((x, y, z), (0, 1, 0), (0, 0, -1), 1e5, "bone"), (32, 32))
