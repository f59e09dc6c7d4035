"""Studies that arrived at this process lately: handed on once nothing more has come for them for a while."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable

import anyio

from diaphane.model.ids import StudyUid
from diaphane.model.scope import Scope

QUIET_S = 2.0
"""Derived objects are made after the arrival, never beside it."""
MOST = 10_000


class Arrived:
    """One a process. Studies forgotten here (a restart, too many at once) are found at the next start, or when somebody opens them."""

    def __init__(self, quiet_s: float = QUIET_S) -> None:
        self._quiet_s = quiet_s
        self._last: OrderedDict[tuple[Scope, StudyUid], float] = OrderedDict()
        self._late: deque[tuple[Scope, StudyUid]] = deque()
        self._some = anyio.Event()

    def changed(self, scope: Scope, studies: Iterable[StudyUid]) -> None:
        """Something of these studies has just been committed."""
        for study in studies:
            self._last[scope, study] = anyio.current_time()
            self._last.move_to_end((scope, study))
        while len(self._last) > MOST:
            self._last.popitem(last=False)
        self._some.set()

    def left_behind(self, scope: Scope, studies: Iterable[StudyUid]) -> None:
        """These arrived before this process did: their turn comes when nothing new waits."""
        self._late.extend((scope, study) for study in studies)
        self._some.set()

    async def settled(self) -> tuple[Scope, StudyUid]:
        """The study that has been left alone longest, once that is long enough; one that was left behind when there is none."""
        while True:
            while not self._last:
                if self._late:
                    return self._late.popleft()
                self._some = anyio.Event()
                await self._some.wait()
            key, at = next(iter(self._last.items()))
            left = at + self._quiet_s - anyio.current_time()
            if left <= 0:
                del self._last[key]
                return key
            await anyio.sleep(left)
