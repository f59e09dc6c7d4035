"""The header of a sealed pack: what it is, whose it is, its nonce prefix and its wrapped data key."""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass
from uuid import UUID

from diaphane.base.errors import IntegrityFailed
from diaphane.model.ids import AccountId, PackId, RegionId
from diaphane.model.scope import Scope
from diaphane.model.sealed import BlobKey

MAGIC = b"\x89DPACK\r\n"  # a byte no text starts with and a line end that text transfers would break, as in PNG
VERSION = 1
AES_256_GCM = 1
CHUNK_BYTES = 64 << 10  # plaintext bytes of a chunk: bench/seal measures it beside larger and smaller ones
TAG_BYTES = 16
PREFIX_BYTES = 7  # STREAM nonce: 7-byte prefix | 4-byte counter | 1-byte last flag
WRAPPED_BYTES = 40  # RFC 3394: a 32-byte key and 8 bytes of integrity check

_FIXED = struct.Struct(
    f"<8sBBHI{PREFIX_BYTES}s16s16sB"
)  # magic, version, algorithm, header length, chunk, prefix, account, pack, region length
_CRC = struct.Struct("<I")


def _broken(why: str) -> IntegrityFailed:
    return IntegrityFailed("seal.header", f"A sealed pack's header cannot be trusted: {why}.")


@dataclass(frozen=True, slots=True)
class PackHeader:
    """One pack's header.

    Bytes: immutable part (magic, version, algorithm, header length, chunk size, nonce prefix, account, pack, region),
    then the wrapped data key, then a CRC-32 of all before it. The CRC finds accidents before a key is asked for; attacks
    are found by the chunks, whose additional data is `binding()`.
    """

    key: BlobKey
    prefix: bytes
    wrapped: bytes

    def immutable(self) -> bytes:
        """The part that never changes, not even when the data key is wrapped anew."""
        region = self.key.scope.region.encode("ascii")
        total = _FIXED.size + len(region) + WRAPPED_BYTES + _CRC.size
        account, pack = self.key.scope.account.bytes, self.key.pack.bytes
        return _FIXED.pack(MAGIC, VERSION, AES_256_GCM, total, CHUNK_BYTES, self.prefix, account, pack, len(region)) + region

    def binding(self) -> bytes:
        """SHA-256 of the immutable part: each chunk's additional data, so no chunk opens in another pack, account or region."""
        return hashlib.sha256(self.immutable()).digest()

    def pack(self) -> bytes:
        """The exact bytes at the start of the pack."""
        body = self.immutable() + self.wrapped
        return body + _CRC.pack(zlib.crc32(body))

    @classmethod
    def parse(cls, data: bytes, expected: BlobKey) -> PackHeader:
        """The header again. Raises `IntegrityFailed` when damaged, of another format or of another pack, account or region."""
        if len(data) < _FIXED.size:
            raise _broken("it is cut short")
        magic, version, algorithm, total, chunk, prefix, account, pack, named = _FIXED.unpack_from(data)
        if magic != MAGIC or version != VERSION or algorithm != AES_256_GCM or chunk != CHUNK_BYTES:
            raise _broken("its format is unknown to this version")
        if total != len(data) or total != _FIXED.size + named + WRAPPED_BYTES + _CRC.size:
            raise _broken("its length is wrong")
        if _CRC.unpack_from(data, total - _CRC.size)[0] != zlib.crc32(data[: -_CRC.size]):
            raise _broken("its check sum is wrong")
        end = _FIXED.size + named
        try:
            region = RegionId(data[_FIXED.size : end].decode("ascii"))
        except UnicodeDecodeError:
            raise _broken("its region is unreadable") from None
        key = BlobKey(Scope(AccountId(UUID(bytes=account)), region), PackId(UUID(bytes=pack)))
        if key != expected:
            raise _broken("it belongs to another pack, account or region")
        return cls(key, prefix, data[end : end + WRAPPED_BYTES])


def nonce(prefix: bytes, counter: int, *, last: bool) -> bytes:
    """STREAM nonce of chunk `counter` (Hoang, Reyhanitabar, Rogaway, Vizar 2015), 12 bytes: no two chunks of a key share one."""
    return prefix + counter.to_bytes(4, "big") + (b"\x01" if last else b"\x00")


def chunks(length: int) -> int:
    """Number of chunks that `length` plaintext bytes fill; an empty pack has one empty chunk, so that cutting it shows."""
    return max(1, -(-length // CHUNK_BYTES))


def sealed_size(header: bytes, length: int) -> int:
    """Size in bytes of the whole pack: header, chunks and their tags."""
    return len(header) + length + chunks(length) * TAG_BYTES
