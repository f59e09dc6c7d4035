"""Sign up: make an organisation's account with its first user, who logs in next."""

from __future__ import annotations

from diaphane.accounts import sign_up as accounts
from diaphane.accounts.people import NewAccount
from diaphane.flows.house import House


async def sign_up(house: House, form: NewAccount, address: str | None) -> None:
    """Says nothing about whether the e-mail address had an account. Raises `BadInput` about the form, `TooOften`, `Busy`."""
    await accounts.sign_up(house.office, form, address)
