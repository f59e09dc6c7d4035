"""What each upload under way may still bring in, unpacked; kept per process for the uploads last seen."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from diaphane.base.errors import TooLarge
from diaphane.base.settings import Limits
from diaphane.ingest.unpack import Budget
from diaphane.model.ids import UploadId
from diaphane.model.upload import ManifestFile

MOST = 10_000


class Budgets:
    """Budgets by upload. A restarted process gives a running upload a new one: a bound on a mistake, not an account."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._budgets: OrderedDict[UploadId, Budget] = OrderedDict()

    def open(self, upload: UploadId, files: Iterable[ManifestFile]) -> None:
        """Count what an upload announces. Raises `TooLarge` when that is more than one upload may bring, or one file is too large."""
        budget = self.of(upload)
        for index, file in enumerate(files):
            if file.size > self._limits.file_bytes:
                raise TooLarge(
                    "upload.file_bytes", f"File {index} is larger than the {self._limits.file_bytes:,} bytes allowed: leave it out."
                )
            budget.take_file()
            budget.take_bytes(file.size)

    def of(self, upload: UploadId) -> Budget:
        """The upload's budget."""
        budget = self._budgets.setdefault(upload, Budget(self._limits))
        self._budgets.move_to_end(upload)
        while len(self._budgets) > MOST:
            self._budgets.popitem(last=False)
        return budget
