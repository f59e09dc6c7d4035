"""Every room says its one job, every file says what it is, and nothing lies in a drawer for odds and ends."""

from __future__ import annotations

import ast
from pathlib import Path

# A drawer for odds and ends has no room yet: find it one.
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handler", "handlers", "base_classes", "stuff"}


def first_line(path: Path) -> str:
    """First line of a module's docstring, or nothing."""
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]


def test_every_room_says_its_one_job(package: Path) -> None:
    rooms = [folder for folder in package.rglob("*") if folder.is_dir() and any(folder.glob("*.py")) and folder.name != "versions"]
    assert rooms
    silent = [room for room in rooms if not (room / "__init__.py").is_file() or len(first_line(room / "__init__.py").split()) < 5]
    assert not silent, "these rooms need an __init__.py whose docstring says their one job"


def test_every_file_says_what_it_is(tracked: list[Path], repository: Path) -> None:
    ours = [path for path in tracked if path.suffix == ".py"]
    assert ours
    assert not [path.relative_to(repository) for path in ours if not first_line(path).endswith((".", ":", "?"))]


def test_no_drawers(tracked: list[Path], repository: Path) -> None:
    sources = [path.relative_to(repository) for path in tracked if path.suffix in {".py", ".ts", ".tsx"}]
    assert not [path for path in sources if {part.partition(".")[0].lower() for part in path.parts} & DRAWERS]


def test_tests_mirror_the_rooms(repository: Path, package: Path) -> None:
    rooms = {folder.name for folder in package.iterdir() if folder.is_dir()} | {path.stem for path in package.glob("*.py")}
    apart = {"house", "ports", "golden", "e2e", "attack", "contract", "line", "bench"}
    folders = {folder.name for folder in (repository / "tests").iterdir() if folder.is_dir() and any(folder.rglob("*.py"))}
    assert folders <= rooms | apart
