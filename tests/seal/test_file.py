"""Sealed files read like files, for zipfile too."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from diaphane.base.errors import IntegrityFailed
from diaphane.model.scope import Scope
from diaphane.model.sealed import Extent, Plain
from diaphane.seal.file import SealedFile
from diaphane.seal.header import CHUNK_BYTES
from diaphane.seal.keyring import FileKeyring
from diaphane.seal.pack import Opener, PackReader, PackWriter
from diaphane.store.memory import MemoryBlobs


def stored(keyring: FileKeyring, scope: Scope, *items: bytes) -> tuple[PackReader, list[Extent]]:
    writer, blobs = PackWriter(scope, keyring), MemoryBlobs()
    extents = [writer.add(Plain(item)) for item in items]
    blobs.put(writer.key, writer.parts())
    return PackReader(Opener(keyring).ticket(scope, writer.head()), blobs), extents


def test_a_zip_is_read_through_the_seal(keyring: FileKeyring, scope: Scope) -> None:
    archive, content = io.BytesIO(), {f"folder/{n}": random.Random(n).randbytes(n * 10_000) for n in range(12)}
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in content.items():
            made.writestr(name, data)
    reader, extents = stored(keyring, scope, b"something before", archive.getvalue(), b"after")
    with zipfile.ZipFile(SealedFile(reader, extents[1])) as found:
        assert {name: found.read(name) for name in found.namelist()} == content


def test_seeking_and_reading_are_a_files(keyring: FileKeyring, scope: Scope) -> None:
    data = random.Random(1).randbytes(6 * CHUNK_BYTES + 11)
    reader, extents = stored(keyring, scope, b"before", data, b"after")
    file = SealedFile(reader, extents[1])
    assert (file.readable(), file.seekable(), file.writable()) == (True, True, False)
    assert file.read() == data
    assert file.read(1) == b""
    assert file.seek(-7, io.SEEK_END) == len(data) - 7
    assert file.read(100) == data[-7:]
    file.seek(CHUNK_BYTES - 3)
    assert file.read(6) == data[CHUNK_BYTES - 3 : CHUNK_BYTES + 3]
    assert file.seek(4, io.SEEK_CUR) == CHUNK_BYTES + 7
    assert file.seek(len(data) + 5) == len(data) + 5
    assert file.read(1) == b""
    with pytest.raises(ValueError, match="negative"):
        file.seek(-1)


def test_pieces_of_several_packs_join_to_one_file(keyring: FileKeyring, scope: Scope) -> None:
    items = [random.Random(n).randbytes(size) for n, size in enumerate([70_000, 0, 5, 200_000])]
    pieces = []
    for item in items:
        reader, extents = stored(keyring, scope, item)
        pieces.append((reader, extents[0]))
    file = SealedFile(*pieces[0], *pieces[1:])
    assert file.read() == b"".join(items)
    file.seek(69_999)
    assert file.read(10) == b"".join(items)[69_999:70_009]


def test_damage_is_found_while_reading(keyring: FileKeyring, scope: Scope) -> None:
    writer, blobs = PackWriter(scope, keyring), MemoryBlobs()
    extent = writer.add(Plain(bytes(1000)))
    blobs.put(writer.key, writer.parts())
    blobs._packs[writer.key] = blobs._packs[writer.key][:-1] + b"?"  # noqa: SLF001 (the attacker holds the store)
    with pytest.raises(IntegrityFailed):
        SealedFile(PackReader(Opener(keyring).ticket(scope, writer.head()), blobs), extent).read()
