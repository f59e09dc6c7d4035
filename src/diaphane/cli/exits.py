"""What a command's exit code means (after sysexits(3)); the table in docs/operate/cli.md is tested against this one."""

from __future__ import annotations

from enum import IntEnum

from diaphane.base import errors


class Exit(IntEnum):
    """One meaning each, the same for every command."""

    OK = 0
    """Done, all of it."""
    FAILED = 1
    """Something unexpected went wrong."""
    USAGE = 2
    """The command was not understood, or what it asked first was not answered with yes."""
    NOT_ALL = 3
    """Done, but something was left out, quarantined or in conflict; the output names what and why."""
    BAD_INPUT = 65
    """The input cannot be used: no such file, nothing to send, larger than allowed."""
    UNAVAILABLE = 69
    """The server cannot be reached, or its certificate is not trusted."""
    LATER = 75
    """The server was too busy for too long; the same command goes on where this one stopped."""
    NOT_ALLOWED = 77
    """The token or the password is wrong, ended, or may not do this."""
    UNSAFE = 78
    """Settings, keys or certificates are missing, wrong or unsafe: nothing was started."""


class Unreachable(errors.DiaphaneError):
    """The server cannot be reached, or its certificate is not trusted."""


class NotAgreed(errors.DiaphaneError):
    """The command asks before it does what cannot be undone, and nobody said yes."""


_OF_ERROR: tuple[tuple[type[errors.DiaphaneError], Exit], ...] = (
    (Unreachable, Exit.UNAVAILABLE),
    (NotAgreed, Exit.USAGE),
    (errors.BadInput, Exit.BAD_INPUT),
    (errors.NotSignedIn, Exit.NOT_ALLOWED),
    (errors.Refused, Exit.NOT_ALLOWED),
    (errors.Busy, Exit.LATER),
    (errors.UnsafeSettings, Exit.UNSAFE),
)


def exit_of(error: errors.DiaphaneError) -> Exit:
    """The exit code of an expected error."""
    return next((code for kind, code in _OF_ERROR if isinstance(error, kind)), Exit.FAILED)
