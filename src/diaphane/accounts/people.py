"""What accounts hand out: who is signed in, until when, and their API tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from typing_extensions import override

from diaphane.accounts.rules.sessions import Ends
from diaphane.model.ids import UserId
from diaphane.model.principals import UserPrincipal
from diaphane.model.scope import Scope


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What somebody types to sign up. Unchecked."""

    organisation: str
    name: str
    email: str
    password: str
    region: str

    @override
    def __repr__(self) -> str:
        """Never show what was typed."""
        return f"NewAccount(region={self.region!r})"


@dataclass(frozen=True, slots=True)
class Profile:
    """A person and the organisation they belong to."""

    user: UserId
    name: str
    email: str
    scope: Scope
    organisation: str

    @override
    def __repr__(self) -> str:
        """Never show a name."""
        return f"Profile({self.user})"


@dataclass(frozen=True, slots=True)
class Seen:
    """A living session: who it belongs to and when it ends."""

    principal: UserPrincipal
    ends: Ends


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session. `token` is what the cookie carries: shown once, kept nowhere (of it only the SHA-256)."""

    token: str
    seen: Seen
    profile: Profile

    @override
    def __repr__(self) -> str:
        """Never show the token."""
        return f"SignedIn({self.seen.principal.user})"


@dataclass(frozen=True, slots=True)
class ApiToken:
    """An API token without its secret. Times are UTC; `last_used_at` is right to the minute."""

    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class MadeApiToken:
    """A new API token: the only time its secret is shown."""

    id: UUID
    name: str
    token: str

    @override
    def __repr__(self) -> str:
        """Never show the token."""
        return f"MadeApiToken({self.id})"
