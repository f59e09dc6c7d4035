"""Memory files that two processes share and neither can cut off from under the other (memfd_create(2), F_SEAL_SHRINK)."""

from __future__ import annotations

import fcntl
import mmap
import os
from dataclasses import dataclass

_SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL


@dataclass(frozen=True, slots=True)
class Shared:
    """A mapping and the descriptor to hand over. The mapping lives as long as arrays over it; close the descriptor when handed over."""

    map: mmap.mmap
    descriptor: int

    def close_descriptor(self) -> None:
        """The other side has its own by now."""
        os.close(self.descriptor)


def shared(length: int, *, writeable: bool) -> Shared:
    """A memory file of `length` bytes of zeros that never changes its size; pages cost nothing until they are touched."""
    descriptor = os.memfd_create("diaphane", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        os.ftruncate(descriptor, length)
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, _SEALS)
        mapping = mmap.mmap(descriptor, length, prot=mmap.PROT_READ | (mmap.PROT_WRITE if writeable else 0))
    except BaseException:
        os.close(descriptor)
        raise
    return Shared(mapping, descriptor)
