"""Every command of `diaphane`, each in a few lines: settings in, one call, result out."""

from __future__ import annotations

from typing import Annotated

import typer

import diaphane
from diaphane.cli.say import say
from diaphane.cli.upload import upload

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="A cloud PACS.")
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

app.command()(upload)


@app.command()
def version(*, json: Json = False) -> None:
    """Say which version this is."""
    say({"version": diaphane.__version__}, lambda: f"diaphane {diaphane.__version__}", as_json=json)


def main() -> None:
    """The entry point."""
    app()
