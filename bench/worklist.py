"""The work list at 10k and 100k studies: each kind of question at the index and at the HTTP API over TLS.

    just bench worklist [--studies 10000 100000] [--rounds 100] [--keep FOLDER] [--fill-only]

Starts the product on a throw-away folder and loads made-up studies by COPY, sealed as production would have written them; with
`--keep` the folder stays and the next run finds it filled. Every question has other words in each round; a neighbour account with
a tenth as many studies lives in the same tables. The limit in the same run is `nothing asked`: an empty transaction at the index,
the liveness check at the API. No answer can be faster.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import random
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import text
from typing_extensions import override

from diaphane.db.embedded import SUPERUSER, EmbeddedPostgres
from diaphane.db.engine import Database
from diaphane.db.work import UnitOfWork
from diaphane.index import facts, queries, rules
from diaphane.index.order import sort_name
from diaphane.index.queries.by_name import ORDERS
from diaphane.model.ids import AccountId, RegionId, StudyUid
from diaphane.model.instance import PatientFacts, PersonName, StudyFacts
from diaphane.model.scope import Scope
from diaphane.model.study import StudyQuery
from diaphane.seal.blind import BlindIndex
from diaphane.seal.column import ColumnCipher
from diaphane.seal.keyring import FileKeyring

PROMISE_MS = 50.0
REGION = RegionId("local")
WORDS = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
# From the commonest to the rarest, as in a radiology department.
MODALITIES = {"CT": 26, "MR": 22, "CR": 16, "DX": 14, "US": 12, "MG": 5, "XA": 2, "NM": 1.5, "PT": 1, "OT": 0.5}
END = datetime(2026, 6, 1, 12, tzinfo=UTC)
YEARS = 8

Times = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up study as it will be listed."""

    received: datetime
    modalities: list[str]
    part: str
    study: StudyFacts
    patient: PatientFacts


class RememberingIndex(BlindIndex):
    """The real tokens, each text's made once: loading is not what is measured."""

    def __init__(self, key: bytes) -> None:
        super().__init__(key)
        self._remembered = cache(super()._token)

    @override
    def _token(self, kind: str, field: str, text: str) -> int:
        return self._remembered(kind, field, text)


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


def people(count: int, dice: random.Random) -> list[PatientFacts]:
    """Patients; family names are as uneven as real ones."""
    rarity = [1 / (rank + 3) for rank in range(len(WORDS["families"]))]
    made = []
    for number, family in enumerate(dice.choices(WORDS["families"], rarity, k=count)):
        given = " ".join(dice.sample(WORDS["given"], dice.choice((1, 1, 2))))
        birth = datetime(1930, 1, 1, tzinfo=UTC) + timedelta(days=dice.randrange(34_000))
        made.append(
            PatientFacts(PersonName(f"{family}^{given}"), f"{10_000_000 + 7 * number}", birth.strftime("%Y%m%d"), dice.choice("MF"))
        )
    return made


def studies(count: int, seed: int) -> Iterator[Made]:
    """Studies of eight years, oldest first."""
    dice = random.Random(seed)
    crowd = people(max(1, count * 6 // 10), dice)
    doctors = [f"{dice.choice(WORDS['families'])}^{dice.choice(WORDS['given'])}^^Dr." for _ in range(200)]
    for number in range(count):
        moment = END - timedelta(days=365 * YEARS * (1 - number / count), seconds=dice.randrange(3600))
        [modality] = dice.choices([*MODALITIES], [*MODALITIES.values()])
        part = dice.choice(WORDS["parts"])
        study = StudyFacts(
            uid=StudyUid(f"1.2.826.0.1.{seed}.{number}"),
            date=moment.strftime("%Y%m%d"),
            time=moment.strftime("%H%M%S"),
            description=f"{modality} {part} {dice.choice(WORDS['ways'])}",
            accession=f"A{2_000_000 + number}",
            referring_physician=dice.choice(doctors),
            institution=dice.choice(WORDS["houses"]),
        )
        modalities = [modality, "SR"] if dice.random() < 0.1 else [modality]
        yield Made(moment + timedelta(minutes=dice.randrange(5, 90)), modalities, part, study, dice.choice(crowd))


def load(url: str, keyring: FileKeyring, scope: Scope, made: list[Made]) -> None:
    """COPY studies into an account. `url`: the embedded server's superuser, whom no policy binds."""
    columns, tokens, account = ColumnCipher(keyring, scope), RememberingIndex(keyring.derive(scope, "index")), scope.account
    of = [rules.patient_identity(tokens, one.patient, one.study) for one in made]
    with psycopg.connect(url) as connection:
        people_rows = (
            (account, identity, facts.seal(columns, "patient.sealed", identity, {"patient": one.patient}))
            for identity, one in dict(zip(of, made, strict=True)).items()
        )
        copy(connection, "patient (account_id, identity, sealed)", people_rows)
        patients: dict[int, int] = dict(
            connection.execute("SELECT identity, patient_id FROM patient WHERE account_id = %s", (account,)).fetchall()
        )
        study_rows = (
            (account, patients[identity], one.study.uid, one.received, rules.study_at(one.study.date, one.study.time), one.modalities)
            for identity, one in zip(of, made, strict=True)
        )
        copy(connection, "study (account_id, patient_id, uid, received_at, study_at, modalities)", study_rows)
        connection.execute("UPDATE study SET series_count = 3, instance_count = 400, bytes = 200000000 WHERE account_id = %s", (account,))
        ids: dict[str, int] = dict(connection.execute("SELECT uid, study_id FROM study WHERE account_id = %s", (account,)).fetchall())
        text_rows = (
            (
                *(ids[one.study.uid], account, one.received, rules.study_at(one.study.date, one.study.time)),
                facts.seal(
                    columns, "study_text.sealed", one.study.uid, {"study": one.study, "patient": one.patient, "body_part": one.part}
                ),
                columns.seal(sort_name(one.patient).encode(), f"study_text.sort_name|{ids[one.study.uid]}"),
                sorted(rules.study_tokens(tokens, one.study, one.patient)),
            )
            for one in made
        )
        copy(connection, "study_text (study_id, account_id, received_at, study_at, sealed, sort_name, tokens)", text_rows)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM FULL study")
        connection.execute("VACUUM ANALYZE")


def copy(connection: psycopg.Connection, into: str, rows: Iterable[tuple[object, ...]]) -> None:
    """COPY rows into "table (columns)"."""
    with connection.cursor().copy(f"COPY {into} FROM STDIN".encode()) as target:
        for row in rows:
            target.write_row(row)


def questions(made: list[Made], dice: random.Random) -> dict[str, Callable[[], StudyQuery]]:
    """Kinds of questions, each made anew from dice. The promise is about those above `sorted by name`."""

    def family() -> str:
        return dice.choice(made).patient.name.alphabetic.partition("^")[0]

    def inside() -> str:
        name = max(family().replace("-", " ").split(), key=len)
        at = dice.randrange(max(1, len(name) - 3))
        return name[at : at + 4].ljust(3, "*")

    def week(modality: str) -> StudyQuery:
        month = f"{dice.randrange(2019, 2026)}{dice.randrange(1, 13):02}"
        day = dice.randrange(1, 22)
        return StudyQuery(modalities=(modality,), date_from=f"{month}{day:02}", date_to=f"{month}{day + 6:02}")

    def year(modality: str) -> StudyQuery:
        number = dice.randrange(2019, 2026)
        return StudyQuery(modalities=(modality,), date_from=f"{number}0101", date_to=f"{number}1231")

    return {
        "exact patient id": lambda: StudyQuery(patient_id=dice.choice(made).patient.id),
        "exact accession": lambda: StudyQuery(accession=dice.choice(made).study.accession),
        "id in the search box": lambda: StudyQuery(text=dice.choice(made).patient.id),
        "name prefix, 4 letters": lambda: StudyQuery(patient_name=family()[:4] + "*"),
        "name prefix, 1 letter": lambda: StudyQuery(patient_name=family()[:1] + "*"),
        "name contains": lambda: StudyQuery(patient_name=f"*{inside()}*"),
        "two words in the box": lambda: StudyQuery(text=f"{family()} {dice.choice(WORDS['parts'])}"),
        "common word in the box": lambda: StudyQuery(text=dice.choice(("Klinikum", "nativ", "Knie", "CT", "Thorax"))),
        "a week and CT": lambda: week("CT"),
        "a year and MR": lambda: year("MR"),
        "rare modality": lambda: StudyQuery(modalities=(dice.choice(("OT", "PT", "NM")),)),
        "first page": StudyQuery,
        "last page": lambda: StudyQuery(last=True),
        "first page by study date": lambda: StudyQuery(sort="-study_date"),
        "sorted by name": lambda: StudyQuery(sort="patient_name"),
        "sorted by name, last page": lambda: StudyQuery(sort="patient_name", last=True),
        "sorted by name, prefix": lambda: StudyQuery(patient_name=family()[:3] + "*", sort="patient_name"),
        "sorted by name, common word": lambda: StudyQuery(text=dice.choice(("Klinikum", "nativ", "CT")), sort="patient_name"),
    }


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    """Seconds."""
    start = time.perf_counter()
    await work()
    return time.perf_counter() - start


async def measure(
    made: list[Made], rounds: int, ask: Callable[[StudyQuery], Awaitable[str]], nothing: Callable[[], Awaitable[None]]
) -> Times:
    """Seconds of each round, by kind of question. `ask` returns where the next page begins."""
    found: Times = {"nothing asked": []}
    kinds = questions(made, random.Random(7))
    for make in kinds.values():  # what a first call alone pays: plans, name order
        start = time.perf_counter()
        await ask(make())
        if make is kinds["sorted by name"]:
            found["sorted by name, the very first"] = [time.perf_counter() - start]
    for _ in range(rounds):  # in turns, so that a busy moment of the machine hits all alike
        found["nothing asked"].append(await timed(nothing))
        for name, make in kinds.items():
            found.setdefault(name, []).append(await timed(partial(ask, make())))
    query = StudyQuery()
    for _ in range(rounds):
        start = time.perf_counter()
        following = await ask(query)
        found.setdefault("page after page", []).append(time.perf_counter() - start)
        query = replace(query, after=following)
    return found


async def at_the_index(app_url: str, keyring: FileKeyring, scope: Scope, made: list[Made], rounds: int) -> Times:
    """Through `index.queries.search` in a transaction of its own."""
    database = Database(app_url)
    unit = UnitOfWork(database, Seals(keyring))

    async def ask(query: StudyQuery) -> str:
        async with unit.of(scope) as work:
            return (await queries.search(work, query)).next

    async def nothing() -> None:
        async with unit.of(scope) as work:
            await work.connection.execute(text("SELECT 1"))

    try:
        ORDERS.forget(scope.account)
        return await measure(made, rounds, ask, nothing)
    finally:
        await database.close()


async def at_the_api(ready: dict[str, str], made: list[Made], rounds: int) -> Times:
    """Through HTTPS on one kept-alive connection, as a browser asks; every answer is read to its end."""
    address = urlsplit(ready["url"])
    context = ssl.create_default_context(cafile=ready["ca"])
    connection = http.client.HTTPSConnection(address.hostname or "localhost", address.port, context=context, timeout=30)
    head = {"authorization": f"Bearer {ready['token']}", "content-type": "application/json"}

    def fetch(method: str, path: str, body: str | None = None) -> bytes:
        connection.request(method, path, body, head)
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status == 200, content
        return content

    async def ask(query: StudyQuery) -> str:
        fields = {name: getattr(query, name) for name in ("patient_name", "patient_id", "accession", "modalities", "sort", "limit", "last")}
        dates = {name: f"{day[:4]}-{day[4:6]}-{day[6:]}" for name in ("date_from", "date_to") if (day := getattr(query, name))}
        found = json.loads(
            fetch("POST", "/api/studies/search", json.dumps({**fields, **dates, "q": query.text, "after": query.after or None}))
        )
        return str(found["next"] or "")

    async def nothing() -> None:
        fetch("GET", "/api/health/live")

    try:
        return await measure(made, rounds, ask, nothing)
    finally:
        connection.close()


def figures(times: list[float]) -> dict[str, float]:
    """Milliseconds."""
    cuts = quantiles([*times, *times[:1]], n=100, method="inclusive")
    return {"p50_ms": round(1e3 * cuts[49], 2), "p95_ms": round(1e3 * cuts[94], 2), "max_ms": round(1e3 * max(times), 2)}


@contextmanager
def product(folder: Path, port: int) -> Iterator[dict[str, str]]:
    """The product on `folder` for the time of the block; what its ready file says."""
    ready_file = folder / "ready.json"
    ready_file.unlink(missing_ok=True)
    command = [str(Path(sys.executable).with_name("diaphane")), "serve", "--data", str(folder / "data"), "--port", str(port)]
    with (folder / "serve.log").open("wb") as log:
        running = subprocess.Popen(
            [*command, "--plain-port", "0", "--no-demo", "--ready-file", str(ready_file)],
            stdout=log,
            stderr=log,
        )
    try:
        until = time.monotonic() + 600
        while not ready_file.exists():
            assert running.poll() is None, (folder / "serve.log").read_text()
            assert time.monotonic() < until, "the product does not become ready"
            time.sleep(0.2)
        yield json.loads(ready_file.read_text("utf-8"))
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(60)


def fill(folder: Path, server: EmbeddedPostgres, keyring: FileKeyring, scope: Scope, count: int, made: list[Made]) -> None:
    """Load the account and its neighbour, unless an earlier run has."""
    filled = folder / "filled"
    if filled.exists() and filled.read_text() == str(count):
        return
    neighbour = Scope(AccountId(uuid4()), REGION)
    keyring.create(neighbour.account)
    start = time.perf_counter()
    load(server.url_of(SUPERUSER), keyring, neighbour, list(studies(count // 10, 2)))
    load(server.url_of(SUPERUSER), keyring, scope, made)
    filled.write_text(str(count))
    print(f"{count} studies made, sealed and loaded in {time.perf_counter() - start:.0f} s", flush=True)


def run(count: int, options: argparse.Namespace) -> dict[str, dict[str, dict[str, float]]]:
    """Start the product, load, measure at both levels, stop."""
    folder = Path(options.keep, str(count)) if options.keep else Path(tempfile.mkdtemp(prefix="diaphane-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with product(folder, options.port) as ready:
            server = EmbeddedPostgres(folder / "data" / "pg")
            keyring = FileKeyring(folder / "data" / "keys", REGION)
            scope = Scope(AccountId(UUID(ready["account"])), REGION)
            made = list(studies(count, 1))
            fill(folder, server, keyring, scope, count, made)
            if options.fill_only:
                return {}
            index = asyncio.run(at_the_index(server.app_url, keyring, scope, made, options.rounds))
            api = asyncio.run(at_the_api(ready, made, options.rounds))
        return {level: {name: figures(times) for name, times in found.items()} for level, found in (("index", index), ("api", api))}
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Print a table per size and level, and one JSON object last."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studies", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--port", type=int, default=18_443)
    parser.add_argument("--keep", type=Path, help="a folder for the filled databases, kept for the next run")
    parser.add_argument("--fill-only", action="store_true", help="load, measure nothing")
    options = parser.parse_args()
    results = {}
    for count in options.studies:
        results[str(count)] = run(count, options)
        for level, found in results[str(count)].items():
            print(f"\n{count:>7} studies, {level:5}{'':15}   p50 ms   p95 ms   max ms")
            for name, row in found.items():
                late = f"  over {PROMISE_MS:.0f} ms" if row["p95_ms"] > PROMISE_MS else ""
                print(f"{name:36} {row['p50_ms']:8.2f} {row['p95_ms']:8.2f} {row['max_ms']:8.2f}{late}")
    print(json.dumps({"bench": "worklist", "promise_p95_ms": PROMISE_MS, "results": results}))


if __name__ == "__main__":
    main()
