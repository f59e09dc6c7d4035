"""`diaphane keys`: the region keys of this installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from diaphane.app.keyrings import open_keyrings
from diaphane.base.settings import load_settings
from diaphane.cli.say import refusals, say


def rotate(
    *,
    data: Annotated[Path | None, typer.Option(help="Folder of everything Diaphane keeps.")] = None,
    settings: Annotated[Path | None, typer.Option(help="Settings file (TOML).")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Make a new region key and wrap every account key anew; a running server need not stop, objects are not touched."""
    with refusals(as_json=json):
        keyrings = open_keyrings(load_settings(settings, data=data))
        numbers = {str(region): keyring.rotate() for region, keyring in keyrings.items()}
    say({"regions": numbers}, lambda: "\n".join(f"{region}: region key {number}" for region, number in numbers.items()), as_json=json)
