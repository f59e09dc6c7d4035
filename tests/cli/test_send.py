"""Sending to a twin of the server: everything arrives once, refusals become errors, a busy or absent server is asked again."""

from __future__ import annotations

import hashlib
import json
import struct
import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from diaphane.base.errors import BadInput, Busy, NotSignedIn
from diaphane.cli.client import TRIES, Client
from diaphane.cli.exits import Unreachable
from diaphane.cli.plan import find, read_all
from diaphane.cli.send import PARALLEL, Progress, send

Answer = Callable[[httpx.Request], httpx.Response | None]


class Server:
    """What the upload routes do, in memory; `trouble` may answer first."""

    def __init__(self, *, trouble: Answer | None = None, known: frozenset[str] = frozenset()) -> None:
        self.files: list[dict[str, object]] = []
        self.got: dict[int, bytes] = {}
        self.requests: list[str] = []
        self.trouble, self.known = trouble, known

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == "Bearer secret"
        self.requests.append(request.url.path)
        if self.trouble and (answer := self.trouble(request)) is not None:
            return answer
        if request.url.path == "/api/uploads":
            self.files = json.loads(request.content)["files"]
            missing = [index for index, file in enumerate(self.files) if file["sha256"] not in self.known]
            return httpx.Response(201, json={"upload_id": "u", "missing": missing, "batch_bytes": 100, "part_bytes": 150})
        if request.url.path.endswith("/batch"):
            self._batch(request.content)
            return httpx.Response(200, json={"results": []})
        if "/files/" in request.url.path:
            index, offset = int(request.url.path.rpartition("/")[2]), int(request.url.params["offset"])
            have = self.got.get(index, b"")
            if offset == len(have):
                self.got[index] = have + request.content
            return httpx.Response(200, json={"received": len(self.got[index])})
        return httpx.Response(200, json={"upload_id": "u", "counts": {}, "studies": [], "quarantined": []})

    def _batch(self, body: bytes) -> None:
        at = 0
        while at < len(body):
            index, size = struct.unpack_from("<IQ", body, at)
            self.got[index] = body[at + 12 : at + 12 + size]
            at += 12 + size


def client_of(server: Callable[[httpx.Request], httpx.Response]) -> Client:
    client = Client("https://pacs.example", "secret", transport=httpx.MockTransport(server))
    client.pause = lambda _: None
    return client


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, size in enumerate([10, 0, 90, 99, 100, 149, 150, 151, 400]):
        (tmp_path / f"f{number}").write_bytes(bytes([number]) * size)
    return tmp_path


def test_everything_arrives_as_it_was(folder: Path) -> None:
    server = Server()
    acknowledged: list[int] = []
    files = read_all(find(folder).files)
    send(client_of(server), files, Progress(sent=acknowledged.append))
    assert {index: hashlib.sha256(data).hexdigest() for index, data in server.got.items()} == {i: f.sha256 for i, f in enumerate(files)}
    assert sum(acknowledged) == sum(file.size for file in files)
    assert server.requests[0] == "/api/uploads"
    assert server.requests[-1].endswith("/finish")


def test_four_requests_travel_at_once(folder: Path) -> None:
    together, met = threading.Barrier(PARALLEL), threading.Event()

    def wait(request: httpx.Request) -> None:
        if request.url.path.endswith("/batch") and not met.is_set():
            together.wait(20)  # whoever is alone for so long fails the test
            met.set()

    for number in range(9, 40):
        (folder / f"f{number}").write_bytes(bytes([number]) * 90)
    server = Server(trouble=wait)
    files = read_all(find(folder).files, lambda _: None)
    send(client_of(server), files, Progress())
    assert len(server.got) == 40


def test_what_the_server_has_is_not_sent(folder: Path) -> None:
    files = read_all(find(folder).files)
    server = Server(known=frozenset(file.sha256 for file in files[2:]))
    send(client_of(server), files, Progress())
    assert set(server.got) == {0, 1}


def test_a_busy_or_absent_server_is_asked_again(folder: Path) -> None:
    seen: dict[str, int] = {}

    def trouble(request: httpx.Request) -> httpx.Response | None:
        key = request.url.path + request.content[:8].hex()
        seen[key] = seen.get(key, 0) + 1
        if seen[key] == 1:
            return httpx.Response(503, headers={"Retry-After": "1"}, json={"error": {"code": "x", "message": "y", "request_id": ""}})
        if seen[key] == 2:
            raise httpx.ConnectError("gone")
        return None

    server = Server(trouble=trouble)
    files = read_all(find(folder).files)
    send(client_of(server), files, Progress())
    assert len(server.got) == len(files)


@pytest.mark.parametrize(
    ("status", "error", "tries"), [(401, NotSignedIn, 1), (422, BadInput, 1), (503, Busy, TRIES)], ids=["signed-out", "bad", "busy"]
)
def test_refusals_become_errors(folder: Path, status: int, error: type[Exception], tries: int) -> None:
    fault = {"error": {"code": "a.b", "message": "Because.", "request_id": "r"}}
    server = Server(trouble=lambda _: httpx.Response(status, json=fault))
    with pytest.raises(error, match="Because"):
        send(client_of(server), read_all(find(folder).files), Progress())
    assert len(server.requests) == tries


def test_an_absent_server_is_said(folder: Path) -> None:
    def gone(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(Unreachable):
        send(client_of(Server(trouble=gone)), read_all(find(folder).files), Progress())


def test_a_file_that_changed_is_said(folder: Path) -> None:
    files = read_all(find(folder).files)
    (folder / "f2").write_bytes(b"other")
    with pytest.raises(BadInput, match="f2 changed"):
        send(client_of(Server()), files, Progress())
