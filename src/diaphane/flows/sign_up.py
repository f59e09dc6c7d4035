"""Sign up: make an organisation's account with its first user, and log that user in."""

from __future__ import annotations

from diaphane.accounts import sign_up as accounts
from diaphane.accounts.people import NewAccount, SignedIn
from diaphane.flows.house import House


async def sign_up(house: House, form: NewAccount, address: str | None) -> SignedIn:
    """Raises `BadInput` with what is wrong with the form, `Conflict` for an e-mail address that is taken, `TooOften`, `Busy`."""
    return await accounts.sign_up(house.office, form, address)
