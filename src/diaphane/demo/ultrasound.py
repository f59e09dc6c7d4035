"""A beating heart as an ultrasound probe between the ribs sees it: a sector of speckle, some frames of one beat."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from diaphane.demo.fields import soften
from diaphane.demo.grid import Floats

ROWS, COLUMNS, FRAMES = 480, 640, 30
FRAME_MS = 33.3
DEPTH_CM, TOP_ROW, APEX_COLUMN = 16.0, 24, 320
CM_A_PIXEL = DEPTH_CM / 432
_HALF_ANGLE = np.radians(42)


def frames(seed: int) -> Iterator[NDArray[np.uint8]]:
    """The frames of one heartbeat: uint8 (480, 640) grey."""
    random = np.random.default_rng(seed + 4)
    rows, columns = np.mgrid[0:ROWS, 0:COLUMNS].astype(np.float32)
    down, right = (rows - TOP_ROW) * CM_A_PIXEL, (columns - APEX_COLUMN) * CM_A_PIXEL
    depth, angle = np.hypot(down, right), np.arctan2(right, down)
    sector = (np.abs(angle) < _HALF_ANGLE) & (depth < DEPTH_CM) & (depth > 0.4) & (down > 0)
    # Speckle lies on the beam's own grid: fine in depth, wider to the sides with depth. Two layers drift against each other.
    beam = (depth * 60).astype(np.intp) % 1024, ((angle + 1) * 110).astype(np.intp) % 1024
    layers = [np.hypot(*(_speckle(random) for _ in range(2))) for _ in range(2)]
    for frame in range(FRAMES):
        phase = 2 * np.pi * frame / FRAMES
        squeeze = np.float32(0.5 - 0.5 * np.cos(phase))
        echo = _echo(right, down, squeeze)
        moved = beam[0] + int(6 * squeeze)
        speckle = 0.75 * layers[0][moved % 1024, beam[1]] + 0.25 * layers[1][(moved + frame * 3) % 1024, beam[1]]
        grey = 40 * np.log1p(echo * np.square(speckle) * 9 * np.exp(-depth / 14))
        picture = soften(np.where(sector, np.clip(grey * 1.9, 0, 255), 0).astype(np.float32))
        _scale(picture)
        yield np.clip(picture, 0, 255).astype(np.uint8)


def _speckle(random: np.random.Generator) -> Floats:
    """One channel of what many small scatterers add up to: mean 0, standard deviation 0.4."""
    field = soften(soften(random.standard_normal((1024, 1024), np.float32)))
    scaled: Floats = field / field.std() * np.float32(0.4)
    return scaled


def _echo(x: Floats, y: Floats, squeeze: np.float32) -> Floats:
    """How strongly tissue echoes at (x, y) cm from the probe: walls bright, blood dark, valves thin and moving."""
    echo = np.full(x.shape, 1.1, np.float32)
    heart = np.square((x + 0.2) / 5.2) + np.square((y - 8.6) / 6.9)
    echo[heart < 1.0] = 2.6  # the sac
    echo[heart < 0.93] = 1.5  # muscle
    left = np.square((x - 1.75) / (2.0 - 0.55 * squeeze)) + np.square((y - 6.4) / (3.5 - 0.6 * squeeze))
    right = np.square((x + 2.35) / (1.45 - 0.3 * squeeze)) + np.square((y - 6.9) / (2.9 - 0.45 * squeeze))
    atria = [np.square((x - 1.8) / 1.9) + np.square((y - 12.3) / 1.9), np.square((x + 2.2) / 1.8) + np.square((y - 12.1) / 1.7)]
    for chamber in (left, right, *atria):
        echo[(chamber < 1.12) & (chamber >= 1)] = 3.6
        echo[chamber < 1] = 0.09
    for middle, side in ((1.75, 1), (1.75, -1), (-2.3, 1), (-2.3, -1)):
        # Leaflets meet when the heart squeezes and hang open when it fills.
        swing = np.float32(0.25 + 0.75 * squeeze)
        along = (x - middle) * side
        line = np.abs(y - (10.1 - (1 - swing) * 1.5 * np.clip(1.4 - along, 0, 1.4)) + 0.1 * along)
        echo[(line < 0.09) & (along > 0.02 + 0.75 * (1 - swing)) & (along < 1.5)] = 4.5
    return echo


def _scale(picture: Floats) -> None:
    """Centimetre marks beside the sector, as machines draw them."""
    for centimetre in range(int(DEPTH_CM) + 1):
        row = round(TOP_ROW + centimetre / CM_A_PIXEL)
        if row < ROWS - 1:
            picture[row : row + 2, 612 : 622 if centimetre % 5 else 630] = 200
