"""What the body is made of, and how each tissue looks to CT, PET and MR."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class Tissue(IntEnum):
    """Labels of a painted plane."""

    AIR = 0
    SKIN = 1
    FAT = 2
    MUSCLE = 3
    CORTEX = 4
    MARROW = 5
    CARTILAGE = 6
    LUNG = 7
    SOFT = 8  # mediastinal connective tissue, oesophagus, diaphragm
    BLOOD = 9  # arterial and mixed, with contrast medium
    MYOCARDIUM = 10
    LIVER = 11
    SPLEEN = 12
    KIDNEY = 13
    STOMACH = 14
    AIRWAY = 15
    CORD = 16
    TUMOUR = 17
    NODE = 18
    VEIN = 19  # hepatic veins, portal vein
    DISC = 20


# label: (CT HU, PET SUVbw, MR T1-weighted signal of 1000)
_LOOKS: dict[Tissue, tuple[float, float, float]] = {
    Tissue.AIR: (-1000, 0.0, 5),
    Tissue.SKIN: (15, 0.4, 330),
    Tissue.FAT: (-103, 0.25, 900),
    Tissue.MUSCLE: (58, 0.7, 370),
    Tissue.CORTEX: (720, 0.5, 60),
    Tissue.MARROW: (210, 1.3, 560),
    Tissue.CARTILAGE: (95, 0.4, 300),
    Tissue.LUNG: (-845, 0.45, 45),
    Tissue.SOFT: (45, 0.9, 380),
    Tissue.BLOOD: (235, 1.6, 130),
    Tissue.MYOCARDIUM: (118, 3.6, 400),
    Tissue.LIVER: (108, 2.3, 490),
    Tissue.SPLEEN: (122, 1.9, 360),
    Tissue.KIDNEY: (165, 4.5, 350),
    Tissue.STOMACH: (25, 1.6, 250),
    Tissue.AIRWAY: (-990, 0.1, 5),
    Tissue.CORD: (28, 1.8, 320),
    Tissue.TUMOUR: (52, 9.5, 390),
    Tissue.NODE: (62, 6.2, 380),
    Tissue.VEIN: (168, 1.6, 200),
    Tissue.DISC: (82, 0.6, 260),
}


def _table(column: int) -> NDArray[np.float32]:
    table = np.zeros(256, np.float32)
    for tissue, looks in _LOOKS.items():
        table[tissue] = looks[column]
    return table


HU = _table(0)
SUV = _table(1)
T1 = _table(2)
