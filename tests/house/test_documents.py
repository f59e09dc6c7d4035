"""What the documents claim, a test reads."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import diaphane


def test_the_settings_page_says_what_the_code_says(repository: Path) -> None:
    spec = importlib.util.spec_from_file_location("settings_page", repository / "tools/settings_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = (repository / "docs/operate/settings.md").read_text("utf-8")
    assert page == module.page(), "docs/operate/settings.md lags behind base/settings.py: just docs"


def test_the_changelog_knows_this_version(repository: Path) -> None:
    entries = re.findall(r"^## \[?([^\]\s]+)\]?", (repository / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert entries[0] == "Unreleased"
    assert entries[1] == diaphane.__version__


def test_every_decision_is_in_the_index_and_complete(repository: Path) -> None:
    folder = repository / "docs/adr"
    records = sorted(folder.glob("[0-9]*.md"))
    assert [int(record.name[:4]) for record in records] == list(range(1, len(records) + 1))
    index = (folder / "README.md").read_text("utf-8")
    for record in records:
        content = record.read_text("utf-8")
        assert f"]({record.name})" in index, record.name
        for heading in ("Status", "Context", "Decision", "Consequences", "Alternatives"):
            assert re.search(rf"^(## {heading}$|{heading}: )", content, re.MULTILINE), f"{record.name} lacks {heading}"


def test_links_between_documents_lead_somewhere(repository: Path, tracked: list[Path]) -> None:
    dead = [
        f"{page.relative_to(repository)} -> {target}"
        for page in tracked
        if page.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8"))
        if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists()
    ]
    assert not dead


def test_commands_that_documents_name_exist(repository: Path) -> None:
    recipes = set(re.findall(r"^([a-z][a-z0-9-]*)(?: [^:\n=]*)?:(?!=)", (repository / "justfile").read_text("utf-8"), re.MULTILINE))
    for page in ("README.md", "CONTRIBUTING.md"):
        named = set(re.findall(r"`just ([a-z][a-z0-9-]*)", (repository / page).read_text("utf-8")))
        assert named <= recipes, page
