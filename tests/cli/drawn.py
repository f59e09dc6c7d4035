"""`diaphane upload` as a program of its own against a twin of the server: `python -m tests.cli.drawn FOLDER`, for a terminal to draw."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from threading import Lock

import httpx
import pytest
from tests.cli.test_send import Server, client_of
from typing_extensions import override

from diaphane.cli import upload

BATCH_S = 0.3
"""Longer than the bar's own pace: each acknowledgement is drawn."""
COUNTS = dict.fromkeys(("stored", "already_there", "quarantined", "conflict", "ignored"), 0)


class Slow(Server):
    """Takes megabytes at a time, one after the other, and says what became of them."""

    _turn = Lock()

    @override
    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Implements a transport."""
        answer = super().__call__(request)
        if request.url.path == "/api/uploads":
            return httpx.Response(201, json=answer.json() | {"batch_bytes": 1_000_000, "part_bytes": 1_000_000})
        if request.url.path.endswith("/finish"):
            found = {"counts": COUNTS | {"stored": len(self.got)}, "studies": ["1.2"], "quarantined": []}
            return httpx.Response(200, json=json.loads(answer.content) | found)
        with self._turn:
            time.sleep(BATCH_S)
        return answer


def main(folder: Path) -> None:
    """Upload a folder."""
    server = Slow()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(upload, "Client", lambda *_, **__: client_of(server))
        upload.upload(folder, "https://pacs.example", "secret")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
