"""Two accounts, every route: what belongs to another account is not here, word for word as if it had never been.

That it stays so when `Scope` itself is wrong (the second wall, row-level security) is proved in `tests/db/test_isolation.py`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi.routing import APIRoute, APIWebSocketRoute
from tests.api.people import Person, batch_body
from tests.flows.rooms import make_house

from diaphane.api.build import ROUTES, application, build
from diaphane.db.engine import Database

Route = tuple[str, str]

OPEN: set[Route] = {
    ("GET", "/api/regions"),
    ("POST", "/api/sign-up"),
    ("POST", "/api/log-in"),
    ("POST", "/api/password/check"),
    ("GET", "/api/health/live"),
    ("GET", "/api/health/ready"),
    ("GET", "/api/health/pictures"),
}
"""Say nothing of any account."""
MINE: set[Route] = {
    ("POST", "/api/log-out"),
    ("GET", "/api/me"),
    ("POST", "/api/password"),
    ("GET", "/api/tokens"),
    ("POST", "/api/tokens"),
    ("POST", "/api/studies/search"),
    ("GET", "/api/quarantine"),
    ("POST", "/api/uploads"),
}
"""Take no id: they speak of the asking account only. Those that list are `lists` below."""
LAYER: Any = {"series_uid": "{series_uid}", "window": None, "invert": False, "colour_map": "grey", "opacity": 1.0, "threshold": None}
VIEW: Any = {"kind": "projection", "centre_mm": [0, 0, 0], "right": [1, 0, 0], "down": [0, 0, -1], "height_mm": 100}
SCENE: Any = {"layers": [LAYER], "view": VIEW}
SURFACE: Any = {"scene": SCENE, "threshold": 300, "file_format": "stl"}
MOVIE: Any = {"scene": SCENE, "size_px": [128, 128], "motion": "turn", "first": 0, "last": 10, "count": 2, "fps": 5}
BY_SERIES: dict[Route, Any] = {
    ("POST", "/api/volumes/values"): {"series_uids": ["{series_uid}"], "point_mm": [0, 0, 0]},
    ("POST", "/api/volumes/pick"): {"scene": SCENE, "pixel": [4, 5], "px": [640, 480]},
    **{("POST", f"/api/surfaces{file}"): SURFACE for file in ("", "/file")},
    **{("POST", f"/api/movies{file}"): MOVIE for file in ("", "/file")},
}
"""Name series in their body."""
BY_CHOICE: set[Route] = {("POST", "/api/quarantine/delete"), ("POST", "/api/quarantine/archive")}
"""Name ids in their body: proved in tests/api/test_quarantine.py, `test_many_are_deleted_at_once`."""
BY_ID: dict[Route, dict[str, Any]] = {
    ("DELETE", "/api/tokens/{token_id}"): {},
    ("GET", "/api/studies/{study_uid}"): {},
    ("GET", "/api/series/{series_uid}/instances"): {},
    ("GET", "/api/series/{series_uid}/stack"): {},
    ("GET", "/api/series/{series_uid}/presentations"): {},
    ("GET", "/api/series/{series_uid}/metadata"): {},
    ("GET", "/api/series/{series_uid}/thumbnail"): {},
    ("GET", "/api/series/{series_uid}/probe"): {"params": {"frame": 0, "x": 0, "y": 0}},
    ("GET", "/api/series/{series_uid}/range"): {"params": {"frame": 0}},
    ("POST", "/api/series/{series_uid}/registration"): {"json": {"onto": "{series_uid}"}},
    ("GET", "/api/series/{series_uid}/histogram"): {},
    ("GET", "/api/instances/{sop_uid}/tags"): {},
    ("GET", "/api/instances/{sop_uid}/file"): {},
    ("GET", "/api/instances/{sop_uid}/video"): {},
    ("GET", "/api/series/{series_uid}/videos"): {},
    ("POST", "/api/studies/{study_uid}/warm"): {},
    ("GET", "/api/documents/{document_id}/content"): {},
    ("GET", "/api/quarantine/{item_id}/content"): {},
    ("DELETE", "/api/quarantine/{item_id}"): {},
    ("POST", "/api/uploads/{upload_id}/batch"): {"content": b"?"},
    ("PUT", "/api/uploads/{upload_id}/files/{index}"): {"content": b"?", "params": {"offset": 0}},
    ("GET", "/api/uploads/{upload_id}"): {},
    ("POST", "/api/uploads/{upload_id}/finish"): {},
}
"""Take an id, with what else the request holds; `?` is the body of the file the open upload still misses."""
ONLY_VIDEOS: set[Route] = {("GET", "/api/instances/{sop_uid}/video")}
"""Answer for objects of one kind only, which these owners have none of: proved in tests/api/test_video.py."""
SOCKETS = {"/api/events", "/api/view"}
"""Proved in tests/api/test_sockets.py and test_view.py: the other account hears nothing, and gets no picture."""
LATE = b"a letter that is still on its way"


@dataclass
class Owner:
    """Somebody with one of everything. `ids`: by the names that routes use."""

    person: Person
    ids: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    async def of(cls, person: Person, files: Mapping[str, bytes]) -> Owner:
        """Send files, of which at least one is a document and one unusable, and begin another upload."""
        await person.upload({**files, "cd/report.pdf": b"%PDF-1.4 " + person.email.encode(), "cd/bad.dcm": b"DICM" + person.email.encode()})
        (row,) = await person.studies()
        study = await person.get(f"/api/studies/{row['study_uid']}")
        series = study["series"][0]["series_uid"]
        instances = (await person.get(f"/api/series/{series}/instances"))["instances"]
        items = (await person.get("/api/quarantine"))["items"]
        late = [{"name": "late.txt", "size": len(LATE), "sha256": hashlib.sha256(LATE).hexdigest()}]
        upload = (await person.http.post("/api/uploads", json={"files": late})).json()
        token = (await person.http.post("/api/tokens", json={"name": f"gateway of {person.email}"})).json()
        ids = {
            "study_uid": row["study_uid"],
            "series_uid": series,
            "sop_uid": instances[0]["sop_uid"],
            "document_id": study["documents"][0]["id"],
            "item_id": items[0]["id"],
            "upload_id": upload["upload_id"],
            "token_id": token["id"],
            "index": "0",
        }
        return cls(person, ids)

    async def ask(self, route: Route, ids: Mapping[str, str]) -> httpx.Response:
        """One request with these ids."""
        method, path = route
        more = dict(BY_ID[route])
        if "content" in more:
            more["content"] = batch_body({0: LATE}) if path.endswith("/batch") else LATE
        if "json" in more:
            more["json"] = {name: value.format_map(ids) for name, value in more["json"].items()}
        return await self.person.http.request(method, path.format_map(ids), **more)

    async def ask_in_body(self, route: Route, *series_uids: str) -> httpx.Response:
        """One request that names these series, as layers or in its list."""

        def named(value: Any) -> Any:  # noqa: ANN401 (JSON)
            if isinstance(value, dict):
                return {name: named(one) for name, one in value.items()}
            if value in ([LAYER], ["{series_uid}"]):
                return [json.loads(json.dumps(value[0]).replace("{series_uid}", uid)) for uid in series_uids]
            return value

        return await self.person.http.request(*route, json=named(BY_SERIES[route]))

    async def lists(self) -> str:
        """Everything that lists, as one text."""
        questions: tuple[dict[str, Any], ...] = (
            {},
            {"q": "a"},
            {"sort": "patient_name"},
            {"last": True},
            {"modalities": ["CT", "MR", "PT"]},
        )
        said: list[Any] = [await self.person.studies(**question) for question in questions]
        me = await self.person.get("/api/me")
        said += [await self.person.get(path) for path in ("/api/tokens", "/api/quarantine", "/api/regions")] + [me["user"], me["account"]]
        return json.dumps(said)

    @property
    def marks(self) -> set[str]:
        """What would tell of this owner."""
        return {value for name, value in self.ids.items() if name != "index"} | {self.person.email, self.person.me["account"]["id"]}


def unknown(ids: Mapping[str, str]) -> dict[str, str]:
    """Ids of the same form that nobody has."""
    return {name: "1.2.826.0.1.3680043.8.498.999" if name.endswith("_uid") else str(uuid4()) for name in ids} | {"index": "0"}


def said(answer: httpx.Response) -> tuple[int, Any, list[str]]:
    """All of an answer but the request's own id."""
    body = answer.json()
    body["error"].pop("request_id")
    return answer.status_code, body, sorted(name for name in answer.headers if name != "x-request-id")


@pytest.fixture
async def owners(database: Database, tmp_path: Path, shared_data: Path) -> AsyncIterator[tuple[Owner, Owner]]:
    product = build(make_house(tmp_path / "data", database), static=tmp_path / "no pages")
    files = {
        place: {f"cd/{path.name}": path.read_bytes() for path in sorted((shared_data / place).rglob("*")) if path.is_file()}
        for place in ("mr/siemens_anat", "petct/STS_001/pet")
    }
    ada, grace = [await Person.signed_up(product, name) for name in ("Ada Lovelace", "Grace Hopper")]
    yield await Owner.of(ada, files["mr/siemens_anat"]), await Owner.of(grace, dict(list(files["petct/STS_001/pet"].items())[:3]))
    for person in (ada, grace):
        await person.http.aclose()


def test_every_route_is_in_the_table() -> None:
    operations = {(method.upper(), path) for path, methods in application().openapi()["paths"].items() for method in methods}
    assert operations == OPEN | MINE | set(BY_SERIES) | BY_CHOICE | set(BY_ID), "a new route: say in the table whose data it may show"
    assert {route for route in operations if "{" in route[1]} == set(BY_ID)


def test_no_route_hides_from_the_contract() -> None:
    routes = [route for router in ROUTES for route in router.routes]
    assert {f"/api{route.path}" for route in routes if isinstance(route, APIWebSocketRoute)} == SOCKETS
    plain = [route for route in routes if not isinstance(route, APIWebSocketRoute)]
    assert all(isinstance(route, APIRoute) and route.include_in_schema for route in plain)


async def test_ids_of_another_account_are_as_unknown_as_no_ids(owners: tuple[Owner, Owner]) -> None:
    for thief, owner in (owners, owners[::-1]):
        before = await owner.lists()
        for route in BY_ID:
            foreign, nobody = [said(await thief.ask(route, ids)) for ids in (owner.ids, unknown(owner.ids))]
            assert foreign[0] == 404, (route, foreign)
            assert foreign == nobody, route
        assert await owner.lists() == before, "a foreign request changed something"


async def test_one_id_of_anothers_beside_ones_own_opens_nothing(owners: tuple[Owner, Owner]) -> None:
    """Each id alone swapped: with two ids in a path, both must belong to the asking account."""
    thief, owner = owners
    for route in BY_ID:
        for name in (each for each in owner.ids if f"{{{each}}}" in route[1] and each != "index"):
            assert (await thief.ask(route, {**thief.ids, name: owner.ids[name]})).status_code == 404, (route, name)


async def test_a_series_of_another_account_in_a_body_is_as_unknown_as_none(owners: tuple[Owner, Owner]) -> None:
    """Alone, and behind one's own: surfaces, movies and points open every series they name."""
    thief, owner = owners
    for route in BY_SERIES:
        foreign, nobody = [said(await thief.ask_in_body(route, ids["series_uid"])) for ids in (owner.ids, unknown(owner.ids))]
        assert foreign[0] == 404, (route, foreign)
        assert foreign == nobody, route
        beside = await thief.ask_in_body(route, thief.ids["series_uid"], owner.ids["series_uid"])
        assert beside.status_code == 404, (route, beside.text)


async def test_the_ids_were_real(owners: tuple[Owner, Owner]) -> None:
    """Else the tests above prove nothing: for their owner every route answers."""
    last: Callable[[Route], bool] = lambda route: route[0] == "DELETE" or route[1].endswith("/finish")  # noqa: E731
    for owner in owners:
        for route in sorted(BY_ID.keys() - ONLY_VIDEOS, key=last):
            answer = await owner.ask(route, owner.ids)
            assert answer.status_code < 300, (route, answer.text)
        for route in BY_SERIES:
            answer = await owner.ask_in_body(route, owner.ids["series_uid"])
            assert answer.status_code not in {404, 422}, (route, answer.text)


async def test_lists_show_nothing_of_the_other(owners: tuple[Owner, Owner]) -> None:
    for asking, other in (owners, owners[::-1]):
        shown = await asking.lists()
        assert not [mark for mark in other.marks if mark in shown]
        own = {mark for name, mark in asking.ids.items() if name in {"study_uid", "item_id", "token_id"}}
        assert not [mark for mark in own if mark not in shown], "the lists list nothing: this proves nothing"


async def test_the_same_object_in_both_accounts_is_no_oracle(owners: tuple[Owner, Owner], shared_data: Path) -> None:
    """Who holds the bytes of another's object learns nothing by announcing or sending them, and both keep their own."""
    thief, owner = owners[1], owners[0]
    files = {f"cd/{path.name}": path.read_bytes() for path in sorted((shared_data / "mr/siemens_anat").rglob("*")) if path.is_file()}
    summary = await thief.person.upload(files)
    assert summary["counts"]["stored"] == len(files)
    assert summary["counts"]["already_there"] == summary["counts"]["conflict"] == 0
    before = await owner.lists()
    for one in (thief, owner):
        assert (await one.ask(("GET", "/api/instances/{sop_uid}/file"), owner.ids)).status_code == 200
    token = {"Authorization": f"Bearer {await thief.person.token()}"}
    for item in (await thief.person.get("/api/quarantine"))["items"]:
        assert (await thief.person.http.delete(f"/api/quarantine/{item['id']}", headers=token)).status_code == 204
    assert await owner.lists() == before
