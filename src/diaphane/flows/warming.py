"""Get the kernels of reconstructions ready in the background, and say how far that is: on a new machine they are compiled."""

from __future__ import annotations

import asyncio
import fcntl
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from diaphane.base.errors import Busy
from diaphane.base.log import logger
from diaphane.model.warmth import Warmth
from diaphane.render.kernels import ready
from diaphane.render.kernels.kernel import Kernel

_PATIENCE_S: Final = 3.0  # kernels that only have to be read from disk are there by then
_TURN_S: Final = 0.2
"""Between two looks whether it is our turn to get kernels."""


class Warming:
    """Gets kernels in a thread.

    One process at a time, so that a spare finds them made instead of making them too; and before a spare takes over, so that
    nothing competes with the first pictures it draws.
    """

    def __init__(self, kernels: Sequence[Kernel] = ready.VOLUME, patience_s: float = _PATIENCE_S) -> None:
        self._kernels, self._done, self._patience_s = kernels, 0, patience_s
        self._thread, self._ending = ThreadPoolExecutor(1, "warm"), threading.Event()
        self._over = self._thread.submit(self._warm)

    @property
    def warmth(self) -> Warmth:
        """How far it is. What broke is not waited for: whoever needs it is told."""
        return Warmth(self._done, 0 if self._over.done() else len(self._kernels) - self._done)

    async def soon(self) -> Warmth:
        """How far it is once it is over, or after waiting a little for that."""
        if not self._over.done():
            await asyncio.wait([asyncio.wrap_future(self._over)], timeout=self._patience_s)
        return self.warmth

    async def over(self) -> None:
        """Wait a little for the end. Raises `Busy` (`render.busy`), which passes by itself: compiling takes longer than a picture may."""
        now = await self.soon()
        if now.left:
            raise Busy(
                "render.busy",
                f"Reconstructions are being prepared for this server, only this once: {now.done} of {now.done + now.left} steps are done. "
                "The picture comes by itself.",
            )

    def end(self) -> None:
        """Leave the rest."""
        self._ending.set()
        self._thread.shutdown()

    def _warm(self) -> None:
        with Path(ready.__file__).open("rb") as ours:
            while not self._ending.is_set():
                try:
                    fcntl.flock(ours, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    self._ending.wait(_TURN_S)
                else:
                    break
            self._compile()

    def _compile(self) -> None:
        seconds = 0.0
        for kernel in self._kernels:
            if self._ending.is_set():
                return
            seconds += ready.compile_all([kernel])
            self._done += 1
        logger("worker").info("kernels.ready", seconds=round(seconds, 1))
