"""Accounts on the wire: sign-up, log-in, who am I, passwords and API tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from diaphane.api.shapes.wire import Wire

Text = Annotated[str, Field(min_length=1, max_length=200)]
Email = Annotated[str, Field(min_length=3, max_length=254)]
# Longer ones are cut off here, so that no megabyte reaches the hash; the rules (8 to 128 characters) speak in `accounts`.
Password = Annotated[str, Field(max_length=1024)]


class Region(Wire):
    """A place where an account's data may lie."""

    id: str
    city: str
    country: str


class Regions(Wire):
    """The catalogue people choose from at sign-up."""

    regions: list[Region]


class SignUp(Wire):
    """A new organisation with its first user."""

    organisation: Text
    name: Text
    email: Email
    password: Password
    region: Annotated[str, Field(max_length=40)]


class LogIn(Wire):
    """Who wants in."""

    email: Email
    password: Password


class MeUser(Wire):
    """The person."""

    id: UUID
    name: str
    email: str


class MeAccount(Wire):
    """The person's organisation and where its data lies."""

    id: UUID
    organisation: str
    region: Region


class MeSession(Wire):
    """When this session ends: without a request, and in any case. Both null for an API token."""

    idle_expires_at: datetime | None
    expires_at: datetime | None


class Me(Wire):
    """Who is signed in."""

    user: MeUser
    account: MeAccount
    session: MeSession


class ChangePassword(Wire):
    """The password now and the one wanted."""

    current: Password
    new: Password


class CheckPassword(Wire):
    """A password being typed, with words it must not be made of (name, organisation, e-mail)."""

    password: Password
    context: Annotated[tuple[Annotated[str, Field(max_length=254)], ...], Field(max_length=10)] = ()


class PasswordRule(Wire):
    """One rule and whether the password keeps it."""

    code: str
    message: str
    ok: bool


class PasswordCheck(Wire):
    """All rules; `ok` when every one is kept."""

    ok: bool
    rules: list[PasswordRule]


class NewToken(Wire):
    """The name people will recognise an API token by."""

    name: Text


class Token(Wire):
    """An API token without its secret."""

    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None


class MadeToken(Wire):
    """A new API token: the only time its secret is shown."""

    id: UUID
    name: str
    token: str


class Tokens(Wire):
    """The account's API tokens."""

    tokens: list[Token]
