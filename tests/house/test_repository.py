"""What lies in the repository is ours to give away: no addresses in locks, no paths of somebody's machine, hashes for everything."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ADDRESS = re.compile(r"https?://|git\+|--(extra-)?index-url|--find-links")
MACHINE = re.compile(r"(?:^|[^A-Za-z0-9_.])/(?:work|farm|root|home/[a-z]+)/[A-Za-z0-9_.]", re.MULTILINE)
REGISTRY = re.compile(r"pypi[.]org|pythonhosted[.]org|npmjs[.](?:org|com)|deb[.]debian[.]org")


def normal(name: str) -> str:
    """A distribution's name as locks write it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", name, maxsplit=1)[0]).lower()


def text(path: Path) -> str:
    """The file's text, or nothing for pictures and the like."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


def test_locks_hold_hashes_and_no_addresses(repository: Path) -> None:
    locks = sorted(repository.glob("requirements*.lock"))
    assert len(locks) == 5
    for lock in locks:
        content = lock.read_text("utf-8")
        assert not ADDRESS.search(content), lock
        pins = re.findall(r"^[a-z0-9][^\n]*==[^\n]*\n", content, re.MULTILINE)
        assert pins, lock
        assert content.count("\n    --hash=sha256:") >= len(pins), lock


def test_the_lock_of_the_pages_holds_hashes_and_no_addresses(repository: Path) -> None:
    packages = json.loads((repository / "web/package-lock.json").read_text("utf-8"))["packages"]
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert not [name for name, entry in packages.items() if name and "integrity" not in entry and not entry.get("link")]


def test_every_dependency_is_locked(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))
    wanted = {"requirements.lock": project["project"]["dependencies"]}
    wanted |= {f"requirements-{group}.lock": names for group, names in project["dependency-groups"].items()}
    for lock, names in wanted.items():
        locked = {normal(line) for line in (repository / lock).read_text("utf-8").splitlines() if "==" in line}
        assert not {normal(name) for name in names} - locked, f"{lock} lags behind pyproject.toml: just lock"


def test_no_paths_of_a_machine_and_no_registry_hosts(tracked: list[Path], repository: Path) -> None:
    faults = [
        f"{path.relative_to(repository)}: {found[0].strip()}"
        for path in tracked
        for pattern in (MACHINE, REGISTRY)
        if (found := pattern.search(text(path)))
    ]
    assert not faults


def test_the_patterns_find_what_they_seek() -> None:
    assert MACHINE.search("open('/" + "work/main/x')")
    assert not MACHINE.search("https://example.org/network/root/x")
    assert REGISTRY.search("https://pypi" + ".org/simple")
    assert ADDRESS.search("--index-url somewhere")


def test_commands_can_be_executed(repository: Path) -> None:
    for name in ("run", "test", ".ci/run", "tools/lock"):
        assert os.access(repository / name, os.X_OK), name


def test_just_check_runs_every_wall(repository: Path) -> None:
    just = Path(sys.executable).with_name("just")
    dump = subprocess.run([just, "--dump", "--dump-format", "json"], cwd=repository, capture_output=True, check=True)
    recipes = json.loads(dump.stdout)["recipes"]
    parts = [dependency["recipe"] for dependency in recipes["check"]["dependencies"]]
    commands = " ".join(str(recipes[part]["body"]) for part in parts)
    for command in ("ruff check", "ruff format --check", "lint-imports", "mypy", "tests/house"):
        assert command in commands, command


def test_what_a_stranger_looks_for_first_is_there(repository: Path) -> None:
    for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"):
        assert len(text(repository / name)) > 500, name
    assert re.match(r"\s*Apache License\s+Version 2\.0", text(repository / "LICENSE"))
    assert tomllib.loads(text(repository / "pyproject.toml"))["project"]["license"] == "Apache-2.0"
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text(repository / "README.md"))
    assert pictures, "a picture says what it is"
    for picture in pictures:
        assert (repository / picture).stat().st_size > 10_000, picture
    decided = " ".join(path.name for path in (repository / "docs/adr").glob("*.md"))
    for word in ("one-way-line", "one-database-dialect", "sealed-columns", "key-tree", "unit-of-work", "stream-protocol", "render-worker"):
        assert word in decided, word


def test_continuous_integration_runs_what_a_developer_runs(repository: Path) -> None:
    assert text(repository / ".ci/run").rstrip().endswith('/../test" </dev/null')
    script = text(repository / "test")
    assert re.findall(r'^(?:part|twice) "[^"]*" (?:"\$just" )?([a-z0-9-]+)', script, re.MULTILINE) == ["check", "web", "test", "e2e"]
