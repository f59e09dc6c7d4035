"""Sign up: a new organisation with its key and its first user, without telling anybody who has an account already."""

from __future__ import annotations

import math
from uuid import uuid4

import anyio
from anyio.to_thread import run_sync

from diaphane.accounts import passwords, throttle
from diaphane.accounts.office import Office
from diaphane.accounts.people import NewAccount, Profile
from diaphane.accounts.queries import door, members
from diaphane.accounts.rules import texts
from diaphane.base.errors import BadInput
from diaphane.base.log import logger
from diaphane.db.work import Work
from diaphane.model.ids import AccountId, RegionId, UserId
from diaphane.model.scope import Scope

BEAT_S = 0.25
"""Answers come a multiple of this after the question: longer than what making an account takes more than finding one."""


async def sign_up(office: Office, form: NewAccount, address: str | None = None) -> None:
    """Make the account, unless the e-mail address has one: then nothing changes, and nothing tells the caller.

    The answer is the same and comes on a beat, so that nobody learns here who has an account; who it is logs in next, by the
    password typed or by the one they had. `address`: the client's IP address; None for the product itself, which is not throttled.

    Raises `BadInput`, `TooOften`, `Busy`.
    """
    began = anyio.current_time()
    profile = _checked(office, form)
    office.hashing.refuse_when_full()
    async with office.work.at_the_door() as threshold:
        await throttle.admit(threshold, throttle.sign_up(office, address))
    made = await _made(office, profile, await office.hashing.hash(form.password, office.pepper(profile.scope.region)))
    logger("accounts").info("account.made" if made else "sign_up.address_taken", region=profile.scope.region)
    if address is not None:
        await anyio.sleep_until(began + math.ceil((anyio.current_time() - began) / BEAT_S) * BEAT_S)


async def _made(office: Office, profile: Profile, password_hash: str) -> bool:
    """Whether the account was made; False when the address has one."""
    scope, keyring = profile.scope, office.keyring(profile.scope.region)
    # The key first: a row without its key could not be read, a key without its row harms nobody.
    await run_sync(keyring.create, scope.account)
    async with office.work.of(scope) as work:
        free = await _is_free(office, work, profile.email)
        if free:
            await members.add(work, profile, office.email_token(scope.region, profile.email), password_hash)
    if not free:
        # Only here is it certain that nothing was committed; after a lost connection the row may be there and need its key.
        await run_sync(keyring.destroy, scope.account)
    return free


def _checked(office: Office, form: NewAccount) -> Profile:
    """The form's texts in normal form, with new ids. Raises `BadInput` for the first field that cannot be taken."""
    organisation, name = texts.name(form.organisation, "organisation"), texts.name(form.name, "name")
    email = texts.email(form.email)
    region = RegionId(form.region)
    if region not in office.keyrings:
        raise BadInput("accounts.region", "There is no such region: choose one of the list.")
    passwords.demand(form.password, (organisation, name, email))
    return Profile(UserId(uuid4()), name, email, Scope(AccountId(uuid4()), region), organisation)


async def _is_free(office: Office, work: Work, email: str) -> bool:
    tokens = office.email_tokens(email)
    await members.only_one_with(work, tokens[0])
    return await door.member(work, tokens) is None
