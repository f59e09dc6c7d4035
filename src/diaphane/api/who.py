"""Who asks: the only reader of credentials, the session cookie or an API token; and the only writer of the cookie."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection
from starlette.responses import Response

from diaphane.api.house import Rooms
from diaphane.base.errors import NotSignedIn
from diaphane.flows.identify import Caller, Credential, identify
from diaphane.model.principals import TokenPrincipal, UserPrincipal

COOKIE = "__Host-diaphane"
"""The prefix makes browsers insist on Secure, Path=/ and no Domain (RFC 6265bis section 4.1.3.2)."""


def credential(connection: HTTPConnection) -> Credential | None:
    """What the caller shows: `Authorization: Bearer`, else the cookie."""
    kind, _, secret = connection.headers.get("authorization", "").partition(" ")
    if kind:
        return Credential("token", secret.strip()) if kind.lower() == "bearer" else None
    return session(connection)


def session(connection: HTTPConnection) -> Credential | None:
    """The session cookie alone."""
    cookie = connection.cookies.get(COOKIE)
    return Credential("session", cookie) if cookie else None


async def caller(connection: HTTPConnection, house: Rooms) -> Caller:
    """Who asks, and until when. Raises `NotSignedIn`."""
    shown = credential(connection)
    if shown is None:
        raise NotSignedIn("accounts.session_ended", "You are not logged in, or your session has ended: log in again.")
    return await identify(house, shown)


Asking = Annotated[Caller, Depends(caller)]


async def principal(asking: Asking) -> UserPrincipal | TokenPrincipal:
    """Who asks."""
    return asking.who


Who = Annotated[UserPrincipal | TokenPrincipal, Depends(principal)]


def address(connection: HTTPConnection) -> str | None:
    """Where the caller is, as far as the network says."""
    return connection.client.host if connection.client is not None else None


def let_in(response: Response, token: str) -> None:
    """Give the browser its session. Without an age it goes with the browser; the server ends it in any case."""
    response.set_cookie(COOKIE, token, path="/", secure=True, httponly=True, samesite="lax")


def let_go(response: Response) -> None:
    """Take the session from the browser."""
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
