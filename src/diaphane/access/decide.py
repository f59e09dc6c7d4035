"""The one gate: every door asks here before it calls a flow."""

from __future__ import annotations

from diaphane.access.permissions import Permission
from diaphane.access.rules import granted
from diaphane.base.errors import NotHere, Refused
from diaphane.model.principals import Principal
from diaphane.model.scope import Scope


def decide(principal: Principal, permission: Permission, scope: Scope) -> None:
    """Return when the principal may do this with things of `scope`; the default is no.

    Raises `Refused` when it may not do this at all, `NotHere` for what belongs to another account or region: foreign sounds like
    unknown. The permission is looked at first, so that who may do nothing learns nothing about what exists.
    """
    if permission not in granted(principal):
        raise Refused("access.refused", "You are not allowed to do this.")
    if principal.scope != scope:
        raise NotHere
