"""Passwords: judged while typed, demanded at sign-up, changed by their owner."""

from __future__ import annotations

from collections.abc import Iterable

from diaphane.accounts import throttle
from diaphane.accounts.office import Office
from diaphane.accounts.queries import members, sessions
from diaphane.accounts.rules.passwords import Rule, judge
from diaphane.base.errors import BadInput, Conflict
from diaphane.base.log import logger
from diaphane.model.principals import UserPrincipal

__all__ = ["Rule", "change", "demand", "judge"]


def demand(password: str, context: Iterable[str]) -> None:
    """Raises `BadInput` with the rules that the password breaks."""
    broken = [rule.message for rule in judge(password, context) if not rule.ok]
    if broken:
        raise BadInput("accounts.password", "The password needs more: " + " ".join(broken))


async def change(office: Office, principal: UserPrincipal, current: str, new: str) -> None:
    """Set a new password and end every other session of the user, open sockets included. API tokens stay.

    Raises `BadInput` for a wrong current or a weak new password, `TooOften`, `Busy`, and `Conflict` when it was changed meanwhile.
    """
    user, paces = principal.user, throttle.own_password(office, principal.user)
    office.hashing.refuse_when_full()
    async with office.work.of(principal.scope) as work:
        profile = await members.profile(work, user)
        demand(new, (profile.organisation, profile.name, profile.email))
        # The user's row before the tries, here and at log-in: two transactions that lock in one order never wait for each other in a ring.
        kept = await members.hash_of(work, user)
        await throttle.admit(work, paces)
    pepper = office.pepper(principal.scope.region)
    if not await office.hashing.matches(kept, current, pepper):
        raise BadInput("accounts.current_password", "The current password is not right.")
    fresh = await office.hashing.hash(new, pepper)
    async with office.work.of(principal.scope) as work:
        if await members.hash_of(work, user) != kept:
            raise Conflict("accounts.changed", "The password has just been changed elsewhere: try again.")
        await members.set_hash(work, user, fresh)
        await throttle.forgive(work, paces)
        await sessions.end_others(work, user, principal.session)
    logger("accounts").info("password.changed", user=str(user))
