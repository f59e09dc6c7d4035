"""`diaphane version`."""

from __future__ import annotations

from typing import Annotated

import typer

import diaphane
from diaphane.cli.say import say


def version(*, json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """Say which version this is."""
    say({"version": diaphane.__version__}, lambda: f"diaphane {diaphane.__version__}", as_json=json)
