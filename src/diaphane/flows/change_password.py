"""Change the own password, and judge one while it is being typed."""

from __future__ import annotations

from collections.abc import Sequence

from diaphane.access import Permission, decide
from diaphane.accounts import passwords
from diaphane.accounts.passwords import Rule
from diaphane.flows.house import House
from diaphane.flows.person import person
from diaphane.model.principals import Principal


async def change_password(house: House, who: Principal, current: str, new: str) -> None:
    """Every other session of the user ends. Raises `BadInput` for a wrong current or a weak new password, `TooOften`, `Busy`."""
    decide(who, Permission.PASSWORD_CHANGE, who.scope)
    await passwords.change(house.office, person(who), current, new)


def check_password(password: str, context: Sequence[str]) -> tuple[Rule, ...]:
    """Every rule, and whether the password keeps it. Asks nobody and remembers nothing."""
    return passwords.judge(password, context)
