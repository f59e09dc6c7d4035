"""Writes contract/course.json: a path through some points as the server measures it, for the pages' own arithmetic."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np

from diaphane.render.course import course

TARGET: Final = Path(__file__).resolve().parent.parent / "contract" / "course.json"
POINTS: Final = ((0.0, 0.0, 0.0), (12.5, 3.0, -20.0), (18.0, 25.0, -31.5), (-4.0, 40.0, -60.0), (-4.0, 41.0, -95.0))
AT_MM: Final = (0.0, 7.25, 33.0, 70.1, 100.0)


def fixture() -> dict[str, Any]:
    """Points, length, and place, direction and aside at some lengths, rounded to what a test compares."""
    path = course(POINTS)
    stations = [np.round(np.stack([part[k] for part in path.at(np.array(AT_MM))]), 6).tolist() for k in range(len(AT_MM))]
    return {"points_mm": POINTS, "length_mm": round(path.length_mm, 6), "at_mm": AT_MM, "stations": stations}


if __name__ == "__main__":
    TARGET.write_text(json.dumps(fixture(), indent=1) + "\n")
