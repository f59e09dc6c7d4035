"""What was used lately, bounded by weight: the one used longest ago goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


def _one(_value: object) -> int:
    return 1


class Recent(Generic[Key, Value]):
    """Values by key, of which `most` are kept, counted by `weigh`; the newest stays whatever it weighs. Not safe for threads."""

    def __init__(self, most: int, weigh: Callable[[Value], int] = _one) -> None:
        self._most = most
        self._weigh = weigh
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._weight = 0

    def get(self, key: Key) -> Value | None:
        """The value, counted as used now; None when there is none (any more)."""
        value = self._kept.get(key)
        if value is not None:
            self._kept.move_to_end(key)
        return value

    def keep(self, key: Key, value: Value) -> None:
        """Keep a value, in place of the key's last one."""
        self.drop(key)
        self._kept[key] = value
        self._weight += self._weigh(value)
        while self._weight > self._most and len(self._kept) > 1:
            self.drop(next(iter(self._kept)))

    def drop(self, key: Key) -> None:
        """Keep it no longer."""
        gone = self._kept.pop(key, None)
        if gone is not None:
            self._weight -= self._weigh(gone)
