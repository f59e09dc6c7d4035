"""The pages show the colour maps and 3D presets that the server draws."""

from __future__ import annotations

import importlib.util
from pathlib import Path


def test_the_pages_have_the_colours_and_curves_of_the_server(repository: Path) -> None:
    spec = importlib.util.spec_from_file_location("looks", repository / "tools/looks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (repository / "web/src/viewer/looks.gen.ts").read_text("utf-8") == module.pages(), "pages and server differ: just looks"
