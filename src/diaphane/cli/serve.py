"""`diaphane serve`: everything this machine needs, until Ctrl-C."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from diaphane.base.settings import Settings, load_settings
from diaphane.cli.exits import Exit
from diaphane.cli.say import refusals, say
from diaphane.supervise import serve as supervise
from diaphane.supervise.layout import wipe


def serve(  # noqa: PLR0913 (each argument is an option of the command)
    *,
    data: Annotated[Path | None, typer.Option(help="Folder of everything Diaphane keeps.")] = None,
    port: Annotated[int | None, typer.Option(help="TCP port of the HTTPS door.")] = None,
    plain_port: Annotated[int | None, typer.Option(help="TCP port that refuses plain HTTP; 0 = none.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    demo: Annotated[bool | None, typer.Option("--demo/--no-demo", help="Make a demo account with studies at first start.")] = None,
    ready_file: Annotated[Path | None, typer.Option(help="Write one JSON object here once the product answers.")] = None,
    settings: Annotated[Path | None, typer.Option(help="Settings file (TOML).")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Delete all data first; asks.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Answer yes to --fresh.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object when the product answers.")] = False,
) -> None:
    """Start Diaphane and keep it running."""
    with refusals(as_json=json):
        found = load_settings(settings, data=data, port=port, plain_port=plain_port, host=host, demo=demo, ready_file=ready_file)
        if fresh and not _wiped(found, yes=yes):
            raise SystemExit(Exit.USAGE)
    announce = (lambda facts: say(facts, str, as_json=True)) if json else supervise.show
    raise SystemExit(supervise.serve(found, announce=announce))


def _wiped(settings: Settings, *, yes: bool) -> bool:
    """Delete all data if somebody says so."""
    folder = settings.data.resolve()
    if not folder.exists():
        return True
    if not (yes or typer.confirm(f"Delete everything in {folder}: studies, accounts and keys?", default=False, err=True)):
        return False
    wipe(folder)
    return True
