"""Who asks: one class per way of getting in, each starting with nothing."""

from __future__ import annotations

from dataclasses import dataclass

from diaphane.model.ids import UserId
from diaphane.model.scope import Scope


@dataclass(frozen=True, slots=True)
class UserPrincipal:
    """A person signed in by password, holding a server-side session.

    `session` is the SHA-256 of the session token: enough to end it, useless to steal.
    """

    user: UserId
    scope: Scope
    session: bytes


@dataclass(frozen=True, slots=True)
class TokenPrincipal:
    """A program holding an API token of an account (upload gateways, scripts)."""

    user: UserId
    scope: Scope
    token: bytes


@dataclass(frozen=True, slots=True)
class JobPrincipal:
    """The product itself at work for one account (demo studies, thumbnails)."""

    name: str
    scope: Scope


Principal = UserPrincipal | TokenPrincipal | JobPrincipal
