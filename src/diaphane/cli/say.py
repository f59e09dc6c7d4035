"""How commands speak: one JSON object on standard output with `--json`, else words; errors on standard error."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from diaphane.base.errors import DiaphaneError
from diaphane.cli.exits import Exit, exit_of


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


def fault(code: str, message: str) -> None:
    """Print a refusal as JSON."""
    say({"error": {"code": code, "message": message}}, str, as_json=True)


@contextmanager
def refusals(*, as_json: bool) -> Iterator[None]:
    """Turn an expected error into its sentence and exit code."""
    try:
        yield
    except DiaphaneError as error:
        if as_json:
            fault(error.code, error.message)
        else:
            words_on_stderr().print(Text(plain(error.message), style="red"))
        raise SystemExit(exit_of(error)) from None
    except Exception as error:  # noqa: BLE001 (a fault of ours: its kind and place for a report, never its words)
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
        sentence = f"Something unexpected went wrong ({where}). Please report it."
        fault("unexpected", sentence) if as_json else words_on_stderr().print(Text(sentence, style="red"))
        raise SystemExit(Exit.FAILED) from None
