"""`diaphane serve`: everything this machine needs, until Ctrl-C."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from diaphane.base.settings import load_settings
from diaphane.cli.exits import NotAgreed
from diaphane.cli.say import fault, refusals, say
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
        if fresh:
            _start_afresh(found.data.resolve(), yes=yes)
    if json:
        raise SystemExit(supervise.serve(found, announce=lambda facts: say(facts, str, as_json=True), fault=fault))
    raise SystemExit(supervise.serve(found))


def _start_afresh(folder: Path, *, yes: bool) -> None:
    """Delete all data if somebody says so. Raises `NotAgreed`, `UnsafeSettings` for a folder that is not ours or in use."""
    if not folder.exists():
        return
    if not (yes or sys.stdin.isatty()):
        raise NotAgreed(
            "serve.fresh_unasked",
            f"--fresh deletes everything in {folder}, and there is no terminal to ask at: nothing was deleted. Add --yes to say yes.",
        )
    if not (yes or typer.confirm(f"Delete everything in {folder}: studies, accounts and keys?", default=False, err=True)):
        raise NotAgreed("serve.fresh_declined", "Nothing was deleted and nothing was started.")
    wipe(folder)
