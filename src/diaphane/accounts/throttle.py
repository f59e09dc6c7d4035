"""Lets tries in at a pace: counted before the work they ask for, so that parallel ones do not slip through."""

from __future__ import annotations

import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from diaphane.accounts.office import Office
from diaphane.accounts.queries import door
from diaphane.accounts.rules import tries
from diaphane.accounts.rules.texts import looked_up
from diaphane.base.errors import TooOften
from diaphane.db.work import Threshold, Work
from diaphane.model.ids import UserId

_SWEEP_ONE_IN = 500
_REMEMBERED = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Pace:
    """One limit on tries under one key."""

    key: bytes
    limit: tries.Limit


def log_in(office: Office, email: str, address: str | None) -> tuple[Pace, ...]:
    """Limits of a log-in: of the place it comes from, then of the address it names, known or not."""
    person = Pace(office.try_key("email", looked_up(email)), tries.PERSON)
    return (*_of_place(office, "log-in", address, tries.PLACE), person)


def sign_up(office: Office, address: str | None) -> tuple[Pace, ...]:
    """Limits of a sign-up."""
    return _of_place(office, "sign-up", address, tries.SIGN_UPS)


def own_password(office: Office, user: UserId) -> tuple[Pace, ...]:
    """Limits of asking for the current password, against whoever found a session open."""
    return (Pace(office.try_key("password", str(user)), tries.PERSON),)


async def admit(at: Threshold | Work, paces: Sequence[Pace]) -> None:
    """Count a try under every pace, as failed until `forgive`. Raises `TooOften`: then none counts."""
    if secrets.randbelow(_SWEEP_ONE_IN) == 0:
        await door.forget_tries(at, _REMEMBERED)
    for pace in paces:
        before = await door.tries(at, pace.key)
        wait_s = math.ceil(pace.limit.wait(before, at.now).total_seconds())
        if wait_s > 0:
            raise TooOften("accounts.too_often", f"Too many tries: wait {_in_words(wait_s)}, then try again.", wait_s)
        await door.remember(at, pace.key, pace.limit.counted(before, at.now))


async def forgive(at: Threshold | Work, paces: Sequence[Pace]) -> None:
    """The try turned out right: it does not count."""
    for pace in paces:
        await door.remember(at, pace.key, pace.limit.forgiven(await door.tries(at, pace.key)))


def _of_place(office: Office, kind: str, address: str | None, limit: tries.Limit) -> tuple[Pace, ...]:
    return () if address is None else (Pace(office.try_key(kind, tries.place(address)), limit),)


def _in_words(wait_s: int) -> str:
    if wait_s < 100:
        return f"{wait_s} second{'s' * (wait_s > 1)}"
    return f"{math.ceil(wait_s / 60)} minutes"
