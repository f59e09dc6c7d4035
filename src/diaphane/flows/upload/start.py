"""Start an upload: hear what somebody wants to send, and say what of it is not here yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from diaphane.access import Permission, decide
from diaphane.flows.house import House
from diaphane.index import queries
from diaphane.model.ids import UploadId
from diaphane.model.principals import Principal
from diaphane.model.upload import ManifestFile

BATCH_BYTES = 8 << 20  # enough that a request costs little beside its bytes, little enough that four of them fit anywhere


@dataclass(frozen=True, slots=True)
class Started:
    """`missing`: indexes of files to send, in batches of about `batch_bytes`; one larger than `part_bytes` goes in parts of that size."""

    upload: UploadId
    missing: tuple[int, ...]
    batch_bytes: int
    part_bytes: int


async def start(house: House, who: Principal, files: Sequence[ManifestFile]) -> Started:
    """Open an upload. Raises `TooLarge` when it announces more than one upload may bring."""
    decide(who, Permission.UPLOAD_SEND, who.scope)
    upload = UploadId(uuid4())
    house.budgets.open(upload, files)
    async with house.work.of(who.scope) as work:
        missing = await queries.open_upload(work, upload, files)
    house.manifests.keep(who.scope, upload, files)
    limit = house.settings.limits.batch_bytes
    return Started(upload, missing, min(BATCH_BYTES, limit), limit)
