"""The page of abuse cases names only tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path


def test_every_named_test_exists(repository: Path) -> None:
    page = (repository / "docs/conformance/abuse.md").read_text("utf-8")
    named = re.findall(r"`([a-z_/]+\.py)(?:::(test_\w+))?`(?: \(([^)]*)\))?", page)
    assert len(named) > 40
    for file, one, several in named:
        path = repository / "tests" / file
        assert path.is_file(), file
        there = {
            node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        wanted = {*([one] if one else []), *re.findall(r"`(test_\w+)`", several)}
        assert wanted <= there, f"{file}: {sorted(wanted - there)}"
