"""Rows of arriving instances per second, beside what the database could do at most.

    just bench arrive [--instances 2000] [--rounds 3]

A CT series of 512 KiB slices arrives in batches of 16 (8 MB), one and four batches at a time, durably committed. Peers in the same
run: `commits` are transactions that insert one small row (the disk's sync rate bounds them), `copy` is one COPY of the same instance
rows, sealed already, without parents, counters, look for duplicates or notification.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import anyio
import psycopg
from sqlalchemy import text

from diaphane.db.embedded import SUPERUSER, EmbeddedPostgres
from diaphane.db.engine import Database
from diaphane.db.work import UnitOfWork
from diaphane.index import facts, queries
from diaphane.migrations.upgrade import upgrade
from diaphane.model.ids import AccountId, PackId, RegionId, SeriesUid, SopUid, StudyUid
from diaphane.model.instance import FrameIndex, PatientFacts, PersonName, PictureFacts, SeriesFacts, StudyFacts
from diaphane.model.scope import Scope
from diaphane.model.sealed import Extent, PackHead
from diaphane.model.study import Arrival, NewInstance
from diaphane.seal.blind import BlindIndex
from diaphane.seal.column import ColumnCipher
from diaphane.seal.keyring import FileKeyring

REGION = RegionId("local")
BATCH = 16
SLICE = 512 * 512 * 2 + 9_000  # bytes of a CT slice with its header


class Seals:
    """Implements `ports.AccountSeals`."""

    def __init__(self, keyring: FileKeyring) -> None:
        self.keyring = keyring

    def columns(self, scope: Scope) -> ColumnCipher:
        """The account's column cipher."""
        return ColumnCipher(self.keyring, scope)

    def tokens(self, scope: Scope) -> BlindIndex:
        """The account's blind index."""
        return BlindIndex(self.keyring.derive(scope, "index"))


def batches(count: int, seed: int) -> Iterator[Arrival]:
    """One series, as ingest and seal hand it on."""
    study = StudyFacts(StudyUid(f"1.2.{seed}"), "20260601", "101112", "CT Thorax mit KM", f"A{seed}", "Arzt^Anna", "Klinikum", "1")
    series = SeriesFacts(SeriesUid(f"1.2.{seed}.1"), "CT", 2, "Lunge 1.0", "CHEST", "20260601", "101113")
    patient = PatientFacts(PersonName("Müller^Hans Peter"), f"P{seed}", "19500117", "M")
    for start in range(0, count, BATCH):
        pack = PackId(uuid4())
        made = []
        for number in range(start, min(start + BATCH, count)):
            picture = PictureFacts(
                rows=512,
                columns=512,
                frames=1,
                number=number,
                positions_mm=((-180.0, -180.0, 1.25 * number),),
                orientations=((1.0, 0.0, 0.0, 0.0, 1.0, 0.0),),
                spacing_mm=(0.703125, 0.703125),
                spacing_kind="patient",
                thickness_mm=1.25,
                windows=(("soft", 40.0, 400.0),),
                unit="HU",
                frame_of_reference=f"1.2.{seed}.9",
                image_type=("ORIGINAL", "PRIMARY", "AXIAL"),
                rescale=(1.0, -1024.0),
            )
            made.append(
                NewInstance(
                    sop_uid=SopUid(f"1.2.{seed}.1.{number}"),
                    sop_class="1.2.840.10008.5.1.4.1.1.2",
                    transfer_syntax="1.2.840.10008.1.2.1",
                    patient=patient,
                    study=study,
                    series=series,
                    extent=Extent(pack, SLICE * (number - start), SLICE),
                    sha256=hashlib.sha256(f"{seed}.{number}".encode()).digest(),
                    pixel_offset=9_000,
                    frames=FrameIndex(encapsulated=False, extents=((9_000, 512 * 512 * 2),)),
                    picture=picture,
                    not_viewable="",
                )
            )
        yield Arrival((PackHead(pack, bytes(120), SLICE * len(made)),), tuple(made))


async def rate(count: int, work: Callable[[], Awaitable[None]]) -> float:
    """Things per second."""
    start = time.perf_counter()
    await work()
    return count / (time.perf_counter() - start)


async def arriving(unit: UnitOfWork, scope: Scope, arrivals: list[Arrival], at_once: int) -> None:
    """Write batches, `at_once` of them at a time."""
    places = anyio.Semaphore(at_once)

    async def one(arrival: Arrival) -> None:
        async with places, unit.of(scope) as work:
            added = await queries.add(work, arrival)
            assert len(added.stored) == len(arrival.instances)

    async with anyio.create_task_group() as tasks:
        for arrival in arrivals:
            tasks.start_soon(one, arrival)


async def committing(unit: UnitOfWork, scope: Scope, count: int) -> None:
    """Transactions that write one small row."""
    insert = text("INSERT INTO upload (upload_id, account_id, started_at) VALUES (:upload, :account, now())")
    for _ in range(count):
        async with unit.of(scope) as work:
            await work.connection.execute(insert, {"upload": uuid4(), "account": scope.account})


def copying(url: str, keyring: FileKeyring, scope: Scope, arrivals: list[Arrival]) -> float:
    """COPY instance rows into a bare table; instances per second."""
    columns = Seals(keyring).columns(scope)
    rows = []
    for arrival in arrivals:
        for new in arrival.instances:
            cell = facts.seal(columns, "instance.sealed", new.sop_uid, {"frames": new.frames, "picture": new.picture, "not_viewable": ""})
            place = (new.extent.pack, new.extent.offset, new.extent.length)
            rows.append((new.sop_uid, new.sop_class, new.transfer_syntax, *place, new.sha256, cell))
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE bare (a text, b text, c text, d uuid, e bigint, f bigint, g bytea, h bytea)")
        connection.commit()
        start = time.perf_counter()
        with connection.cursor().copy("COPY bare FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        connection.commit()
        took = time.perf_counter() - start
        connection.execute("DROP TABLE bare")
    return len(rows) / took


async def run(server: EmbeddedPostgres, keyring: FileKeyring, scope: Scope, count: int, rounds: int) -> dict[str, float]:
    """The best of several rounds each: the others measure the neighbours on this machine."""
    database = Database(server.app_url)
    unit = UnitOfWork(database, Seals(keyring))
    found: dict[str, float] = {}

    def keep(name: str, value: float) -> None:
        found[name] = round(max(value, found.get(name, 0.0)), 1)

    for turn in range(rounds):
        arrivals = list(batches(count, 100 * turn))
        keep("instances/s, 1 at once", await rate(count, partial(arriving, unit, scope, arrivals, 1)))
        keep("instances/s, 4 at once", await rate(count, partial(arriving, unit, scope, list(batches(count, 100 * turn + 1)), 4)))
        keep("batches of 16/s, 4 at once", found["instances/s, 4 at once"] / BATCH)
        keep("commits/s of one row (peer)", await rate(100, partial(committing, unit, scope, 100)))
        keep("instances/s by COPY (peer)", copying(server.url_of(SUPERUSER), keyring, scope, arrivals))
    found["MB/s of slices, 4 at once"] = round(found["instances/s, 4 at once"] * SLICE / 1e6, 1)
    await database.close()
    return found


def main() -> None:
    """Print a table, and one JSON object last."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instances", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="diaphane-bench-"))
    server = EmbeddedPostgres(folder / "pg")
    try:
        server.start()
        upgrade(server.url)
        scope = Scope(AccountId(UUID(int=1)), REGION)
        keyring = FileKeyring.initialise(folder / "keys", REGION)
        keyring.create(scope.account)
        found = asyncio.run(run(server, keyring, scope, options.instances, options.rounds))
    finally:
        server.stop()
        shutil.rmtree(server.run_folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
    for name, value in found.items():
        print(f"{name:34} {value:10.1f}")
    print(json.dumps({"bench": "arrive", "instances": options.instances, "results": found}))


if __name__ == "__main__":
    main()
