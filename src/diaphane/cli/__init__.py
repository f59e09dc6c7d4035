"""The command line: parses, calls, prints; exit codes mean something."""

from diaphane.cli.commands import main

__all__ = ["main"]
