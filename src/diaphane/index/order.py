"""The order of an account's studies by patient name, in memory: names are sealed, so no database can sort them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from diaphane.base.errors import BadInput
from diaphane.dicom.text import fold
from diaphane.index import rules
from diaphane.model.ids import AccountId
from diaphane.model.instance import PatientFacts

MOST_STUDIES = 200_000
"""Largest account whose whole list is sorted by name (about 25 MB here; bench/worklist.py). Filtered lists have no such bound."""
MOST_KEPT = 500_000
"""Names kept in one process, of all accounts together; the account used longest ago goes first."""
IDLE = timedelta(minutes=15)
OVERLAP = timedelta(minutes=10)
"""How far back a refresh reads again: longer than any transaction may stay open, or clocks differ."""

_LAST = "\U0010ffff"


def sort_name(patient: PatientFacts) -> str:
    """What a study is sorted by: family name, given name..., folded. Nameless ones come last."""
    name = next((group for group in rules.names(patient) if group.strip("^ ")), "")
    return fold(name.replace("^", " ")) or _LAST


class NameOrder:
    """One account's studies by (name, id). `read_to`: everything received before is in it."""

    def __init__(self) -> None:
        self.read_to: datetime | None = None
        self._sorted: list[tuple[str, int]] = []
        self._names: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._sorted)

    def add(self, found: Iterable[tuple[int, str]], read_to: datetime) -> None:
        """Take in studies; those that are in already change nothing (a study's patient never changes)."""
        for study_id, name in found:
            self._names.setdefault(study_id, name)
        if len(self._names) > MOST_STUDIES:
            raise too_many()
        if len(self._names) != len(self._sorted):
            self._sorted = sorted((name, study_id) for study_id, name in self._names.items())
        self.read_to = read_to

    def after(self, study_id: int | None, *, backwards: bool = False) -> Iterator[int]:
        """Study ids in order, beginning behind `study_id`. Raises `BadInput` for an id that is not here."""
        if study_id is None:
            at = len(self._sorted) if backwards else 0
        elif study_id not in self._names:
            raise BadInput("index.cursor", "The study that the last page ended with is gone: start again from the first page.")
        else:
            place = (self._names[study_id], study_id)
            at = bisect_left(self._sorted, place) if backwards else bisect_right(self._sorted, place)
        steps = range(at - 1, -1, -1) if backwards else range(at, len(self._sorted))
        return (self._sorted[step][1] for step in steps)


class NameOrders:
    """Orders of the accounts lately sorted by name. Memory only; bounded; forgotten after a quarter of an hour of rest."""

    def __init__(self) -> None:
        self._orders: OrderedDict[AccountId, tuple[NameOrder, datetime]] = OrderedDict()

    def of(self, account: AccountId, now: datetime) -> NameOrder:
        """The account's order as far as it was read; empty at first."""
        for idle in [key for key, (_, used) in self._orders.items() if now - used > IDLE]:
            del self._orders[idle]
        order, _ = self._orders.pop(account, (NameOrder(), now))
        self._orders[account] = (order, now)
        while len(self._orders) > 1 and sum(len(kept) for kept, _ in self._orders.values()) > MOST_KEPT:
            self._orders.popitem(last=False)
        return order

    def knows(self, account: AccountId) -> bool:
        """True when the account's order is in memory."""
        return account in self._orders

    def forget(self, account: AccountId) -> None:
        """Drop an account's names (it was erased)."""
        self._orders.pop(account, None)


def too_many() -> BadInput:
    """What is said where a whole list is too long to sort by name."""
    return BadInput(
        "index.too_many_names", f"Over {MOST_STUDIES} studies cannot be sorted by name: narrow the list first, by date for one."
    )
