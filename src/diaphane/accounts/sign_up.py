"""Sign up: a new organisation with its key, its first user and that user's first session."""

from __future__ import annotations

from uuid import uuid4

from anyio.to_thread import run_sync

from diaphane.accounts import passwords, sessions, throttle
from diaphane.accounts.office import Office
from diaphane.accounts.people import NewAccount, Profile, SignedIn
from diaphane.accounts.queries import door, members
from diaphane.accounts.rules import texts
from diaphane.base.errors import BadInput, Conflict
from diaphane.base.log import logger
from diaphane.db.work import Work
from diaphane.model.ids import AccountId, RegionId, UserId
from diaphane.model.scope import Scope


async def sign_up(office: Office, form: NewAccount, address: str | None = None) -> SignedIn:
    """Make the account and log its first user in. `address`: the client's IP address; None for the product itself, which is not throttled.

    Raises `BadInput`, `TooOften`, `Busy`, and `Conflict` when the e-mail address has an account. That can be told only after the
    same work as a sign-up that succeeds, and a few times per place: without mail to confirm an address no answer can hide it.
    """
    profile = _checked(office, form)
    scope = profile.scope
    office.hashing.refuse_when_full()
    async with office.work.at_the_door() as threshold:
        await throttle.admit(threshold, throttle.sign_up(office, address))
    password_hash = await office.hashing.hash(form.password, office.pepper(scope.region))
    keyring = office.keyring(scope.region)
    # The key first: a row without its key could not be read, a key without its row harms nobody.
    await run_sync(keyring.create, scope.account)
    try:
        async with office.work.of(scope) as work:
            await _refuse_taken(office, work, profile.email)
            await members.add(work, profile, office.email_token(scope.region, profile.email), password_hash)
            token, seen = await sessions.begin(office, work, profile.user)
    except Conflict:
        # Only here is it certain that nothing was committed; after a lost connection the row may be there and need its key.
        await run_sync(keyring.destroy, scope.account)
        raise
    logger("accounts").info("account.made", account=str(scope.account), region=scope.region)
    return SignedIn(token, seen, profile)


def _checked(office: Office, form: NewAccount) -> Profile:
    """The form's texts in normal form, with new ids. Raises `BadInput` for the first field that cannot be taken."""
    organisation, name = texts.name(form.organisation, "organisation"), texts.name(form.name, "name")
    email = texts.email(form.email)
    region = RegionId(form.region)
    if region not in office.keyrings:
        raise BadInput("accounts.region", "There is no such region: choose one of the list.")
    passwords.demand(form.password, (organisation, name, email))
    return Profile(UserId(uuid4()), name, email, Scope(AccountId(uuid4()), region), organisation)


async def _refuse_taken(office: Office, work: Work, email: str) -> None:
    tokens = office.email_tokens(email)
    await members.only_one_with(work, tokens[0])
    if await door.member(work, tokens) is not None:
        raise Conflict("accounts.email_taken", "This e-mail address has an account already: log in, or use another address.")
