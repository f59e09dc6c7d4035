"""How commands speak: one JSON object on standard output with `--json`, else words; errors on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.text import Text

from diaphane.base.errors import DiaphaneError
from diaphane.cli.exits import exit_of


def say(values: Mapping[str, Any], words: Callable[[], str], *, as_json: bool) -> None:
    """Print a command's result."""
    sys.stdout.write((json.dumps(values) if as_json else words()) + "\n")
    sys.stdout.flush()


def plain(text: str) -> str:
    """Text of others (file names) without control characters, so that a terminal only shows it."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def words_on_stderr() -> Console:
    """Where progress and sentences go."""
    return Console(stderr=True, soft_wrap=True)


@contextmanager
def refusals(*, as_json: bool) -> Iterator[None]:
    """Turn an expected error into its sentence and exit code."""
    try:
        yield
    except DiaphaneError as error:
        if as_json:
            say({"error": {"code": error.code, "message": error.message}}, str, as_json=True)
        else:
            words_on_stderr().print(Text(plain(error.message), style="red"))
        raise SystemExit(exit_of(error)) from None
