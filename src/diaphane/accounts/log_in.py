"""Log in by e-mail address and password. Unknown address and wrong password cost the same work and give the same sentence."""

from __future__ import annotations

from diaphane.accounts import sessions, throttle
from diaphane.accounts.office import Office
from diaphane.accounts.people import SignedIn
from diaphane.accounts.queries import door, members
from diaphane.base.errors import NotSignedIn
from diaphane.base.log import logger


async def log_in(office: Office, email: str, password: str, address: str | None = None) -> SignedIn:
    """Begin a session. `address`: the client's IP address; None for the product itself.

    Raises `NotSignedIn`, and `TooOften` or `Busy` before any password is looked at.
    """
    office.hashing.refuse_when_full()
    paces = throttle.log_in(office, email, address)
    async with office.work.at_the_door() as threshold:
        await throttle.admit(threshold, paces)
        member = await door.member(threshold, office.email_tokens(email))
    pepper = office.pepper(member.scope.region if member else None)
    right = await office.hashing.matches(member.password_hash if member else None, password, pepper)
    if member is None or not right:
        logger("accounts").info("log_in.refused")
        raise NotSignedIn("accounts.wrong", "The e-mail address or the password is not right.")
    fresh = await office.hashing.hash(password, pepper) if office.hashing.outdated(member.password_hash) else None
    async with office.work.of(member.scope) as work:
        if await members.hash_of(work, member.user) != member.password_hash:
            raise NotSignedIn("accounts.changed", "The password has just been changed: log in with the new one.")
        if fresh is not None:
            await members.set_hash(work, member.user, fresh)
        await throttle.forgive(work, paces)
        token, seen = await sessions.begin(office, work, member.user)
        profile = await members.profile(work, member.user)
    logger("accounts").info("log_in.done", user=str(member.user))
    return SignedIn(token, seen, profile)
