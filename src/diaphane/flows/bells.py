"""Hears once per process what the database tells, and wakes whoever waits for it: ended sessions, changed studies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import anyio

from diaphane.db.listen import MISSED, SESSION, STUDY, Note, notes

EVERY = ""
"""The key of a bell that hears a channel's every note, payload and all."""


class Bell:
    """One waiter's bell. What rang while nobody waited is kept, each thing once, so nothing is lost and nothing piles up."""

    def __init__(self) -> None:
        self._rung: dict[str, None] = {}
        self._event = anyio.Event()

    def ring(self, what: str) -> None:
        """Wake the waiter."""
        self._rung[what] = None
        self._event.set()

    async def heard(self) -> list[str]:
        """Wait until something rang; returns all of it. "" means that notes may have been missed."""
        await self._event.wait()
        self._event = anyio.Event()
        rung, self._rung = list(self._rung), {}
        return rung


class Bells:
    """The bells of one process. `run` must be running for any to ring."""

    def __init__(self) -> None:
        self._hung: defaultdict[tuple[str, str], set[Bell]] = defaultdict(set)

    async def run(self, url: str) -> None:
        """Listen to the database for ever."""
        async for note in notes(url, (STUDY, SESSION)):
            self.tell(note)

    def tell(self, note: Note) -> None:
        """Ring whom a note concerns; after a lost connection everybody, since anything may have happened."""
        if note.channel == MISSED:
            for bells in list(self._hung.values()):
                for bell in bells:
                    bell.ring("")
            return
        key, _, what = note.payload.partition("|") if note.channel == STUDY else (note.payload, "", "")
        for bell in self._hung.get((note.channel, key), ()):
            bell.ring(what)
        for bell in self._hung.get((note.channel, EVERY), ()):
            bell.ring(note.payload)

    @contextmanager
    def hung(self, *keys: tuple[str, str]) -> Iterator[Bell]:
        """A bell for the time of the block. Keys: (STUDY, account id), (SESSION, the payload `db.listen` describes), (either, EVERY)."""
        bell = Bell()
        for key in keys:
            self._hung[key].add(bell)
        try:
            yield bell
        finally:
            for key in keys:
                self._hung[key].discard(bell)
                if not self._hung[key]:
                    del self._hung[key]
