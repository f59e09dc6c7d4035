"""The DICOM JSON of a series of 500 slices on its way out, beside the limit: reading the same sealed bytes, and writing the same JSON.

    just bench metadata [--slices 500]

`metadata` is the whole request on the server's own machine over TLS, gzipped as it lies (target < 5 ms); `me` the smallest request that
asks who asks; `live` one that asks nothing, the floor of any; `..._cpu` what the web process and the database worked for one.
`read` opens as many sealed bytes, `dump` is orjson writing the same objects once: what would be paid each time.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from http.client import HTTPSConnection
from pathlib import Path
from uuid import uuid4

import orjson
import psutil
import pydicom

from diaphane.model.ids import AccountId, RegionId
from diaphane.model.scope import Scope
from diaphane.model.sealed import Plain
from diaphane.seal.keyring import FileKeyring
from diaphane.seal.pack import Opener, PackReader, PackWriter
from diaphane.store.local import LocalBlobs
from ingest import Client, ours, served, slices

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
ROUNDS = 200


def median_ms(work: Callable[[], object]) -> float:
    """Median milliseconds of a call, the first ones left out."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times[ROUNDS // 6 :]) * 1e3


def worked_s(supervisor: int) -> float:
    """CPU seconds of the web process and of PostgreSQL so far."""
    web, family = web_of(supervisor), psutil.Process(supervisor).children(recursive=True)
    ours = [web, *(one for one in family if one.name().startswith("postgres"))]
    return sum(sum(one.cpu_times()[:2]) for one in ours)


def web_of(pid: int) -> psutil.Process:
    """The web process of the product with this supervisor (a spare has served nobody yet)."""
    found = [one for one in psutil.Process(pid).children() if "diaphane.supervise.web" in one.cmdline()]
    return min(found, key=lambda one: one.create_time())


def reader_of(folder: Path, data: bytes) -> PackReader:
    """The bytes in a sealed pack."""
    scope = Scope(AccountId(uuid4()), RegionId("bench"))
    keyring = FileKeyring.initialise(folder / "keys", RegionId("bench"))
    keyring.create(scope.account)
    blobs, writer = LocalBlobs(folder / "objects"), PackWriter(scope, keyring)
    writer.add(Plain(data))
    blobs.put(writer.key, writer.parts())
    return PackReader(Opener(keyring).ticket(scope, writer.head()), blobs)


def main() -> None:
    """Print a table and one JSON line."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--slices", type=int, default=500)
    options.add_argument("--port", type=int, default=8652)
    arguments = options.parse_args()
    pixels = [data.PixelData for data in map(pydicom.dcmread, sorted((DATA / "ct" / "head_philips_141").iterdir())) if "PixelData" in data]
    files = slices(arguments.slices, "Meta^Bench", pixels[:8])
    series = pydicom.dcmread(pydicom.filebase.DicomBytesIO(files[0]), stop_before_pixels=True).SeriesInstanceUID
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "product").mkdir()
        with served(folder / "product", arguments.port) as facts:
            client = Client(facts, arguments.port)
            ours(client, files)
            connection: HTTPSConnection = client._lanes[0]  # noqa: SLF001 (its connection and token)

            def get(path: str) -> bytes:
                connection.request("GET", path, headers={**client._headers, "Accept-Encoding": "gzip"})  # noqa: SLF001
                answer = connection.getresponse()
                body = answer.read()
                assert answer.status == 200, body[:200]
                return body

            connection.close()
            time.sleep(3 + arguments.slices / 100)  # the study settles, and what is derived from it is made
            body = get(f"/api/series/{series}/metadata")
            row: dict[str, float] = {}
            for path in (f"/api/series/{series}/metadata", "/api/me", "/api/health/live"):
                what, before = path.rpartition("/")[2], worked_s(facts["pid"])
                row[f"{what}_ms"] = median_ms(partial(get, path))
                row[f"{what}_cpu"] = (worked_s(facts["pid"]) - before) / ROUNDS * 1e3
        plain = gzip.decompress(body)
        found = orjson.loads(plain)
        assert len(found) == arguments.slices
        reader = reader_of(folder, body)
        row |= {"read_ms": median_ms(lambda: reader.read(0, len(body))), "dump_ms": median_ms(lambda: orjson.dumps(found))}
    row |= {"json_bytes": len(plain), "sent_bytes": len(body), "slices": arguments.slices, "load": os.getloadavg()[0]}
    print("".join(f"{key:>14}" for key in row))
    print("".join(f"{value:>14.2f}" for value in row.values()))
    print(json.dumps({"bench": "metadata", **row}))


if __name__ == "__main__":
    main()
