"""Volumes with something cut out: copies kept within a budget, so that turning a cut body costs what turning a whole one does."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Final

from diaphane.base.errors import BadInput
from diaphane.flows.volumes import Kept
from diaphane.model.scene import Cut
from diaphane.render.cuts import cut

MOST_BYTES: Final = 2 << 30
"""All copies together. One body being cut is shown through its newest copy only, so two or three are what anybody looks at."""

Key = tuple[int, tuple[Cut, ...]]


class Carved:
    """Cut copies by volume and cuts. Safe for threads; the least recently used go first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, tuple[Kept, Future[Kept]]] = OrderedDict()
        self._cutter = ThreadPoolExecutor(1, "cut")

    def get(self, kept: Kept, cuts: tuple[Cut, ...]) -> Future[Kept]:
        """The volume without what the cuts take out. The future raises `BadInput` as `render.cuts.cut`, and for one too large to copy."""
        key = (id(kept), cuts)  # the entry keeps `kept` alive, so its id stays its own
        with self._lock:
            found = self._kept.get(key)
            if found is None or (found[1].done() and found[1].exception() is not None):
                found = (kept, self._cutter.submit(self._cut, kept, cuts))
                self._kept[key] = found
            self._kept.move_to_end(key)
            self._trim()
        return found[1]

    def close(self) -> None:
        """Stop cutting."""
        self._cutter.shutdown(wait=False, cancel_futures=True)

    @property
    def nbytes(self) -> int:
        """Bytes of all copies, those in the making included."""
        return sum(kept.volume.nbytes for kept, _ in self._kept.values())

    def _trim(self) -> None:
        while len(self._kept) > 1 and self.nbytes > self._most:
            self._kept.popitem(last=False)

    def _cut(self, kept: Kept, cuts: tuple[Cut, ...]) -> Kept:
        if kept.volume.nbytes > self._most:
            have, need = self._most >> 20, kept.volume.nbytes >> 20
            raise BadInput("render.cut", f"Cutting this series would need {need} MiB; the render worker may use {have} MiB for it.")
        return replace(kept, volume=cut(kept.volume, cuts))
