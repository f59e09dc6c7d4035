"""The door: headers, errors of one shape, bodies counted on real bytes, pages; on a bare application without rooms."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request

from diaphane.api import pages, problems
from diaphane.api.body import read_body
from diaphane.api.door import Door
from diaphane.api.origin import Origins
from diaphane.base.errors import DiaphaneError, NotHere
from diaphane.base.log import configure

SECRET = "MUELLER^ANNA"


def application(static: Path) -> Door:
    app = FastAPI(openapi_url=None)
    problems.install(app)

    @app.get("/api/broken/{name}")
    def broken(name: str) -> None:
        raise ValueError(SECRET + name)

    @app.get("/api/missing")
    def missing() -> None:
        raise NotHere

    @app.post("/api/body")
    @app.post("/api/uploads/body")
    async def body(request: Request) -> dict[str, int]:
        return {"bytes": len(await read_body(request, 1000))}

    app.include_router(pages.router(static))
    return Door(app, Origins("localhost", loopback=True))


@pytest.fixture
def static(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>pages</title>")
    (folder / "assets/app-1a2b.js").write_text("console.log(1)")
    (folder / "assets/app-1a2b.js.br").write_bytes(b"brotli")
    (tmp_path / "outside.txt").write_text(SECRET)
    for made in (folder / "assets", folder):
        os.utime(made, (0, 0))  # long ago: what changes it from now on has another time, however coarse the clock
    return folder


@pytest.fixture
async def client(static: Path) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=application(static))
    async with httpx.AsyncClient(transport=transport, base_url="https://localhost:8443", headers={"X-Diaphane-CSRF": "1"}) as client:
        yield client


def leaves(kind: type[DiaphaneError]) -> list[type[DiaphaneError]]:
    below = [leaf for child in kind.__subclasses__() for leaf in leaves(child)]
    return below or [kind]


# Never an answer to a request: what a slow viewer's socket ends with, and what the command line says.
NO_ANSWERS = {"NotAgreed", "TooSlow", "Unreachable"}


def test_every_error_has_a_status() -> None:
    for leaf in leaves(DiaphaneError):
        if leaf.__module__ == "diaphane.base.errors":
            assert leaf in problems.STATUS, leaf
        elif leaf.__module__.startswith("diaphane.") and leaf.__name__ not in NO_ANSWERS:
            assert any(kind in problems.STATUS for kind in leaf.__mro__), leaf


async def test_every_answer_is_guarded_and_named(client: httpx.AsyncClient) -> None:
    for path in ("/", "/api/missing", "/api/broken/x", "/assets/app-1a2b.js"):
        headers = (await client.get(path)).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        policy = {name: words for name, *words in (part.split() for part in headers["content-security-policy"].split(";"))}
        assert policy["script-src"] == ["'self'", "'wasm-unsafe-eval'"]  # none that stands in a page
        assert policy["connect-src"] == ["'self'"]
        assert all(word.startswith("'") or word in {"blob:", "data:"} for words in policy.values() for word in words), "no other host"
        assert "unsafe-eval'" not in headers["content-security-policy"].replace("wasm-unsafe-eval", "")
        assert headers["strict-transport-security"].startswith("max-age=63072000")
        assert headers["x-content-type-options"] == "nosniff"
        assert len(headers["x-request-id"]) == 32


async def test_an_unexpected_error_shows_and_logs_no_words_of_its_own(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("info")
    answer = await client.get("/api/broken/ZZTOP")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "unexpected"
    assert answer.json()["error"]["request_id"] == answer.headers["x-request-id"]
    written = capsys.readouterr().err
    assert SECRET not in answer.text + written
    assert "ZZTOP" not in written
    lines = [json.loads(line) for line in written.splitlines()]
    failed = next(line for line in lines if line["event"] == "request.failed")
    assert failed["kind"] == "ValueError"
    assert failed["request_id"] == answer.headers["x-request-id"]
    assert any(line["event"] == "request.done" and line["route"] == "/api/broken/{name}" and line["status"] == 500 for line in lines)


async def test_pages_built_anew_while_they_are_served(client: httpx.AsyncClient, static: Path) -> None:
    """What a new build brings is there without a new start, what it took away is not; no name in an address leads out of the folder."""
    assert (await client.get("/assets/app-3c4d.js")).status_code == 404
    (static / "assets/app-3c4d.js").write_text("console.log(2)")
    (static / "assets/app-1a2b.js").unlink()
    (static / "later").mkdir()
    (static / "later/map.bin").write_bytes(b"map")
    (static / "linked.txt").symlink_to(static.parent / "outside.txt")
    assert (await client.get("/assets/app-3c4d.js")).text == "console.log(2)"
    assert (await client.get("/later/map.bin")).content == b"map"
    for path in ("/assets/app-1a2b.js", "/../outside.txt", "/%2e%2e/outside.txt", "/later/../../outside.txt", "/linked.txt"):
        answer = await client.get(path, headers={"Accept-Encoding": "br"})
        assert (answer.status_code, SECRET in answer.text) == (404, False), path


async def test_addresses_there_is_nothing_at_cost_one_look(
    client: httpx.AsyncClient, static: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many folders there are; and what comes into the least of them is found all the same."""
    walks, looks, walk, look = list[Path](), list[Path](), os.walk, Path.stat

    def walked(top: Path) -> Iterator[tuple[str, list[str], list[str]]]:
        walks.append(top)
        yield from walk(top)

    def looked_at(path: Path, **how: bool) -> os.stat_result:
        looks.append(path)
        return look(path, **how)

    monkeypatch.setattr(os, "walk", walked)
    monkeypatch.setattr(Path, "stat", looked_at)
    for path in ("/assets/unknown.js", "/assets/un/known/" + "a/" * 500, "/no/folder/of/ours.js", "/robots.txt"):
        looks.clear()
        assert (await client.get(path)).status_code == 404
        assert (walks, looks) == ([], [static / ("assets" if path.startswith("/assets/") else "")])
    (static / "assets/parts/fonts").mkdir(parents=True)
    os.utime(static / "assets/parts/fonts", (0, 0))  # long ago, as in `static`
    assert (await client.get("/assets/parts/fonts/one.js")).status_code == 404
    (static / "assets/parts/fonts/one.js").write_text("1")
    assert (await client.get("/assets/parts/fonts/one.js")).text == "1"
    assert set(walks) == {static}


async def test_a_folder_that_vanishes_is_an_address_without_a_page(
    client: httpx.AsyncClient, static: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At any moment: between its being listed and looked at, with all in it, and with the whole of the pages."""
    listed = [*os.walk(static)]
    with monkeypatch.context() as patched:
        patched.setattr(os, "walk", lambda _: [*listed, (str(static / "gone"), [], ["gone.js"])])
        assert (await client.get("/gone/gone.js")).status_code == 404
    shutil.rmtree(static / "assets")
    assert (await client.get("/assets/other.js")).status_code == 404
    shutil.rmtree(static)
    for address in ("/assets/other.js", "/robots.txt"):
        assert (await client.get(address)).status_code == 404


async def test_unknown_addresses_and_methods_have_the_one_shape(client: httpx.AsyncClient) -> None:
    for method, path, status in (("GET", "/api/nothing", 404), ("POST", "/api/missing", 405), ("GET", "/api/missing", 404)):
        answer = await client.request(method, path)
        assert answer.status_code == status
        assert set(answer.json()["error"]) == {"code", "message", "request_id"}


async def test_foreign_hosts_and_pages_are_turned_away(client: httpx.AsyncClient) -> None:
    assert (await client.get("/", headers={"Host": "rebound.example"})).status_code == 421
    assert (await client.post("/api/body", headers={"Origin": "https://evil.example"})).status_code == 403
    bare = {"X-Diaphane-CSRF": ""}
    del bare["X-Diaphane-CSRF"]
    async with httpx.AsyncClient(transport=client._transport, base_url="https://localhost:8443") as without:  # noqa: SLF001 (same application)
        assert (await without.post("/api/body", content=b"x")).status_code == 403


async def test_bodies_are_counted(client: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 100

    async def small() -> AsyncIterator[bytes]:
        yield b"x" * 600
        yield b"x" * 400

    body = "/api/uploads/body"
    assert (await client.post(body, content=b"x" * 1000)).json() == {"bytes": 1000}
    assert (await client.post(body, content=small())).json() == {"bytes": 1000}
    assert (await client.post(body, content=b"x" * 1001)).status_code == 413
    assert (await client.post(body, content=endless())).status_code == 413
    for lie in ("-1", "1e3", "x"):
        assert (await client.post(body, content=b"abc", headers={"Content-Length": lie})).status_code == 422
    assert (await client.post(body, content=b"abc", headers={"Content-Length": "2"})).status_code == 422
    assert (await client.post(body, content=b"abc", headers={"Content-Length": "4"})).status_code == 422
    form = "/api/body"  # what is no upload must say its size, and stay small
    assert (await client.post(form, content=b"x" * 1000)).json() == {"bytes": 1000}
    assert (await client.post(form, content=small())).status_code == 413
    assert (await client.post(form, content=b"x" * 70_000)).status_code == 413
    assert (await client.post(form, content=b"abc", headers={"Content-Length": "x"})).status_code == 413


async def test_pages_are_served_and_nothing_beside_them(client: httpx.AsyncClient) -> None:
    html = {"Accept": "text/html"}
    for path in ("/", "/studies/1.2.3", "/log-in"):
        answer = await client.get(path, headers=html)
        assert "<title>pages</title>" in answer.text
        assert answer.headers["cache-control"] == "no-cache"
    script = await client.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "identity"})
    assert "immutable" in script.headers["cache-control"]
    assert script.headers["content-type"].startswith("text/javascript")
    for path in ("/..%2foutside.txt", "/%2e%2e/outside.txt", "/assets/..%2f..%2foutside.txt", "/outside.txt", "/assets/app-1a2b.js.br"):
        answer = await client.get(path)
        assert answer.status_code == 404
        assert SECRET not in answer.text
    for path in ("/api/nothing", "/assets/unknown", "/assets/app-0000.js", "/pdfjs/unknown", "/robots.txt", "/old.js"):
        assert (await client.get(path, headers=html)).status_code == 404, path


async def test_compressed_assets_go_to_who_reads_them(client: httpx.AsyncClient) -> None:
    async with client.stream("GET", "/assets/app-1a2b.js", headers={"Accept-Encoding": "gzip, br;q=0.9"}) as answer:
        assert answer.headers["content-encoding"] == "br"
        assert b"".join([piece async for piece in answer.aiter_raw()]) == b"brotli"


async def test_without_pages_the_server_says_how_to_build_them(tmp_path: Path) -> None:
    transport = httpx.ASGITransport(app=application(tmp_path / "nowhere"))
    async with httpx.AsyncClient(transport=transport, base_url="https://localhost:8443") as client:
        answer = await client.get("/", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "Pages not built" in answer.text
