"""The newest revision, known without loading Alembic: a start that finds it in the database has nothing to migrate."""

from __future__ import annotations

HEAD = "0003"
