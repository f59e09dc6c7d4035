"""Register two opened series rigidly, in the render worker: one at a time, in a process of its own, stopped when nobody asks any more."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import numpy as np
import orjson

from diaphane.align.grid import Grid, coarse, write
from diaphane.base.errors import BadInput
from diaphane.flows.jobs import Jobs, Progress, Words, Work
from diaphane.flows.volumes import Volumes
from diaphane.model.registration import Registration
from diaphane.model.scene import Alignment
from diaphane.model.scope import Scope
from diaphane.pool.errand import errand, give
from diaphane.render.aligned import alignment_of
from diaphane.render.volume import Volume

PROGRAM: Final = "diaphane.align.child"
MEMORY_BYTES: Final = 3 << 30
CPU_SECONDS: Final = 600
_MOST_KNOWN: Final = 64


class Registrations:
    """Registrations under way and those done last, by the content of both series. Used on one event loop."""

    def __init__(self, volumes: Volumes) -> None:
        self._volumes = volumes
        words = Words("align", "registrations are waiting", "registration")
        self._jobs = Jobs[tuple[Scope, str, str], Alignment](words, _MOST_KNOWN, lambda _: 1)

    async def ask(self, scope: Scope, fixed: str, moving: str) -> Registration:
        """How far the registration is; the first question starts it, and asking keeps it alive.

        Raises `NotHere` (`stream.not_open`), `BadInput` for what is no volume or cannot be registered, `Busy`.
        """

        async def prepare() -> Work[Alignment]:
            still, other = [(await asyncio.wrap_future(self._volumes.get(scope, uid, 0))).volume for uid in (fixed, moving)]
            return lambda said: _register(still, other, said)

        key = (scope, self._volumes.content(scope, fixed), self._volumes.content(scope, moving))
        return Registration(*await self._jobs.ask(key, prepare))

    def stop(self) -> None:
        """Give everything up."""
        self._jobs.stop()


async def _register(fixed: Volume, moving: Volume, said: Progress) -> Alignment:
    grids = await asyncio.to_thread(lambda: (_grid(fixed), _grid(moving)))
    answer = await _asked(grids, said)
    turn, shift = np.array(answer["turn"], np.float64), np.array(answer["shift"], np.float64)
    return alignment_of(turn, shift, grids[1].centre_mm, registered=True)


async def _asked(grids: tuple[Grid, ...], said: Progress) -> dict[str, Any]:
    """The child's answer; its progress is said on the way."""
    async with errand(PROGRAM, memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS) as child:
        assert child.stdout is not None  # noqa: S101 (`errand` makes pipes)
        await give(child, write(grids))
        async for line in child.stdout:
            answer: dict[str, Any] = orjson.loads(line)
            if "share" in answer:
                said(float(answer["share"]))
            elif "turn" in answer:
                return answer
    raise BadInput("align.failed", "These two series could not be registered: too little in them looks alike. Shift one of them by hand.")


def _grid(volume: Volume) -> Grid:
    """A coarse copy; its scale does not matter to mutual information."""
    return coarse(volume.voxels[:-1, :, : volume.columns], volume.origin_mm, volume.steps_mm)
