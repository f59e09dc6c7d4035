"""Pictures of the 2D viewer as they have to look, small and with a tolerance; `WRITE_GOLDEN=1` writes them anew."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.e2e.viewer.conftest import HEAD, STS_001, OpenViewer

GOLDEN = Path(__file__).with_name("golden.json")
ROWS, COLUMNS = 12, 16
# Study -> views of it, one after the other: name and keys.
VIEWS = {
    STS_001: [
        ("ct", ()), ("ct soft tissue", ("2",)), ("ct turned and mirrored", ("r", "h")),
        ("ct zoomed and inverted", ("Shift+Space", "+", "+", "i")),
        ("mr", ("PageDown",)), ("pet", ("PageDown", "Shift+ArrowDown")),
    ],
    HEAD: [("head bone", ("Shift+ArrowDown", "Shift+ArrowDown", "5")), ("head brain one to one", ("6", "Control+1"))],
}  # fmt: skip


def _small(picture: NDArray[np.uint8]) -> list[list[int]]:
    """Mean grey levels of a grid of cells."""
    grey = picture.astype(float).mean(axis=2)
    bands = [np.array_split(band, COLUMNS, axis=1) for band in np.array_split(grey, ROWS, axis=0)]
    return [[round(float(cell.mean())) for cell in band] for band in bands]


@pytest.mark.parametrize("study", VIEWS, ids=["thigh", "head"])
def test_pictures_look_as_they_did(open_viewer: OpenViewer, study: str) -> None:
    screen = open_viewer(study)
    screen.viewport().focus()
    seen = {}
    for name, keys in VIEWS[study]:
        for key in keys:  # one after the other: a series that is not described yet does not scroll
            screen.press(key)
            screen.settle()
        seen[name] = _small(screen.pixels())
    known = json.loads(GOLDEN.read_text("utf-8")) if GOLDEN.exists() else {}
    if os.environ.get("WRITE_GOLDEN"):
        lines = [f"{json.dumps(name)}: {json.dumps(one)}" for name, one in (known | seen).items()]
        GOLDEN.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
        return
    for name, one in seen.items():
        assert np.abs(np.array(one) - np.array(known[name])).max() <= 2, name
        assert np.ptp(one) > 20, name
