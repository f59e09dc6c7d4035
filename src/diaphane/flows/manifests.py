"""What uploads under way have announced, kept per process for the uploads last seen: a manifest never changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence

from diaphane.db.work import UnitOfWork
from diaphane.index import queries
from diaphane.model.ids import AccountId, UploadId
from diaphane.model.scope import Scope
from diaphane.model.upload import ManifestFile

MOST_FILES = 200_000
"""Entries kept of all uploads together (about 300 bytes each); the upload used longest ago goes first."""


class Manifests:
    """Announced files by account and upload: a batch need not ask the database for names it has heard a moment ago."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[AccountId, UploadId], Sequence[ManifestFile]] = OrderedDict()
        self._files = 0

    def keep(self, scope: Scope, upload: UploadId, files: Sequence[ManifestFile]) -> None:
        """Remember a manifest that is committed."""
        self._kept[scope.account, upload] = tuple(files)
        self._files += len(files)
        while self._files > MOST_FILES:
            _, gone = self._kept.popitem(last=False)
            self._files -= len(gone)

    async def of(self, work: UnitOfWork, scope: Scope, upload: UploadId, indexes: Collection[int]) -> Mapping[int, ManifestFile]:
        """Files of an upload by index. Raises `NotHere` when the account has no such upload, or that no such file."""
        files = self._kept.get((scope.account, upload))
        if files is not None and all(0 <= index < len(files) for index in indexes):
            self._kept.move_to_end((scope.account, upload))
            return {index: files[index] for index in indexes}
        async with work.of(scope) as transaction:
            return await queries.upload_file(transaction, upload, indexes)
