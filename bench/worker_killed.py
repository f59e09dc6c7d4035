"""How long a viewer waits for its next picture when the render worker is killed under it, beside its usual wait.

    just bench worker_killed [--rounds 7]

kill -9 of the worker that draws, with a spare loaded; then the time to the next picture nobody has seen, over TLS. Three seconds are
promised. `usual` is the same wait with nothing killed: what no recovery can go below.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.attack.test_worker_killed import kills  # noqa: E402 (the tests' own viewer and killer)


def main() -> None:
    """Print the table and, last, one JSON object."""
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=7)
    rounds = options.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        usual, took = asyncio.run(kills(Path(folder) / "product", ROOT.parent / "shared" / "data", rounds))
    for name, seconds in (("usual", usual), ("killed", took)):
        print(f"{name:8}" + "".join(f"{one:8.2f}" for one in seconds) + f"   median {statistics.median(seconds):.2f} s")
    print(
        json.dumps(
            {
                "bench": "worker_killed",
                "killed_s": statistics.median(took),
                "worst_s": max(took),
                "usual_s": statistics.median(usual),
                "promised_s": 3.0,
                "ratio": 3.0 / statistics.median(took),
                "load": os.getloadavg()[0],
            }
        )
    )


if __name__ == "__main__":
    main()
