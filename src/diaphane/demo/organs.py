"""The organs of the thorax and upper belly, where they lie and in which order they hide each other. LPS mm."""

from __future__ import annotations

import numpy as np

from diaphane.demo import skeleton
from diaphane.demo.grid import Grid, Labels, Mask
from diaphane.demo.shapes import Ellipsoid, Tubes, frame
from diaphane.demo.tissue import Tissue

_AXIS = frame((0.74, -0.46, -0.49))  # from the heart's base to its apex: left, forward, down
_PERICARDIUM = Ellipsoid((16, -27, -26), (66, 52, 52), _AXIS)
_HEART = Ellipsoid((16, -27, -26), (62, 48, 48), _AXIS)
_LEFT_WALL = Ellipsoid((34, -30, -38), (47, 31, 31), _AXIS)
_LEFT_VENTRICLE = Ellipsoid((31, -28, -36), (37, 20, 20), _AXIS)
_RIGHT_VENTRICLE = Ellipsoid((6, -50, -36), (44, 22, 32), _AXIS)
_LEFT_ATRIUM = Ellipsoid((8, 6, -4), (32, 20, 24))
_RIGHT_ATRIUM = Ellipsoid((-27, -20, -24), (21, 27, 33))
_CHAMBERS = (_RIGHT_VENTRICLE, _LEFT_ATRIUM, _RIGHT_ATRIUM)

_AORTA = Tubes.along(
    (4, -12, 0, 14), (-12, -24, 30, 15), (-13, -22, 58, 15), (-4, -8, 86, 14), (14, 14, 88, 13), (24, 32, 66, 12.5), (26, 38, 30, 12.5),
    (22, 36, -40, 12), (10, 28, -110, 11.5), (4, 26, -170, 11),
)  # fmt: skip
_GREAT_VESSELS = (
    Tubes.along((20, -34, 4, 14), (22, -30, 26, 14), (16, -8, 40, 13)),  # pulmonary trunk
    Tubes.along((18, -8, 38, 11), (-10, 2, 36, 11), (-50, 12, 28, 8)),  # right pulmonary artery
    Tubes.along((18, -6, 42, 11), (34, 12, 46, 10.5), (52, 24, 38, 8)),  # left pulmonary artery
    Tubes.along((-22, -16, 96, 8), (-25, -16, 50, 9), (-26, -14, 2, 10)),  # superior vena cava
    Tubes.along((-20, 24, -170, 11), (-21, 20, -100, 12), (-24, 0, -46, 12)),  # inferior vena cava
    Tubes.along((-10, -14, 84, 7), (-18, -10, 118, 6), (-28, -4, 160, 5)),  # brachiocephalic trunk
    Tubes.along((2, -4, 88, 4.5), (10, -4, 122, 4), (22, -2, 165, 4)),  # left common carotid
    Tubes.along((12, 12, 90, 5), (22, 14, 118, 5), (44, 6, 136, 4.5), (90, -4, 142, 4)),  # left subclavian
    Tubes.along((-22, -18, 94, 7), (-4, -30, 104, 6), (26, -26, 122, 6), (60, -20, 134, 5)),  # left brachiocephalic vein
    Tubes.along((-30, 8, 2, 6), (-52, 14, -6, 5)),  # right pulmonary veins
    Tubes.along((34, 10, 0, 6), (56, 18, -8, 5)),  # left pulmonary veins
)
_TRACHEA = Tubes.along((0, 0, 170, 8.5), (0, 6, 110, 8.5), (-2, 18, 64, 9))
_BRONCHI = (
    Tubes.along((-2, 18, 64, 7.5), (-20, 20, 48, 7), (-44, 20, 34, 6)),
    Tubes.along((-2, 18, 64, 7), (20, 22, 48, 6), (46, 26, 32, 5.5)),
    Tubes.along((-44, 20, 34, 5), (-54, 26, 10, 4), (-62, 36, -24, 2.6)),
    Tubes.along((46, 26, 32, 5), (56, 32, 8, 4), (64, 40, -26, 2.6)),
    Tubes.along((-40, 20, 36, 4.5), (-54, 14, 56, 3.4), (-64, 6, 80, 2.2)),
    Tubes.along((42, 24, 36, 4.5), (56, 16, 56, 3.4), (64, 6, 80, 2.2)),
)
_GULLET = Tubes.along((2, 18, 170, 6), (4, 26, 90, 6), (2, 30, 20, 6.5), (10, 24, -60, 7), (24, 10, -92, 8))

_LIVER_VEINS = (
    Tubes.along((-22, 12, -58, 6), (-50, 6, -74, 5), (-88, -8, -86, 3.5)),
    Tubes.along((-24, 8, -58, 5), (-38, -26, -72, 4), (-48, -56, -88, 2.5)),
    Tubes.along((-20, 8, -60, 5), (2, -24, -74, 4), (22, -50, -86, 2.5)),
    Tubes.along((-18, -4, -124, 7), (-50, -6, -110, 6), (-84, 14, -104, 4), (-108, 28, -98, 2.5)),
    Tubes.along((-50, -6, -110, 4.5), (-78, -34, -108, 3)),
)
_SPLEEN = Ellipsoid((88, 44, -92), (27, 38, 42), frame((0.55, 0.75, 0.35)))
_STOMACH = Ellipsoid((58, -18, -100), (42, 44, 40), frame((0.7, -0.5, -0.5)))
_KIDNEYS = (Ellipsoid((58, 52, -148), (22, 24, 40)), Ellipsoid((-60, 52, -160), (22, 24, 40)))
_MARROW_OF_KIDNEYS = (Ellipsoid((54, 50, -148), (10, 12, 24)), Ellipsoid((-56, 50, -160), (10, 12, 24)))

TUMOUR = (-70.0, 8.0, 66.0)
"""Centre of the tumour in the right upper lobe, mm."""
_TUMOUR = (Ellipsoid(TUMOUR, (11, 10, 11)), Ellipsoid((-75, 3, 71), (6, 5, 5)), Ellipsoid((-65, 13, 62), (5, 6, 6)))
_SPICULES = tuple(
    Tubes.along((*TUMOUR, 2.2), (TUMOUR[0] + dx, TUMOUR[1] + dy, TUMOUR[2] + dz, 0.4))
    for dx, dy, dz in ((20, 6, 3), (-18, -9, 8), (-12, 17, -6), (6, -19, -4), (9, 3, 19), (-20, 4, -10))
)
_NODES = (Ellipsoid((-14, 26, 54), (9, 7, 11)), Ellipsoid((-20, 4, 70), (6, 7, 7)))


def paint(labels: Labels, grid: Grid, z: float, inside: Mask) -> None:
    """Paint all organs of the plane at `z` mm over the chest wall, lungs and fat that are there. `inside`: within the ribs."""
    _belly(labels, grid, z, inside)
    lung = labels == Tissue.LUNG
    _heart(labels, grid, z)
    _GULLET.paint(labels, grid, z, Tissue.SOFT)
    for vessel in (_AORTA, *_GREAT_VESSELS):
        vessel.paint(labels, grid, z, Tissue.BLOOD)
    for airway in (_TRACHEA, *_BRONCHI):
        airway.paint(labels, grid, z, Tissue.SOFT, wall=1.4)
    for airway in (_TRACHEA, *_BRONCHI):
        airway.paint(labels, grid, z, Tissue.AIRWAY)
    for node in _NODES:
        node.paint(labels, grid, z, Tissue.NODE)
    for spicule in _SPICULES:
        spicule.paint(labels, grid, z, Tissue.TUMOUR, only=lung)
    for part in _TUMOUR:
        part.paint(labels, grid, z, Tissue.TUMOUR)
    skeleton.paint(labels, grid, z)


def _heart(labels: Labels, grid: Grid, z: float) -> None:
    """Muscle around four chambers, in a coat of fat and a thin sac."""
    found = _PERICARDIUM.depth(grid, z)
    if found is None:
        return
    window, depth = found
    # Forward and down the sac lies on breastbone and diaphragm: it never leaves the ribs.
    area = labels[window]
    free = np.isin(area, (Tissue.FAT, Tissue.LUNG, Tissue.SOFT, Tissue.LIVER, Tissue.STOMACH))
    area[free & (depth < 1)] = Tissue.SOFT
    area[free & (depth < 0.955)] = Tissue.FAT
    heart = _HEART.depth(grid, z)
    if heart is not None:
        window, depth = heart
        area = labels[window]
        wavy = 0.9 + 0.06 * np.sin(grid.x[:, window[1]] / 7) * np.cos(grid.y[window[0]] / 9)
        area[(depth < wavy) & (area == Tissue.FAT)] = Tissue.MYOCARDIUM
    for chamber in _CHAMBERS:
        _chamber(labels, grid, z, chamber)
    _LEFT_WALL.paint(labels, grid, z, Tissue.MYOCARDIUM)
    found = _LEFT_VENTRICLE.depth(grid, z)
    if found is not None:
        window, depth = found
        labels[window][depth < 1] = Tissue.BLOOD


def _chamber(labels: Labels, grid: Grid, z: float, chamber: Ellipsoid) -> None:
    found = chamber.depth(grid, z)
    if found is not None:
        window, depth = found
        area = labels[window]
        area[(depth < 1) & (area == Tissue.MYOCARDIUM)] = Tissue.BLOOD
        area[(depth < 1) & (area == Tissue.FAT)] = Tissue.MYOCARDIUM


def _belly(labels: Labels, grid: Grid, z: float, inside: Mask) -> None:
    """Liver, stomach, spleen and kidneys where the diaphragm leaves room."""
    if z > -20:
        return
    room = inside & (labels == Tissue.FAT)
    edge = grid.x + 0.75 * (grid.y + 26) + 6 * np.sin(grid.y / 14) + np.float32(0.25 * (z + 60))
    liver = room & (edge < 34) & (grid.x < 78) & (grid.y < 66 - np.square((grid.x + 60) / 16))
    labels[liver] = Tissue.LIVER
    for vein in _LIVER_VEINS:
        vein.paint(labels, grid, z, Tissue.VEIN, only=liver)
    found = _STOMACH.depth(grid, z)
    if found is not None:
        window, depth = found
        hollow = room[window] & (depth < 1)
        labels[window][hollow] = Tissue.SOFT
        labels[window][hollow & (depth < 0.86)] = Tissue.STOMACH
        gas = hollow & (depth < 0.86) & (grid.y[window[0]] < -32)  # rises to the front of a lying patient
        labels[window][gas] = Tissue.AIRWAY
    _only(labels, grid, z, (_SPLEEN,), room, Tissue.SPLEEN)
    _only(labels, grid, z, _KIDNEYS, room, Tissue.KIDNEY)
    _only(labels, grid, z, _MARROW_OF_KIDNEYS, room, Tissue.FAT)


def _only(labels: Labels, grid: Grid, z: float, parts: tuple[Ellipsoid, ...], room: Mask, tissue: Tissue) -> None:
    for part in parts:
        found = part.depth(grid, z)
        if found is not None:
            window, depth = found
            labels[window][room[window] & (depth < 1)] = tissue
