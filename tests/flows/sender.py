"""Somebody who uploads."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from diaphane.flows.house import House
from diaphane.flows.upload.batch import batch
from diaphane.flows.upload.finish import Summary, finish
from diaphane.flows.upload.part import part, whole
from diaphane.flows.upload.results import FileResult
from diaphane.flows.upload.start import start
from diaphane.model.ids import UploadId
from diaphane.model.principals import JobPrincipal
from diaphane.model.upload import ManifestFile


@dataclass
class Sender:
    """Somebody who uploads."""

    house: House
    who: JobPrincipal
    results: dict[str, FileResult] = field(default_factory=dict)

    async def announce(self, files: dict[str, bytes]) -> tuple[UploadId, tuple[int, ...]]:
        started = await start(self.house, self.who, [ManifestFile(n, len(d), hashlib.sha256(d).digest()) for n, d in files.items()])
        return started.upload, started.missing

    async def batch(self, upload: UploadId, files: Sequence[tuple[int, bytes]]) -> list[FileResult]:
        return await batch(self.house, self.who, upload, [(index, memoryview(data)) for index, data in files])

    async def parts(self, upload: UploadId, index: int, data: bytes, size: int) -> FileResult:
        at, complete = 0, False
        while not complete:
            at, complete = await part(self.house, self.who, upload, index, at, memoryview(data)[at : at + size])
        return await whole(self.house, self.who, upload, index)

    async def finish(self, upload: UploadId) -> Summary:
        return await finish(self.house, self.who, upload)

    async def send(self, files: dict[str, bytes], *, each: int = 1000) -> Summary:
        """All of an upload: announced, sent `each` files at a time, finished."""
        upload, missing = await self.announce(files)
        items = list(files.items())
        for first in range(0, len(missing), each):
            helping = missing[first : first + each]
            for result in await self.batch(upload, [(index, items[index][1]) for index in helping]):
                self.results[items[result.index][0]] = result
        return await self.finish(upload)
