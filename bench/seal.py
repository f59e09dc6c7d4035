"""AES-GCM packs beside the cipher alone, and durable puts beside the disk's own sync rate. One process, one thread unless said.

    just bench seal [--folder DIR] [--quick]

`cipher` rows are `cryptography` in one call per chunk on the same bytes without our framing: the ceiling. `copy` is memcpy into
fresh memory: what merely producing that many new bytes costs. `sync` rows write the same bytes with write + fdatasync only.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from diaphane.model.ids import AccountId, RegionId
from diaphane.model.scope import Scope
from diaphane.model.sealed import Plain, Sealed
from diaphane.seal.header import CHUNK_BYTES, TAG_BYTES
from diaphane.seal.keyring import FileKeyring
from diaphane.seal.pack import Opener, PackReader, PackWriter
from diaphane.store.local import LocalBlobs
from diaphane.store.memory import MemoryBlobs

SLICE = 512 * 512 * 2 + 9_000  # bytes of a CT slice with its header
SLICES = 16  # of one batch: 8 MB


def best(work: Callable[[], object], rounds: int) -> float:
    """Shortest of `rounds` runs, seconds: the others measure the neighbours on this machine."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def cipher_rates(items: list[bytes], rounds: int) -> dict[str, float]:
    """MB/s of sealing and opening packs, and of the bare cipher and memory copy on the same bytes."""
    total = sum(map(len, items)) / 1e6
    joined = memoryview(b"".join(items))
    scope, keyring = throw_away_keys()

    def seal() -> None:
        writer = PackWriter(scope, keyring)
        for item in items:
            writer.add(Plain(item))
        for _ in writer.parts():
            pass

    cipher, nonce, data = AESGCM(os.urandom(32)), bytes(12), bytes(32)
    starts = range(0, len(joined), CHUNK_BYTES)
    chunks = [cipher.encrypt(nonce, joined[at : at + CHUNK_BYTES], data) for at in starts]
    reused = memoryview(bytearray(CHUNK_BYTES + TAG_BYTES))
    views = [reused[: len(chunk) - TAG_BYTES] for chunk in chunks]

    writer, blobs = PackWriter(scope, keyring), MemoryBlobs()
    extents = [writer.add(Plain(item)) for item in items]
    blobs.put(writer.key, writer.parts())
    reader = PackReader(Opener(keyring).ticket(scope, writer.head()), blobs)
    return {
        "copy": total / best(lambda: bytearray(joined), rounds),
        "cipher_seal": total / best(lambda: [cipher.encrypt(nonce, joined[at : at + CHUNK_BYTES], data) and None for at in starts], rounds),
        "pack_seal": total / best(seal, rounds),
        "cipher_open": total / best(lambda: [cipher.decrypt_into(nonce, c, data, v) for c, v in zip(chunks, views, strict=True)], rounds),
        "pack_open_slices": total / best(lambda: [len(reader.read(e.offset, e.length).data) for e in extents], rounds),
        # One read of all: bound by the page faults of fresh memory (17 MB a read), not by the cipher. Read in pieces of 1 MiB or so.
        "pack_open_whole": total / best(lambda: reader.read(0, len(joined)), rounds),
    }


def throw_away_keys() -> tuple[Scope, FileKeyring]:
    """An account in a keyring of its own."""
    keyring = FileKeyring.initialise(Path(tempfile.mkdtemp()) / "keys", RegionId("bench"))
    scope = Scope(AccountId(uuid4()), RegionId("bench"))
    keyring.create(scope.account)
    return scope, keyring


def store_rates(folder: Path, size: int, count: int) -> dict[str, float]:
    """Puts a second of packs of `size` bytes: the store, one and four threads, beside bare write + fdatasync into one file each."""
    scope, keyring = throw_away_keys()
    blobs = LocalBlobs(folder / "objects")
    data = os.urandom(size)

    def put(_: int) -> None:
        writer = PackWriter(scope, keyring)
        writer.add(Plain(data))
        blobs.put(writer.key, writer.parts())

    def bare(number: int) -> None:
        descriptor = os.open(folder / f"bare-{uuid4().hex}-{number}", os.O_WRONLY | os.O_CREAT, 0o600)
        os.write(descriptor, data)
        os.fdatasync(descriptor)
        os.close(descriptor)

    def unsynced(_: int) -> None:
        key = PackWriter(scope, keyring).key
        (folder / key.pack.hex).write_bytes(Sealed(data).data)

    rates: dict[str, float] = {}
    for _ in range(260):  # the 256 folders of an account are made once in its life
        put(0)
    for name, work in {"sync": bare, "put": put, "unsynced": unsynced}.items():
        start = time.perf_counter()
        for number in range(count):
            work(number)
        rates[name] = count / (time.perf_counter() - start)
    for name, work in {"sync_4_threads": bare, "put_4_threads": put}.items():
        with ThreadPoolExecutor(4) as pool:
            start = time.perf_counter()
            list(pool.map(work, range(count)))
            rates[name] = count / (time.perf_counter() - start)
    return rates


def main() -> None:
    """Measure, print the table, and one JSON object as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path.cwd(), help="a folder on the disk to measure")
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    options = parser.parse_args()
    rounds, count = (5, 20) if options.quick else (30, 100)
    cipher = cipher_rates([os.urandom(SLICE) for _ in range(SLICES)], rounds)
    print(f"{'one core, batch of 16 CT slices':<40}{'MB/s':>10}")
    for name, rate in cipher.items():
        print(f"{name:<40}{rate:>10.0f}")
    store = {}
    with tempfile.TemporaryDirectory(dir=options.folder, prefix=".bench-") as folder:
        for size in (SLICE, SLICE * SLICES):
            store[f"{size}"] = store_rates(Path(folder), size, count if size == SLICE else count // 4)
            print(f"\n{f'durable packs of {size / 1e6:.1f} MB':<40}{'packs/s':>10}{'MB/s':>10}")
            for name, rate in store[f"{size}"].items():
                print(f"{name:<40}{rate:>10.0f}{rate * size / 1e6:>10.0f}")
    print(json.dumps({"bench": "seal", "cipher_mb_s": cipher, "store_packs_s": store}))


if __name__ == "__main__":
    main()
