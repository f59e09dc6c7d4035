"""The newest revision, known without loading Alembic: a start that finds it in the database has nothing to migrate."""

from __future__ import annotations

from pathlib import Path

HEAD = max(path.name.partition("_")[0] for path in (Path(__file__).parent / "versions").glob("[0-9]*_*.py"))
"""A test compares this with what Alembic says."""
