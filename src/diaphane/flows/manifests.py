"""What uploads under way have announced, kept per process for the uploads last seen: a manifest never changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from diaphane.base.recent import Recent
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
        self._kept = Recent[tuple[AccountId, UploadId], Sequence[ManifestFile]](MOST_FILES, len)

    def keep(self, scope: Scope, upload: UploadId, files: Sequence[ManifestFile]) -> None:
        """Remember a manifest that is committed."""
        if len(files) <= MOST_FILES:
            self._kept.keep((scope.account, upload), tuple(files))

    async def of(self, work: UnitOfWork, scope: Scope, upload: UploadId, indexes: Collection[int]) -> Mapping[int, ManifestFile]:
        """Files of an upload by index. Raises `NotHere` when the account has no such upload, or that no such file."""
        files = self._kept.get((scope.account, upload))
        if files is not None and all(0 <= index < len(files) for index in indexes):
            return {index: files[index] for index in indexes}
        async with work.of(scope) as transaction:
            return await queries.upload_file(transaction, upload, indexes)
