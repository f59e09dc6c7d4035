"""Which series are open at the render worker, for whom: opened once, opened anew when their study changes, closed after the last viewer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import anyio

from diaphane.db.listen import STUDY
from diaphane.flows.bells import EVERY, Bells
from diaphane.model.ids import SeriesUid
from diaphane.model.scope import Scope

Key = tuple[Scope, SeriesUid]


class Opened:
    """One a process. What the worker itself forgets (it may be replaced at any time) is the port's business, not counted here."""

    def __init__(self) -> None:
        self._studies: dict[Key, str] = {}
        self._viewers: Counter[Key] = Counter()
        self._opening: defaultdict[Key, anyio.Lock] = defaultdict(anyio.Lock)

    def __contains__(self, key: Key) -> bool:
        """Whether the series was opened and its study has not changed since."""
        return key in self._studies

    def opening(self, key: Key) -> anyio.Lock:
        """Held by whoever opens the series: one asks the database and the keyring, the others wait."""
        return self._opening[key]

    def opened(self, key: Key, study: str) -> None:
        """The worker has the series."""
        self._studies[key] = study

    def forget(self, key: Key) -> None:
        """Open the series again when it is asked for next."""
        self._studies.pop(key, None)

    async def watch(self, bells: Bells) -> None:
        """Forget what belongs to studies that change, for ever: an arriving study grows while it is being looked at."""
        with bells.hung((STUDY, EVERY)) as bell:
            while True:
                for payload in await bell.heard():
                    account, _, study = payload.partition("|")
                    for key in [key for key, uid in self._studies.items() if not payload or (str(key[0].account), uid) == (account, study)]:
                        self.forget(key)

    @contextmanager
    def viewer(self) -> Iterator[Viewer]:
        """Somebody who looks at series for the time of the block."""
        viewer = Viewer(self._viewers)
        try:
            yield viewer
        finally:
            for key in viewer.leave():
                self.forget(key)
                self._opening.pop(key, None)


class Viewer:
    """Counts one viewer's series. `left` are those that nobody looks at any more once it is gone."""

    def __init__(self, viewers: Counter[Key]) -> None:
        self._viewers = viewers
        self._mine: set[Key] = set()
        self.left: list[Key] = []

    def looks_at(self, key: Key) -> None:
        """The viewer shows the series."""
        if key not in self._mine:
            self._mine.add(key)
            self._viewers[key] += 1

    def leave(self) -> list[Key]:
        """The viewer is gone; returns series that nobody looks at any more."""
        for key in self._mine:
            self._viewers[key] -= 1
            if not self._viewers[key]:
                del self._viewers[key]
                self.left.append(key)
        self._mine.clear()
        return self.left
