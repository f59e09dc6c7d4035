"""The path that the pages' arithmetic is tested with is the server's own."""

from __future__ import annotations

import json
import runpy

import numpy as np
from tests.conftest import ROOT


def test_the_fixture_is_what_the_server_measures() -> None:
    made = runpy.run_path(str(ROOT / "tools/course_fixture.py"))
    kept = json.loads((ROOT / "contract/course.json").read_text())
    now = json.loads(json.dumps(made["fixture"]()))
    assert kept["points_mm"] == now["points_mm"]
    assert np.allclose(np.array(kept["stations"]), np.array(now["stations"]), atol=1e-5)
    assert abs(kept["length_mm"] - now["length_mm"]) < 1e-5
