"""Some verbs are for people only."""

from __future__ import annotations

from diaphane.base.errors import Refused
from diaphane.model.principals import Principal, UserPrincipal


def person(who: Principal) -> UserPrincipal:
    """The principal as a person with a session. Raises `Refused` for programs, whatever they were granted."""
    if not isinstance(who, UserPrincipal):
        raise Refused("access.refused", "You are not allowed to do this.")
    return who
