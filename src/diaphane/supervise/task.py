"""A step in a process of its own: calls one function with the site and reports in JSON lines what it says and gives.

    python -m diaphane.supervise.task MODULE:FUNCTION < SITE

Lines on standard output: {"say": sentence}, then {"result": {...}}. Nothing of what the step imports or opens stays in the supervisor.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

from diaphane.base.errors import UnsafeSettings
from diaphane.base.log import configure
from diaphane.base.site import Site
from diaphane.supervise.traces import quiet

REFUSED = 78  # EX_CONFIG (sysexits.h)


def load(target: str) -> Callable[..., Any]:
    """The function "module:name" names."""
    module, _, name = target.partition(":")
    gc.disable()  # what is loaded stays: looking through it again and again is a tenth of the time
    try:
        found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    finally:
        gc.enable()
    return found


def heard_site() -> Site:
    """The site the supervisor wrote to standard input; logging is set up as it says."""
    site = Site.model_validate_json(sys.stdin.buffer.read())
    configure(site.settings.log_level)
    return site


@contextlib.contextmanager
def refusing() -> Iterator[None]:
    """End the process with code 78 and the sentence as the last line of standard error when the settings are unsafe."""
    try:
        yield
    except UnsafeSettings as refusal:
        sys.stderr.write(f"{refusal.message}\n")
        sys.stderr.flush()
        sys.exit(REFUSED)


def main() -> None:
    """Run the step. What it prints by accident goes to its log, not between the lines."""
    quiet()
    report = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def tell(**line: object) -> None:
        report.write(json.dumps(line) + "\n")
        report.flush()

    with refusing():
        step = load(sys.argv[1])  # while the supervisor still starts what it needs
        result = step(heard_site(), lambda sentence: tell(say=sentence))
        tell(result=dict(result or {}))


if __name__ == "__main__":
    main()
