"""Calls to another process: answers in any order, cancelling, errors of the same kind, a server that comes and goes."""

from __future__ import annotations

import asyncio
import os
import stat
import struct
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest

from diaphane.base.errors import BadInput, Busy, IntegrityFailed, NotHere, TooLarge
from diaphane.pool.client import Client
from diaphane.pool.server import Method, Server
from diaphane.pool.wire import Lost, Message, error_in, error_out

pytestmark = pytest.mark.anyio


class Calls:
    """Some calls, and what became of them."""

    def __init__(self) -> None:
        self.cancelled = asyncio.Event()
        self.started = asyncio.Event()

    def methods(self) -> Mapping[str, Method]:
        return {"echo": self.echo, "wait": self.wait, "refuse": self.refuse, "break": self.broken}

    async def echo(self, arguments: dict[str, Any]) -> Message:
        await asyncio.sleep(arguments.get("after", 0))
        return {"said": arguments["text"]}, bytes(arguments.get("bytes", 0))

    async def wait(self, _: dict[str, Any]) -> Message:
        self.started.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        return {}, b""

    async def refuse(self, arguments: dict[str, Any]) -> Message:
        raise {"bad": BadInput, "gone": NotHere, "seal": IntegrityFailed}[arguments["kind"]]("room.what", "A sentence.")

    async def broken(self, _: dict[str, Any]) -> Message:
        msg = "Patient^Name"
        raise KeyError(msg)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "calls.sock"


@asynccontextmanager
async def running(path: Path, calls: Calls) -> AsyncIterator[None]:
    ready = asyncio.Event()
    task = asyncio.create_task(Server(calls.methods()).serve(path, ready.set))
    await ready.wait()
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def client_of(path: Path, patience: float = 5.0) -> AsyncIterator[Client]:
    client = Client(path, patience)
    try:
        yield client
    finally:
        await client.close()


async def test_answers_come_in_any_order(path: Path) -> None:
    async with running(path, Calls()), client_of(path) as client:
        asked = [client.call("echo", {"text": n, "after": (20 - n) / 500, "bytes": n * 1000}) for n in range(20)]
        answers = await asyncio.gather(*asked)
    assert [(result["said"], len(body)) for result, body in answers] == [(n, n * 1000) for n in range(20)]


async def test_only_this_user_may_connect(path: Path) -> None:
    async with running(path, Calls()):
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600  # noqa: PTH116
    assert path.name not in os.listdir(path.parent)  # noqa: PTH208


async def test_a_stale_socket_is_replaced(path: Path) -> None:
    async with running(path, Calls()):
        os.link(path, f"{path}.old")
    os.rename(f"{path}.old", path)  # noqa: PTH104 (as short as it is in a test of the event loop)
    async with running(path, Calls()), client_of(path) as client:
        assert (await client.call("echo", {"text": 1}))[0] == {"said": 1}


@pytest.mark.parametrize(("kind", "error"), [("bad", BadInput), ("gone", NotHere), ("seal", IntegrityFailed)])
async def test_errors_keep_their_kind_and_words(path: Path, kind: str, error: type[Exception]) -> None:
    async with running(path, Calls()), client_of(path) as client:
        with pytest.raises(error, match="A sentence") as raised:
            await client.call("refuse", {"kind": kind})
    assert raised.value.code == "room.what"  # type: ignore[attr-defined]  # one of ours


async def test_a_fault_says_nothing_and_ends_nothing(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    async with running(path, Calls()), client_of(path) as client:
        with pytest.raises(Busy) as raised:
            await client.call("break", {})
        assert "Patient" not in raised.value.message
        assert (await client.call("echo", {"text": 1}))[0] == {"said": 1}
        with pytest.raises(BadInput):
            await client.call("unknown", {})
    out = capfd.readouterr()
    assert "Patient" not in out.out + out.err


async def test_cancelling_reaches_the_other_end(path: Path) -> None:
    calls = Calls()
    async with running(path, calls), client_of(path) as client:
        task = asyncio.create_task(client.call("wait", {}))
        await calls.started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(5):
            await calls.cancelled.wait()
        assert (await client.call("echo", {"text": 1}))[0] == {"said": 1}


async def test_a_caller_that_leaves_ends_its_calls(path: Path) -> None:
    calls = Calls()
    async with running(path, calls):
        async with client_of(path) as client:
            task = asyncio.create_task(client.call("wait", {}))
            await calls.started.wait()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(5):
            await calls.cancelled.wait()


async def test_calls_outlive_a_replaced_server(path: Path) -> None:
    calls = Calls()
    async with client_of(path) as client:
        early = asyncio.create_task(client.call("echo", {"text": "early"}))
        await asyncio.sleep(0.2)
        async with running(path, calls):
            assert (await early)[0] == {"said": "early"}
            during = asyncio.create_task(client.call("echo", {"text": "during", "after": 0.3}))
            await asyncio.sleep(0.1)
        async with running(path, calls):
            assert (await during)[0] == {"said": "during"}


async def test_a_server_that_stays_away_is_said(path: Path) -> None:
    async with client_of(path, patience=0.2) as client:
        with pytest.raises(Lost, match="replaced"):
            await client.call("echo", {"text": 1})


@pytest.mark.parametrize(
    "noise",
    [b"\xff" * 8, struct.pack("<II", 5, 0) + b"{bad}", struct.pack("<II", 2, 0) + b"[]", b"", struct.pack("<II", 9, 0) + b'{"id":""}'],
)
async def test_noise_ends_only_its_own_connection(path: Path, noise: bytes) -> None:
    async with running(path, Calls()), client_of(path) as client:
        assert (await client.call("echo", {"text": 1}))[0] == {"said": 1}
        reader, writer = await asyncio.open_unix_connection(str(path))
        writer.write(noise)
        writer.write_eof()
        async with asyncio.timeout(5):
            assert await reader.read() == b""
        writer.close()
        assert (await client.call("echo", {"text": 2}))[0] == {"said": 2}


def test_errors_travel_as_json() -> None:
    for error in (BadInput("a.b", "C."), TooLarge("a.b", "C."), Lost("a.b", "C."), NotHere()):
        back = error_in(orjson.loads(orjson.dumps(error_out(error))))
        assert (back.code, back.message) == (error.code, error.message)
        assert type(back) is (Busy if isinstance(error, Lost) else type(error))
    assert isinstance(error_in({"kind": "SystemExit", "code": "x", "message": "y"}), Busy)
