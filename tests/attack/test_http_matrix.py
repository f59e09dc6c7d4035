"""Every route against everybody: nothing of one account is reachable from another (cases 1, 2, 3, 5, 7)."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from starlette.types import ASGIApp
from tests.api.people import PASSWORD, Person, batch_body, browser
from tests.flows.rooms import make_house

from diaphane.api.build import application, build
from diaphane.db.engine import Database
from diaphane.db.listen import STUDY
from diaphane.flows.bells import EVERY
from diaphane.flows.house import House

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"


@dataclass
class World:
    """Two accounts with the same studies' files at hand; `ids` are the owner's."""

    owner: Person
    stranger: Person
    program: httpx.AsyncClient  # with an API token of the stranger's account
    ids: dict[str, str]
    ct: dict[str, bytes]


Ids = dict[str, str]
Ask = Callable[[httpx.AsyncClient, Ids, "World"], Any]


def get(path: str) -> Ask:
    return lambda http, ids, _: http.get(path.format(**ids))


def delete(path: str) -> Ask:
    return lambda http, ids, _: http.delete(path.format(**ids))


def send_batch(http: httpx.AsyncClient, ids: Ids, world: World) -> Any:  # noqa: ANN401 (an awaitable answer)
    return http.post(f"/api/uploads/{ids['upload_id']}/batch", content=batch_body({0: next(iter(world.ct.values()))}))


def send_part(http: httpx.AsyncClient, ids: Ids, world: World) -> Any:  # noqa: ANN401 (an awaitable answer)
    return http.put(f"/api/uploads/{ids['upload_id']}/files/0", content=next(iter(world.ct.values())))


# Routes that name a thing: a stranger hears exactly what anybody hears of a thing that does not exist.
NAMED: dict[str, Ask] = {
    "DELETE /api/tokens/{token_id}": delete("/api/tokens/{token_id}"),
    "GET /api/studies/{study_uid}": get("/api/studies/{study_uid}"),
    "GET /api/series/{series_uid}/instances": get("/api/series/{series_uid}/instances"),
    "GET /api/series/{series_uid}/stack": get("/api/series/{series_uid}/stack"),
    "GET /api/series/{series_uid}/thumbnail": get("/api/series/{series_uid}/thumbnail"),
    "GET /api/series/{series_uid}/probe": get("/api/series/{series_uid}/probe?frame=0&x=0&y=0"),
    "GET /api/series/{series_uid}/range": get("/api/series/{series_uid}/range?frame=0"),
    "GET /api/instances/{sop_uid}/tags": get("/api/instances/{sop_uid}/tags"),
    "GET /api/instances/{sop_uid}/file": get("/api/instances/{sop_uid}/file"),
    "GET /api/documents/{document_id}/content": get("/api/documents/{document_id}/content"),
    "GET /api/quarantine/{item_id}/content": get("/api/quarantine/{item_id}/content"),
    "DELETE /api/quarantine/{item_id}": delete("/api/quarantine/{item_id}"),
    "GET /api/uploads/{upload_id}": get("/api/uploads/{upload_id}"),
    "POST /api/uploads/{upload_id}/batch": send_batch,
    "PUT /api/uploads/{upload_id}/files/{index}": send_part,
    "POST /api/uploads/{upload_id}/finish": lambda http, ids, _: http.post(f"/api/uploads/{ids['upload_id']}/finish"),
}
# Routes that list or make: a stranger gets his own, which is nothing.
OWN: dict[str, Ask] = {
    "GET /api/me": get("/api/me"),
    "GET /api/tokens": get("/api/tokens"),
    "GET /api/quarantine": get("/api/quarantine"),
    "POST /api/studies/search": lambda http, _, __: http.post("/api/studies/search", json={}),
    "POST /api/uploads": lambda http, _, world: http.post("/api/uploads", json={"files": manifest(world.ct)}),
    "POST /api/tokens": lambda http, _, __: http.post("/api/tokens", json={"name": "x"}),
    "POST /api/password": lambda http, _, __: http.post("/api/password", json={"current": "x", "new": "Fjord-Kranich-27!"}),
    "POST /api/log-out": lambda http, _, __: http.post("/api/log-out"),
}
# Routes for anybody.
PUBLIC = {
    "GET /api/regions",
    "GET /api/health/live",
    "GET /api/health/ready",
    "POST /api/sign-up",
    "POST /api/log-in",
    "POST /api/password/check",
}
FOR_PEOPLE_ONLY = {"POST /api/log-out", "POST /api/password", "GET /api/tokens", "POST /api/tokens", "DELETE /api/tokens/{token_id}"}


def manifest(files: dict[str, bytes]) -> list[dict[str, object]]:
    return [{"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()]


def routes() -> set[str]:
    return {f"{method.upper()} {path}" for path, methods in application().openapi()["paths"].items() for method in methods}


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return make_house(tmp_path / "data", database)


@pytest.fixture
async def product(house: House, database: Database, tmp_path: Path) -> AsyncIterator[ASGIApp]:
    async with anyio.create_task_group() as tasks:
        with house.bells.hung((STUDY, EVERY)) as bell:
            tasks.start_soon(house.bells.run, database.url)
            await bell.heard()
        yield build(house, static=tmp_path / "no pages")
        tasks.cancel_scope.cancel()


@pytest.fixture
async def world(product: ASGIApp, shared_data: Path) -> AsyncIterator[World]:
    folder = shared_data / "ct/head_ge_28"
    ct = {f"ct/{path.name}": path.read_bytes() for path in sorted(folder.rglob("*.dcm"))[:2]}
    owner, stranger = await Person.signed_up(product, "Owner"), await Person.signed_up(product, "Stranger")
    await owner.upload({**ct, "ct/report.pdf": PDF, "bad.exe": b"MZ" + bytes(9)})
    (study,) = await owner.studies()
    page = await owner.get(f"/api/studies/{study['study_uid']}")
    series = page["series"][0]["series_uid"]
    token = (await owner.http.post("/api/tokens", json={"name": "mine"})).json()
    ids = {
        "study_uid": study["study_uid"],
        "series_uid": series,
        "sop_uid": (await owner.get(f"/api/series/{series}/instances"))["instances"][0]["sop_uid"],
        "document_id": page["documents"][0]["id"],
        "item_id": (await owner.get("/api/quarantine"))["items"][0]["id"],
        "upload_id": owner.uploads[0],
        "token_id": token["id"],
    }
    program = browser(product, authorization=f"Bearer {await stranger.token()}")
    yield World(owner, stranger, program, ids, ct)
    for http in (owner.http, stranger.http, program):
        await http.aclose()


def test_every_route_is_in_the_matrix() -> None:
    assert routes() == set(NAMED) | set(OWN) | PUBLIC
    assert not set(NAMED) & set(OWN)


async def test_nobody_gets_in_without_a_credential(world: World) -> None:
    async with browser(world.owner.app) as nobody, browser(world.owner.app, authorization="Bearer diaphane_" + "A" * 43) as liar:
        for name, ask in {**NAMED, **OWN}.items():
            for http in (nobody, liar):
                answer = await ask(http, world.ids, world)
                assert answer.status_code == 401, name
                assert set(answer.json()["error"]) == {"code", "message", "request_id"}


async def test_what_is_somebody_elses_sounds_like_what_does_not_exist(world: World) -> None:
    unknown = {name: "1.2.3" if name.endswith("uid") else UNKNOWN_ID for name in world.ids}
    for name, ask in NAMED.items():
        for http in (world.stranger.http, world.program):
            foreign, missing = await ask(http, world.ids, world), await ask(http, unknown, world)
            wanted = 403 if http is world.program and name in FOR_PEOPLE_ONLY else 404
            assert foreign.status_code == missing.status_code == wanted, name
            assert {**foreign.json()["error"], "request_id": ""} == {**missing.json()["error"], "request_id": ""}, name
            assert comparable(foreign) == comparable(missing), name


async def test_the_owner_reaches_all_of_it_afterwards(world: World) -> None:
    for name, ask in NAMED.items():
        await ask(world.stranger.http, world.ids, world)
        await ask(world.program, world.ids, world)
        answer = await ask(world.owner.http, world.ids, world) if not name.startswith("DELETE") else None
        assert answer is None or answer.status_code == 200, name
    for name in ("DELETE /api/quarantine/{item_id}", "DELETE /api/tokens/{token_id}"):
        assert (await NAMED[name](world.owner.http, world.ids, world)).status_code == 204


async def test_lists_hold_nothing_of_another_account(world: World) -> None:
    marks = {*world.ids.values(), world.owner.email, world.owner.me["account"]["id"], world.owner.me["user"]["id"]}
    for name, ask in OWN.items():
        for http in (world.program, world.stranger.http):
            answer = await ask(http, world.ids, world)
            if http is world.program and name in FOR_PEOPLE_ONLY:
                assert answer.status_code == 403, name
            assert not [mark for mark in marks if mark in answer.text], name
    assert (await world.owner.http.get("/api/me")).status_code == 200


async def test_what_another_account_holds_is_no_secret_to_be_asked_for(world: World) -> None:
    """Case 3: the same files in two accounts; neither the manifest nor the outcome tells that somebody else has them."""
    started = (await world.stranger.http.post("/api/uploads", json={"files": manifest(world.ct)})).json()
    assert started["missing"] == list(range(len(world.ct)))
    summary = await world.stranger.upload(world.ct)
    assert summary["counts"]["stored"] == len(world.ct)
    assert len(await world.owner.studies()) == len(await world.stranger.studies()) == 1
    mine = await world.stranger.http.get(f"/api/instances/{world.ids['sop_uid']}/file")
    assert mine.content in world.ct.values()


async def test_every_route_that_knows_somebody_asks_the_one_gate(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    for module in flow_modules():
        if hasattr(module, "decide"):
            monkeypatch.setattr(module, "decide", heard(module.decide, asked))
    for name, ask in {**NAMED, **OWN}.items():
        asked.clear()
        await ask(world.stranger.http, world.ids, world)
        assert asked, f"{name} was answered without asking access.decide"


def heard(decide: Callable[..., None], asked: list[object]) -> Callable[..., None]:
    def ask(*words: object) -> None:
        asked.append(words)
        decide(*words)

    return ask


def flow_modules() -> list[Any]:
    return [module for name, module in sys.modules.items() if re.match(r"diaphane\.flows\.", name)]


def comparable(answer: httpx.Response) -> dict[str, str]:
    """Headers without the one that names the request."""
    return {name: value for name, value in answer.headers.items() if name != "x-request-id"}


async def test_a_password_is_all_a_stranger_needs_and_nothing_else_helps(world: World) -> None:
    async with browser(world.owner.app) as other:
        assert (await other.post("/api/log-in", json={"email": world.owner.email, "password": PASSWORD})).status_code == 200
        assert (await other.get(f"/api/studies/{world.ids['study_uid']}")).status_code == 200
