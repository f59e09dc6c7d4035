"""A sealed pack written while what goes into it is still being made: nobody has to hold all of it in memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from diaphane.model.ids import PackId
from diaphane.model.scope import Scope
from diaphane.model.sealed import BlobKey, PackHead, Plain, Sealed
from diaphane.seal.header import CHUNK_BYTES, PREFIX_BYTES, PackHeader, nonce


class GrowingPack:
    """One pack under a data key that somebody with the keyring has made and wrapped.

    The pack's id and nonce prefix are random for each object of this class, so that a second try under the same data key shares no
    nonce and no additional data with the first. `parts` runs once; `length` and `head` are true when it has been used up.
    """

    def __init__(self, scope: Scope, data_key: bytes, wrapped: bytes) -> None:
        self.key = BlobKey(scope, PackId(uuid4()))
        self.length = 0
        self._header = PackHeader(self.key, os.urandom(PREFIX_BYTES), wrapped)
        self._cipher = AESGCM(data_key)
        self._begun = False

    def parts(self, plains: Iterable[Plain]) -> Iterator[Sealed]:
        """The pack's bytes in order: the header, then one part a chunk. Raises `RuntimeError` the second time."""
        if self._begun:
            msg = "a pack is sealed once"
            raise RuntimeError(msg)
        self._begun = True
        return self._sealed(plains)

    def head(self) -> PackHead:
        """What the pack's row keeps."""
        return PackHead(self.key.pack, self._header.pack(), self.length)

    def _sealed(self, plains: Iterable[Plain]) -> Iterator[Sealed]:
        yield Sealed(self._header.pack())
        number = 0
        waiting = bytearray()
        for plain in plains:
            waiting += memoryview(plain.data).cast("B")
            start = 0
            while len(waiting) - start > CHUNK_BYTES:  # the last chunk is told from the others: one always waits
                yield self._chunk(number, bytes(waiting[start : start + CHUNK_BYTES]), last=False)
                start += CHUNK_BYTES
                number += 1
            del waiting[:start]
        yield self._chunk(number, bytes(waiting), last=True)

    def _chunk(self, number: int, plain: bytes, *, last: bool) -> Sealed:
        self.length += len(plain)
        return Sealed(self._cipher.encrypt(nonce(self._header.prefix, number, last=last), plain, self._header.binding()))
