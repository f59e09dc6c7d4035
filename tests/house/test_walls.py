"""The walls stand as they were agreed: nothing is switched off without a reason, and no room is left outside."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

PURE = {"diaphane.model", "diaphane.dicom", "diaphane.render", "diaphane.encode"}


@pytest.fixture(scope="module")
def tool(repository: Path) -> dict[str, Any]:
    """Settings of the tools."""
    found: dict[str, Any] = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["tool"]
    return found


def test_ruff_asks_everything_and_each_exception_has_its_reason(tool: dict[str, Any], repository: Path) -> None:
    assert tool["ruff"]["lint"]["select"] == ["ALL"]
    page = (repository / "pyproject.toml").read_text("utf-8")
    for rule in tool["ruff"]["lint"]["ignore"]:
        assert re.search(rf'^    "{rule}", +# \S+ \S+', page, re.MULTILINE), f"{rule} is ignored without a reason"


def test_what_the_product_lets_pass_in_place_says_why(package: Path, repository: Path) -> None:
    reasoned = re.compile(r"# noqa: [A-Z]+\d+(, [A-Z]+\d+)* +\(\S|# type: ignore\[[a-z-]+(, [a-z-]+)*\] +# \S")
    silent = [
        f"{path.relative_to(repository)}: {line.strip()}"
        for path in package.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if ("# noqa" in line or "# type: ignore" in line) and not reasoned.search(line)
    ]
    assert not silent


def test_types_are_strict(tool: dict[str, Any]) -> None:
    assert tool["mypy"]["strict"] is True
    assert "pydantic.mypy" in tool["mypy"]["plugins"]
    assert tool["pydantic-mypy"] == {"init_typed": True, "init_forbid_extra": True}
    assert {"src", "tests"} <= set(tool["mypy"]["files"])


def test_import_walls_leave_no_room_out(tool: dict[str, Any], package: Path) -> None:
    contracts = tool["importlinter"]["contracts"]
    (floors,) = [one for one in contracts if one["type"] == "layers"]
    assert floors["exhaustive"] is True
    named = set(re.findall(r"[a-z]+", " ".join(floors["layers"])))
    rooms = {path.stem for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()} - {"__init__"}
    assert rooms <= named
    assert [one for one in contracts if one["type"] == "acyclic_siblings"]
    assert [one for one in contracts if set(one.get("source_modules", ())) >= PURE]
    owned = {library for one in contracts if one["name"].startswith("Owners") for library in one["forbidden_modules"]}
    assert owned >= {"cryptography", "fastapi", "sqlalchemy", "numba", "imagecodecs", "pydicom", "psycopg", "alembic", "argon2"}
