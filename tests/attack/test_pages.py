"""What somebody else typed never becomes part of a page's markup (case 46)."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import ROOT

WRITES_MARKUP = re.compile(r"dangerouslySetInnerHTML|\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|srcdoc", re.IGNORECASE)


def test_no_page_writes_markup() -> None:
    sources = [path for path in (ROOT / "web" / "src").rglob("*") if path.suffix in {".ts", ".tsx"}]
    assert len(sources) > 100
    found: list[Path] = [path for path in sources if WRITES_MARKUP.search(path.read_text("utf-8"))]
    assert found == []
