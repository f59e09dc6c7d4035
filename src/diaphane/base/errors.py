"""The tree of errors: each is named for what happened, with a stable code and a sentence for people.

DiaphaneError
 +- BadInput          the caller sent something unusable          (422)
 |   +- TooLarge      more bytes, files or depth than allowed      (413)
 +- NotSignedIn       no valid session, token or password          (401)
 +- Refused           the principal may not do this                (403)
 +- NotHere           unknown, foreign, ended: all sound alike     (404)
 +- Conflict          it clashes with what is there                (409)
 +- Busy              try again later                              (503, Retry-After)
 |   +- TooOften      tried too often: wait that long              (429, Retry-After)
 |   +- Full          no storage left; it recovers by itself       (507)
 +- IntegrityFailed   sealed bytes are not what was sealed         (500, alarm)
 +- UnsafeSettings    the process refuses to start                 (exit code 78)
"""

from __future__ import annotations


class DiaphaneError(Exception):
    """Base of every expected error.

    `code` is stable and machine-readable (`room.what`); `message` is one clear sentence: what, where, what to do.
    Neither ever holds patient data, a path or a key.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class BadInput(DiaphaneError):
    """The caller sent something that cannot be used."""


class TooLarge(BadInput):
    """More bytes, files, depth or pixels than the limits allow."""


class NotSignedIn(DiaphaneError):
    """No valid session, token or password came with the request."""


class Refused(DiaphaneError):
    """The principal is known but may not do this."""


class NotHere(DiaphaneError):
    """Unknown, foreign, expired and deleted sound the same outside."""

    def __init__(self, code: str = "not_here", message: str = "There is nothing here, or it is not yours.") -> None:
        super().__init__(code, message)


class Conflict(DiaphaneError):
    """The request clashes with what is already there."""


class Busy(DiaphaneError):
    """No room right now; trying again later is right."""


class TooOften(Busy):
    """This was tried too often; `wait_s` seconds from now it may be tried again."""

    def __init__(self, code: str, message: str, wait_s: int) -> None:
        super().__init__(code, message)
        self.wait_s = wait_s


class Full(Busy):
    """There is no storage left to keep this; nothing of it was kept, and what is there can be read."""


class IntegrityFailed(DiaphaneError):
    """Sealed bytes are damaged, swapped, cut or from another place."""


class UnsafeSettings(DiaphaneError):
    """The process refuses to start: a setting or a key is missing, wrong or unsafe."""
