"""Somebody who uploads, and a house to upload to."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from typing_extensions import override

from diaphane.base.errors import NotHere
from diaphane.flows.house import House
from diaphane.flows.upload.batch import batch
from diaphane.flows.upload.finish import Summary, finish
from diaphane.flows.upload.part import part
from diaphane.flows.upload.results import FileResult
from diaphane.flows.upload.start import start
from diaphane.model.ids import AccountId, RegionId, UploadId
from diaphane.model.ports import Pictures
from diaphane.model.principals import JobPrincipal
from diaphane.model.scene import Picture, Quality, Scene
from diaphane.model.scope import Scope
from diaphane.model.ticket import SeriesTicket
from diaphane.model.upload import ManifestFile

REGION = RegionId("local")


class StillPictures(Pictures):
    """Knows which series are open; every picture is one byte."""

    def __init__(self) -> None:
        self.tickets: dict[str, SeriesTicket] = {}
        self.asked: list[Scene] = []

    @override
    async def open(self, ticket: SeriesTicket) -> None:
        self.tickets[ticket.series_uid] = ticket

    @override
    async def render(self, scope: Scope, scene: Scene, size_px: tuple[int, int], quality: Quality) -> Picture:
        self.asked.append(scene)
        if any(layer.series_uid not in self.tickets for layer in scene.layers):
            raise NotHere
        return Picture("jpeg", b"\xff", *size_px, lossless=quality == "lossless", load_us=1, render_us=2, encode_us=3)

    @override
    async def close(self, scope: Scope, series_uid: str) -> None:
        self.tickets.pop(series_uid, None)


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
        at, result = 0, None
        while result is None:
            at, result = await part(self.house, self.who, upload, index, at, memoryview(data)[at : at + size])
        return result

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


def new_account(house: House) -> JobPrincipal:
    """An account with a key and nothing else."""
    scope = Scope(AccountId(uuid4()), REGION)
    house.cell(scope).keyring.create(scope.account)
    return JobPrincipal("demo", scope)
