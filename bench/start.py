"""From `./run` to the first page and to the first picture, on a folder that exists and on a new one, beside what no start can go below.

    just bench start [--rounds 5] [--port N]

`page` is the first answer over TLS, `ready` the ready file (pages and pictures answer; no demo). The limits, in the same round:
`postgres` the embedded database alone until it takes a connection, `imports` one Python that loads the web application.
Medians; `load` is the machine's load average, because neighbours are in every figure.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from http.client import HTTPSConnection
from pathlib import Path

from diaphane.db.embedded import EmbeddedPostgres

ROOT = Path(__file__).resolve().parents[1]
POLL_S = 0.02
PATIENCE_S = 600.0


def start(data: Path, port: int) -> dict[str, float]:
    """Seconds from calling `./run` to the first page and to the ready file; everything is stopped again."""
    ready = data.with_suffix(".ready")
    words = ["--data", str(data), "--port", str(port), "--plain-port", "0", "--no-demo", "--ready-file", str(ready)]
    began, found = time.perf_counter(), dict[str, float]()
    with (data.with_suffix(".txt")).open("ab") as output, subprocess.Popen([ROOT / "run", *words], stdout=output, stderr=output) as process:
        try:
            while "ready" not in found:
                assert process.poll() is None, data.with_suffix(".txt").read_text()
                assert time.perf_counter() - began < PATIENCE_S, "it did not come up"
                if "page" not in found and page_answers(port):
                    found["page"] = time.perf_counter() - began
                if "page" in found and ready.exists():
                    found["ready"] = time.perf_counter() - began
                time.sleep(POLL_S)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)
    return found


def page_answers(port: int) -> bool:
    """Whether the page comes, whoever signed for it: only time is asked for here."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = HTTPSConnection("localhost", port, context=context, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def postgres_alone(folder: Path) -> float:
    """Seconds until the embedded database, which exists, takes a connection."""
    server = EmbeddedPostgres(folder)
    began = time.perf_counter()
    server.start()
    took = time.perf_counter() - began
    server.stop()
    return took


def imports_alone() -> float:
    """Seconds of a Python that loads the web application and ends."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-P", "-c", "import diaphane.app.web, diaphane.supervise.web"], check=True)
    return time.perf_counter() - began


def main() -> None:
    """Print a table and one JSON line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--port", type=int, default=8653)
    arguments = options.parse_args()
    rows: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start(folder / "warm", arguments.port)  # the first of all installs, if nobody did, and compiles
        postgres_alone(folder / "pg")
        for number in range(arguments.rounds):
            row: dict[str, float] = {}
            for data in ("warm", f"new{number}"):
                row |= {f"{data.rstrip('0123456789')}_{what}_s": took for what, took in start(folder / data, arguments.port).items()}
            row["postgres_s"] = postgres_alone(folder / "pg")
            row["imports_s"] = imports_alone()
            rows.append(row)
    middle = {key: statistics.median(one[key] for one in rows) for key in rows[0]} | {"load": os.getloadavg()[0]}
    print("".join(f"{key:>14}" for key in middle))
    print("".join(f"{value:>14.2f}" for value in middle.values()))
    print(json.dumps({"bench": "start", **middle}))


if __name__ == "__main__":
    main()
