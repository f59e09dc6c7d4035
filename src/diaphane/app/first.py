"""The account a desk installation begins with, and where its notebook lies."""

from __future__ import annotations

from pathlib import Path

from diaphane.accounts.people import NewAccount
from diaphane.base.settings import Settings


def wanted(settings: Settings) -> bool:
    """Whether there is to be one: for the demo, or for a script that waits for the ready file."""
    return has_demo(settings) or settings.ready_file is not None


def has_demo(settings: Settings) -> bool:
    """Whether the demo's studies are to be in it."""
    return settings.demo and settings.database_url is None


def notebook(settings: Settings) -> Path:
    """Where the notebook lies: with the keys."""
    return settings.keyring_folder / ("demo-account.json" if has_demo(settings) else "first-account.json")


def form(settings: Settings) -> NewAccount:
    """What its owner would have typed to sign up."""
    who = ("Demo clinic", "Demo", "demo@diaphane.example")
    if not has_demo(settings):
        who = ("First organisation", "First user", "first@diaphane.example")
    return NewAccount(*who, password="", region=settings.regions[0].id)
