"""The manifest of files at hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from diaphane.model.upload import ManifestFile


def announced(files: Iterable[tuple[str, bytes]]) -> list[ManifestFile]:
    """Names, sizes and digests."""
    return [ManifestFile(name, len(data), hashlib.sha256(data).digest()) for name, data in files]
