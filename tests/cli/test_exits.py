"""Exit codes mean what the manual says."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from diaphane.base import errors
from diaphane.cli import exits
from diaphane.cli.commands import COMMANDS
from diaphane.cli.exits import Exit, exit_of


def test_the_manual_has_the_same_table(repository: Path) -> None:
    page = (repository / "docs/operate/cli.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \| ([A-Z_]+) \| (.*) \|$", page, re.MULTILINE)
    words = dict(re.findall(r'^    ([A-Z_]+) = \d+\n    """(.*)"""$', inspect.getsource(exits), re.MULTILINE))
    assert rows == [(str(int(each)), each.name, words[each.name]) for each in Exit]


def test_the_manual_names_every_command(repository: Path) -> None:
    page = (repository / "docs/operate/cli.md").read_text("utf-8")
    named = re.findall(r"^\| `diaphane ([a-z ]+)", page, re.MULTILINE)
    assert sorted(name.strip() for name in named) == sorted(COMMANDS)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.BadInput, Exit.BAD_INPUT),
        (errors.TooLarge, Exit.BAD_INPUT),
        (errors.NotSignedIn, Exit.NOT_ALLOWED),
        (errors.Busy, Exit.LATER),
        (errors.UnsafeSettings, Exit.UNSAFE),
        (errors.Conflict, Exit.FAILED),
    ],
)
def test_errors_have_their_code(error: type[errors.DiaphaneError], code: Exit) -> None:
    assert exit_of(error("x", "y")) is code
