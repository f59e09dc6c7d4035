"""The page of real files says what the product does."""

from __future__ import annotations

import importlib.util
from pathlib import Path


def test_the_page_of_real_files_is_true(repository: Path, shared_data: Path) -> None:
    spec = importlib.util.spec_from_file_location("picture_table", repository / "tools" / "picture_table.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    page = tool.page(shared_data)
    assert (repository / "docs/conformance/pictures.md").read_text() == page, "run `just docs`"
    files = [path for path in shared_data.rglob("*") if path.is_file() and path.parent != shared_data]
    assert f"\n{len(files)} files: " in page, "a file is missing from the page"
