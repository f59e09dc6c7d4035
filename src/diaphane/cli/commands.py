"""Every command of `diaphane`, by name; a run imports only the one it was asked for, since some bring the whole product."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any

import typer

COMMANDS: Mapping[str, str] = {
    "serve": "diaphane.cli.serve:serve",
    "upload": "diaphane.cli.upload:upload",
    "keys rotate": "diaphane.cli.keys:rotate",
    "migrate": "diaphane.cli.migrate:migrate",
    "version": "diaphane.cli.version:version",
}
"""Name, and the function that does it. A name of two words is a command of a group."""
GROUPS: Mapping[str, str] = {"keys": "The keys of this installation."}


def command_line(asked: str = "") -> typer.Typer:
    """The command line with the one command (or group) that is asked for, or with all."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="A cloud PACS.")
    app.callback()(_nothing)
    groups = {name: typer.Typer(no_args_is_help=True, help=words) for name, words in GROUPS.items()}
    for name, place in COMMANDS.items():
        first, _, second = name.partition(" ")
        if asked in {word.partition(" ")[0] for word in COMMANDS} and asked != first:
            continue
        (groups[first] if second else app).command(second or first)(_load(place))
    for name, group in groups.items():
        if group.registered_commands:
            app.add_typer(group, name=name)
    return app


def main() -> None:
    """The entry point."""
    command_line(sys.argv[1] if len(sys.argv) > 1 else "")()


def _nothing() -> None:
    """A cloud PACS."""


def _load(place: str) -> Callable[..., Any]:
    module, _, name = place.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found
