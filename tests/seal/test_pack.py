"""Sealed packs: any range comes back equal, and no change of any byte, place or owner goes unnoticed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diaphane.base.errors import IntegrityFailed, NotHere
from diaphane.model.ids import AccountId, PackId, RegionId
from diaphane.model.scope import Scope
from diaphane.model.sealed import BlobKey, PackHead, PackTicket, Plain, Sealed
from diaphane.seal.header import CHUNK_BYTES, TAG_BYTES, sealed_size
from diaphane.seal.keyring import FileKeyring
from diaphane.seal.pack import Opener, PackReader, PackWriter
from diaphane.store.memory import MemoryBlobs

STRIDE = CHUNK_BYTES + TAG_BYTES


class Recorder(MemoryBlobs):
    """A memory store that notes its range reads."""

    def __init__(self) -> None:
        super().__init__()
        self.reads: list[tuple[int, int]] = []

    def read(self, key: BlobKey, start: int, length: int) -> Sealed:  # type: ignore[explicit-override]  # typing.override is 3.12
        self.reads.append((start, length))
        return super().read(key, start, length)


class OneBlob(MemoryBlobs):
    """A store with one pack under whatever key is asked: an attacker who moves and changes objects."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.data = data

    def read(self, key: BlobKey, start: int, length: int) -> Sealed:  # type: ignore[explicit-override]  # typing.override is 3.12
        if start + length > len(self.data):
            code = "store.short"
            raise IntegrityFailed(code, "short")
        return Sealed(self.data[start : start + length])


def noise(length: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(length)


def sealed(writer: PackWriter) -> bytes:
    return b"".join(bytes(part.data) for part in writer.parts())


def open_bytes(data: bytes, ticket: PackTicket) -> bytes:
    """Everything a pack holds, read from `data`."""
    return bytes(PackReader(ticket, OneBlob(data)).read(0, ticket.head.length).data)


@pytest.fixture
def two_chunks(keyring: FileKeyring, scope: Scope) -> tuple[bytes, bytes, PackTicket]:
    """Plaintext of three chunks, the last one short; its sealed bytes; its ticket."""
    plain = noise(2 * CHUNK_BYTES + 1000)
    writer = PackWriter(scope, keyring)
    writer.add(Plain(plain))
    return plain, sealed(writer), Opener(keyring).ticket(scope, writer.head())


SIZES = st.one_of(st.integers(0, 300), st.sampled_from([CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 150_000]))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.lists(SIZES, max_size=6), data=st.data())
def test_any_range_of_any_pack_is_what_was_sealed(keyring: FileKeyring, scope: Scope, sizes: list[int], data: st.DataObject) -> None:
    items = [noise(size, seed) for seed, size in enumerate(sizes)]
    writer, blobs = PackWriter(scope, keyring), Recorder()
    extents = [writer.add(Plain(item)) for item in items]
    size = blobs.put(writer.key, writer.parts())
    head = writer.head()
    assert size == sealed_size(head.header, head.length)
    reader = PackReader(Opener(keyring).ticket(scope, head), blobs)
    for item, extent in zip(items, extents, strict=True):
        assert reader.read(extent.offset, extent.length).data == item
    everything = b"".join(items)
    start = data.draw(st.integers(0, len(everything)))
    length = data.draw(st.integers(0, len(everything) - start))
    assert reader.read(start, length).data == everything[start : start + length]


def test_a_range_read_opens_only_its_chunks_with_one_storage_read(keyring: FileKeyring, scope: Scope) -> None:
    writer, blobs = PackWriter(scope, keyring), Recorder()
    plain = noise(10 * CHUNK_BYTES + 5)
    writer.add(Plain(plain))
    blobs.put(writer.key, writer.parts())
    head = writer.head()
    reader = PackReader(Opener(keyring).ticket(scope, head), blobs)
    assert blobs.reads == []  # the header comes from the row
    assert reader.read(3 * CHUNK_BYTES + 7, CHUNK_BYTES).data == plain[3 * CHUNK_BYTES + 7 : 4 * CHUNK_BYTES + 7]
    assert blobs.reads == [(len(head.header) + 3 * STRIDE, 2 * STRIDE)]
    reader.read(10 * CHUNK_BYTES + 1, 2)
    assert blobs.reads[1] == (len(head.header) + 10 * STRIDE, 5 + TAG_BYTES)


@pytest.mark.parametrize(("offset", "length"), [(-1, 1), (0, 2 * CHUNK_BYTES + 1001), (2 * CHUNK_BYTES + 1000, 1), (5, -1)])
def test_a_range_outside_the_pack_is_refused(two_chunks: tuple[bytes, bytes, PackTicket], offset: int, length: int) -> None:
    _, data, ticket = two_chunks
    with pytest.raises(IntegrityFailed):
        PackReader(ticket, OneBlob(data)).read(offset, length)


def byte_classes(header: int, total: int) -> Iterator[int]:
    """Every byte of the header's place is tried elsewhere; here: first, middle, last of each chunk and of each tag."""
    start = header
    while start < total:
        end = min(start + STRIDE, total)
        yield from (start, (start + end) // 2, end - TAG_BYTES - 1, end - TAG_BYTES, end - 1)
        start = end


def test_a_changed_byte_in_any_chunk_or_tag_is_found(two_chunks: tuple[bytes, bytes, PackTicket]) -> None:
    plain, data, ticket = two_chunks
    assert open_bytes(data, ticket) == plain
    for at in byte_classes(len(ticket.head.header), len(data)):
        changed = bytearray(data)
        changed[at] ^= 1
        with pytest.raises(IntegrityFailed):
            open_bytes(bytes(changed), ticket)


def test_a_changed_bit_in_any_byte_of_the_header_is_found(
    keyring: FileKeyring, scope: Scope, two_chunks: tuple[bytes, bytes, PackTicket]
) -> None:
    _, data, ticket = two_chunks
    header = ticket.head.header
    for at in range(len(header)):
        for bit in (1, 0x80):
            changed = bytearray(header)
            changed[at] ^= bit
            with pytest.raises(IntegrityFailed):
                open_bytes(data, Opener(keyring).ticket(scope, replace(ticket.head, header=bytes(changed))))


@pytest.mark.parametrize("size", [0, 1, 40, 200])
def test_a_header_of_another_length_is_found(
    keyring: FileKeyring, scope: Scope, two_chunks: tuple[bytes, bytes, PackTicket], size: int
) -> None:
    ticket = two_chunks[2]
    with pytest.raises(IntegrityFailed):
        Opener(keyring).ticket(scope, replace(ticket.head, header=(ticket.head.header * 2)[:size]))


def test_swapped_chunks_are_found(two_chunks: tuple[bytes, bytes, PackTicket]) -> None:
    _, data, ticket = two_chunks
    body = len(ticket.head.header)
    swapped = data[:body] + data[body + STRIDE : body + 2 * STRIDE] + data[body : body + STRIDE] + data[body + 2 * STRIDE :]
    with pytest.raises(IntegrityFailed):
        open_bytes(swapped, ticket)


@pytest.mark.parametrize("length", [2 * CHUNK_BYTES, CHUNK_BYTES, 2 * CHUNK_BYTES + 999, 1])
def test_a_truncated_pack_is_found_even_when_its_row_was_cut_with_it(two_chunks: tuple[bytes, bytes, PackTicket], length: int) -> None:
    _, data, ticket = two_chunks
    short = replace(ticket, head=replace(ticket.head, length=length))
    cut = data[: sealed_size(ticket.head.header, length)]
    with pytest.raises(IntegrityFailed):
        PackReader(short, OneBlob(cut)).read(length - 1, 1)
    with pytest.raises(IntegrityFailed):
        open_bytes(cut, ticket)


def test_a_pack_that_grew_does_not_open_beyond_its_end(two_chunks: tuple[bytes, bytes, PackTicket]) -> None:
    _, data, ticket = two_chunks
    longer = replace(ticket, head=replace(ticket.head, length=ticket.head.length + STRIDE))
    with pytest.raises(IntegrityFailed):
        open_bytes(data + bytes(STRIDE), longer)


def test_an_object_swapped_for_another_of_the_account_is_found(keyring: FileKeyring, scope: Scope) -> None:
    first, second = PackWriter(scope, keyring), PackWriter(scope, keyring)
    for writer in (first, second):
        writer.add(Plain(noise(1000)))
    ticket, other = (Opener(keyring).ticket(scope, writer.head()) for writer in (first, second))
    swapped = sealed(second)
    with pytest.raises(IntegrityFailed):
        open_bytes(swapped, ticket)
    with pytest.raises(IntegrityFailed):  # even with the other's data key
        open_bytes(swapped, replace(ticket, data_key=other.data_key))
    with pytest.raises(IntegrityFailed):  # and with its whole head under the first one's name
        open_bytes(swapped, replace(ticket, data_key=other.data_key, head=PackHead(ticket.head.pack, other.head.header, 1000)))


def test_a_pack_moved_to_another_account_pack_or_region_does_not_open(
    tmp_path: Path, keyring: FileKeyring, scope: Scope, two_chunks: tuple[bytes, bytes, PackTicket]
) -> None:
    _, data, ticket = two_chunks
    thief = AccountId(uuid4())
    keyring.create(thief)
    there = FileKeyring.initialise(tmp_path / "keys", RegionId("there"))
    there.create(scope.account)
    moves = [
        (keyring, BlobKey(Scope(thief, scope.region), ticket.key.pack)),
        (keyring, BlobKey(scope, PackId(uuid4()))),
        (there, BlobKey(Scope(scope.account, RegionId("there")), ticket.key.pack)),
    ]
    for ring, key in moves:
        head = replace(ticket.head, pack=key.pack)
        with pytest.raises(IntegrityFailed):
            Opener(ring).ticket(key.scope, head)
        with pytest.raises(IntegrityFailed):  # a worker handed the right data key under the new name finds out as well
            open_bytes(data, PackTicket(key, head, ticket.data_key))
        forged = PackWriter(key.scope, ring)  # a header rightly made for the new place, over the old chunks and data key
        forged.key = key
        head = PackHead(key.pack, forged.head().header[:-44] + ticket.head.header[-44:], ticket.head.length)
        with pytest.raises(IntegrityFailed):
            Opener(ring).ticket(key.scope, head)


def test_a_ticket_of_a_destroyed_account_is_not_here(
    keyring: FileKeyring, scope: Scope, two_chunks: tuple[bytes, bytes, PackTicket]
) -> None:
    keyring.destroy(scope.account)
    with pytest.raises(NotHere):
        Opener(keyring).ticket(scope, two_chunks[2].head)
    with pytest.raises(NotHere):
        PackWriter(scope, keyring)


def test_a_pack_is_sealed_once_and_then_closed(keyring: FileKeyring, scope: Scope) -> None:
    writer = PackWriter(scope, keyring)
    sealed(writer)
    with pytest.raises(RuntimeError):
        writer.parts()
    with pytest.raises(RuntimeError):
        writer.add(Plain(b"late"))


def test_nothing_of_the_plaintext_is_in_the_pack(keyring: FileKeyring, scope: Scope) -> None:
    writer = PackWriter(scope, keyring)
    writer.add(Plain(b"DICM" * 50_000))
    assert b"DICM" not in sealed(writer)
