"""Sealed packs: plaintext buffers in, STREAM AES-256-GCM chunks out, and ranges of them opened again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from diaphane.base.errors import IntegrityFailed
from diaphane.base.stages import FETCH, OPEN, stage
from diaphane.model.ids import PackId
from diaphane.model.ports import Blobs, Keyring
from diaphane.model.scope import Scope
from diaphane.model.sealed import BlobKey, Extent, PackHead, PackTicket, Plain, Sealed
from diaphane.seal.header import CHUNK_BYTES, PREFIX_BYTES, TAG_BYTES, PackHeader, chunks, nonce

KEY_BYTES = 32
_STRIDE = CHUNK_BYTES + TAG_BYTES


class PackWriter:
    """Seals what arrives together into one pack under a new random data key.

    `add` only remembers the buffer (no copy), so callers must not change it before `parts` is used up. `parts` runs once:
    a second run with the same nonces over changed buffers would break AES-GCM. A pack is never opened again for writing.
    """

    def __init__(self, scope: Scope, keyring: Keyring) -> None:
        data_key = os.urandom(KEY_BYTES)
        self.key = BlobKey(scope, PackId(uuid4()))
        self._header = PackHeader(self.key, os.urandom(PREFIX_BYTES), keyring.wrap(scope, data_key))
        self._cipher = AESGCM(data_key)
        self._plain: list[memoryview] = []
        self._length = 0
        self._begun = False

    def add(self, plain: Plain) -> Extent:
        """Append bytes; returns where they will lie. Raises `RuntimeError` once `parts` has begun."""
        if self._begun:
            msg = "the pack is already being written"
            raise RuntimeError(msg)
        view = memoryview(plain.data).cast("B")
        extent = Extent(self.key.pack, self._length, view.nbytes)
        self._plain.append(view)
        self._length += view.nbytes
        return extent

    def parts(self) -> Iterator[Sealed]:
        """The pack's bytes in order: the header, then one part per chunk (64 KiB + 16 bytes). Each part is the caller's to keep."""
        if self._begun:
            msg = "a pack is sealed once"
            raise RuntimeError(msg)
        self._begun = True
        return self._sealed()

    def head(self) -> PackHead:
        """What the pack's row keeps. Call when everything was added."""
        return PackHead(self.key.pack, self._header.pack(), self._length)

    def _sealed(self) -> Iterator[Sealed]:
        yield Sealed(self._header.pack())
        binding, prefix, last = self._header.binding(), self._header.prefix, chunks(self._length) - 1
        for number, chunk in enumerate(_chunked(self._plain)):
            # `encrypt` and not `encrypt_into` a large buffer: its small results stay in the allocator's warm memory (bench/seal).
            yield Sealed(self._cipher.encrypt(nonce(prefix, number, last=number == last), chunk, binding))


def _chunked(buffers: list[memoryview]) -> Iterator[memoryview | bytes]:
    """Buffers cut into chunks as one stream: slices where a chunk lies inside one buffer, a copy only across their seams."""
    waiting: list[memoryview] = []
    have = 0
    for buffer in buffers:
        start = 0
        while have + len(buffer) - start >= CHUNK_BYTES:
            piece = buffer[start : start + CHUNK_BYTES - have]
            yield piece if not waiting else b"".join([*waiting, piece])
            start += len(piece)
            waiting, have = [], 0
        if start < len(buffer):
            waiting.append(buffer[start:])
            have += len(buffer) - start
    if waiting or not any(len(buffer) for buffer in buffers):
        yield b"".join(waiting)


class PackReader:
    """Opens ranges of one pack: one storage range read and only the chunks that hold the range."""

    def __init__(self, ticket: PackTicket, blobs: Blobs) -> None:
        """Raises `IntegrityFailed` when the head is not that of the ticket's pack, account and region."""
        header = PackHeader.parse(ticket.head.header, ticket.key)
        self.length = ticket.head.length
        self._key, self._blobs = ticket.key, blobs
        self._prefix, self._binding = header.prefix, header.binding()
        self._body = len(ticket.head.header)
        self._cipher = AESGCM(ticket.data_key)

    def read(self, offset: int, length: int) -> Plain:
        """`length` plaintext bytes from `offset`. Up to about 1 MiB at a time is fastest: it stays in warm memory (bench/seal).

        Raises `IntegrityFailed` for damaged bytes or a range outside the pack, `NotHere` for a pack that is gone.
        """
        if offset < 0 or length < 0 or offset + length > self.length:
            raise IntegrityFailed("seal.range", "A range outside its sealed pack was asked for: the index and the pack do not agree.")
        if length == 0:
            return Plain(b"")
        first, last = offset // CHUNK_BYTES, (offset + length - 1) // CHUNK_BYTES
        final = chunks(self.length) - 1
        until = self.length if last == final else (last + 1) * CHUNK_BYTES
        plain_size = until - first * CHUNK_BYTES
        with stage(FETCH):
            sealed = self._blobs.read(self._key, self._body + first * _STRIDE, plain_size + (last - first + 1) * TAG_BYTES)
        with stage(OPEN):
            out = memoryview(bytearray(plain_size))
            self._open(memoryview(sealed.data), out, first, final)
        start = offset - first * CHUNK_BYTES
        return Plain(out[start : start + length].toreadonly())

    def _open(self, sealed: memoryview, out: memoryview, first: int, final: int) -> None:
        """Open the chunks of `sealed`, the first of which is number `first`, into `out`."""
        cipher, prefix, binding = self._cipher, self._prefix, self._binding
        try:
            for number in range(chunks(len(out))):
                chunk = sealed[number * _STRIDE : (number + 1) * _STRIDE]
                target = out[number * CHUNK_BYTES : (number + 1) * CHUNK_BYTES]
                cipher.decrypt_into(nonce(prefix, first + number, last=first + number == final), chunk, binding, target)
        except InvalidTag:
            raise IntegrityFailed("seal.chunk", "Sealed bytes are damaged, swapped, cut or from another place.") from None


class Opener:
    """Turns pack heads from rows into tickets (implements `ports.PackOpener`)."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def ticket(self, scope: Scope, head: PackHead) -> PackTicket:
        """Unwrap the pack's data key. Raises `IntegrityFailed` for a foreign or damaged head, `NotHere` for a destroyed account key."""
        header = PackHeader.parse(head.header, BlobKey(scope, head.pack))
        return PackTicket(header.key, head, self._keyring.unwrap(scope, header.wrapped))
