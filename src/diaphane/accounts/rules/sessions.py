"""When a session ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_PER_USER = 10
"""With one more, the session seen longest ago ends."""
_SEEN_AT_MOST_EVERY = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Ends:
    """When a session ends: without a request until then, and in any case."""

    idle_expires_at: datetime
    expires_at: datetime

    def passed(self, moment: datetime) -> bool:
        """Whether the session is over at that moment."""
        return moment >= self.idle_expires_at


def ends(created_at: datetime, last_seen_at: datetime, idle: timedelta, absolute: timedelta) -> Ends:
    """The ends of a session begun at `created_at` and last seen at `last_seen_at`."""
    last = created_at + absolute
    return Ends(min(last_seen_at + idle, last), last)


def worth_writing(last_seen_at: datetime, used_at: datetime, idle: timedelta) -> bool:
    """Whether a use moves the end of a session enough to be written: so a session ends a second before its time at most."""
    return used_at - last_seen_at >= min(_SEEN_AT_MOST_EVERY, idle / 30)
