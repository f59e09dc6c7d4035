"""How fast somebody may try: per person a growing wait, per address range a leaking bucket. Never for ever."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from typing_extensions import override

NO_WAIT = timedelta()


@dataclass(frozen=True, slots=True)
class Tries:
    """What is remembered of tries under one key: failures in a row, level of the bucket, time of the last one."""

    failures: int
    level: float
    tried_at: datetime


class Limit(Protocol):
    """Decides about the next try from what is remembered of those before. A try counts as failed until `forgiven`."""

    def wait(self, before: Tries, now: datetime) -> timedelta:
        """How long until the next try is let in; zero lets it in now."""
        ...

    def counted(self, before: Tries, now: datetime) -> Tries:
        """What to remember once it is let in."""
        ...

    def forgiven(self, before: Tries) -> Tries:
        """What to remember once it turned out right."""
        ...


@dataclass(frozen=True, slots=True)
class GrowingWait(Limit):
    """`free` failures, then 1, 2, 4 ... seconds up to `longest` between tries; forgotten after `memory` without a try."""

    free: int = 5
    longest: timedelta = timedelta(minutes=15)
    memory: timedelta = timedelta(days=1)

    @override
    def wait(self, before: Tries, now: datetime) -> timedelta:
        failures = self._remembered(before, now)
        if failures < self.free:
            return NO_WAIT
        pause = min(timedelta(seconds=2 ** min(failures - self.free, 20)), self.longest)
        return max(NO_WAIT, before.tried_at + pause - now)

    @override
    def counted(self, before: Tries, now: datetime) -> Tries:
        return Tries(self._remembered(before, now) + 1, 0.0, now)

    @override
    def forgiven(self, before: Tries) -> Tries:
        return Tries(0, 0.0, before.tried_at)

    def _remembered(self, before: Tries, now: datetime) -> int:
        return 0 if now - before.tried_at >= self.memory else before.failures


@dataclass(frozen=True, slots=True)
class Bucket(Limit):
    """Holds `size` tries and leaks one every `leak`."""

    size: int
    leak: timedelta

    @override
    def wait(self, before: Tries, now: datetime) -> timedelta:
        over = self._level(before, now) + 1 - self.size
        return max(NO_WAIT, over * self.leak)

    @override
    def counted(self, before: Tries, now: datetime) -> Tries:
        return Tries(before.failures + 1, self._level(before, now) + 1, now)

    @override
    def forgiven(self, before: Tries) -> Tries:
        return Tries(max(0, before.failures - 1), max(0.0, before.level - 1), before.tried_at)

    def _level(self, before: Tries, now: datetime) -> float:
        return max(0.0, before.level - max(NO_WAIT, now - before.tried_at) / self.leak)


PERSON: Limit = GrowingWait()
"""Log-in by e-mail address, and the current password asked of a user."""
PLACE: Limit = Bucket(50, timedelta(seconds=5))
"""Failed log-ins from one address range: a hospital's users share one."""
SIGN_UPS: Limit = Bucket(30, timedelta(minutes=1))
"""Sign-ups from one address range, successful or not: each costs a key and a hash."""


def place(address: str) -> str:
    """The range an IP address belongs to: /24 of IPv4, /56 of IPv6 (what one subscriber has). Anything else is one place."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "elsewhere"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is None:
            return str(ipaddress.ip_network((found, 56), strict=False))
        found = found.ipv4_mapped
    return str(ipaddress.ip_network((found, 24), strict=False))
