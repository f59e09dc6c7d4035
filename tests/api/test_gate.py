"""Every route that knows somebody: refuses who shows no credential, asks the one gate, and keeps programs from what is for people."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from tests.api.people import Person, batch_body, browser

from diaphane.api.build import application

UID = "1.2.826.0.1.3680043.8.498.999"
ID = "00000000-0000-4000-8000-000000000000"
PUBLIC = {
    "GET /api/regions",
    "GET /api/health/live",
    "GET /api/health/ready",
    "GET /api/health/pictures",
    "POST /api/sign-up",
    "POST /api/log-in",
    "POST /api/password/check",
}
FOR_PEOPLE = {"POST /api/log-out", "POST /api/password", "GET /api/tokens", "POST /api/tokens", "DELETE /api/tokens/{token_id}"}
PROJECTION = {
    "layers": [{"series_uid": "1.2"}],
    "view": {"kind": "projection", "centre_mm": [0, 0, 0], "right": [1, 0, 0], "down": [0, 0, -1], "height_mm": 100},
}
BODIES: dict[str, dict[str, Any]] = {
    "POST /api/studies/search": {"json": {}},
    **{f"POST /api/quarantine/{what}": {"json": {"ids": [ID]}} for what in ("delete", "archive")},
    "POST /api/uploads": {"json": {"files": []}},
    "POST /api/tokens": {"json": {"name": "x"}},
    "POST /api/password": {"json": {"current": "x", "new": "Fjord-Kranich-27!"}},
    "POST /api/uploads/{upload_id}/batch": {"content": batch_body({0: b"x"})},
    "PUT /api/uploads/{upload_id}/files/{index}": {"content": b"x"},
    "GET /api/series/{series_uid}/probe": {"params": {"frame": 0, "x": 0, "y": 0}},
    "GET /api/series/{series_uid}/range": {"params": {"frame": 0}},
    "POST /api/series/{series_uid}/registration": {"json": {"onto": UID}},
    "POST /api/volumes/values": {"json": {"series_uids": ["1.2"], "point_mm": [0, 0, 0]}},
    **{f"POST /api/surfaces{end}": {"json": {"scene": PROJECTION, "threshold": 300, "file_format": "stl"}} for end in ("", "/file")},
    **{
        f"POST /api/movies{end}": {
            "json": {"scene": PROJECTION, "size_px": [64, 64], "motion": "turn", "first": 0, "last": 360, "count": 2, "fps": 5}
        }
        for end in ("", "/file")
    },
    "POST /api/volumes/pick": {"json": {"scene": PROJECTION, "pixel": [0, 0], "px": [64, 64]}},
}


def guarded() -> list[str]:
    """Every route that is not for anybody; log-out last, since it ends the session."""
    found = {f"{method.upper()} {path}" for path, methods in application().openapi()["paths"].items() for method in methods}
    assert found >= PUBLIC
    return sorted(found - PUBLIC, key=lambda route: (route == "POST /api/log-out", route))


def address(route: str) -> str:
    """The route's path with ids that nobody has."""
    return re.sub(r"\{(\w+)\}", lambda name: UID if name[1].endswith("uid") else "0" if name[1] == "index" else ID, route.partition(" ")[2])


def flows() -> list[ModuleType]:
    return [module for name, module in sys.modules.items() if name.startswith("diaphane.flows.") and hasattr(module, "decide")]


async def test_nobody_gets_in_without_a_credential(ada: Person) -> None:
    headers: list[dict[str, str]] = [
        {},
        {"authorization": "Bearer diaphane_" + "A" * 43},
        {"authorization": "Basic YTpi"},
        {"cookie": "__Host-diaphane=" + "A" * 43},
    ]
    for route in guarded():
        for shown in headers:
            async with browser(ada.app, **shown) as nobody:
                answer = await nobody.request(route.partition(" ")[0], address(route), **BODIES.get(route, {}))
            assert answer.status_code == 401, (route, shown)
            assert set(answer.json()["error"]) == {"code", "message", "request_id"}


async def test_every_guarded_route_asks_the_one_gate(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def heard(decide: Callable[..., None]) -> Callable[..., None]:
        def ask(*words: object) -> None:
            asked.append(words)
            decide(*words)

        return ask

    for module in flows():
        monkeypatch.setattr(module, "decide", heard(module.decide))
    for route in guarded():
        asked.clear()
        answer = await ada.http.request(route.partition(" ")[0], address(route), **BODIES.get(route, {}))
        assert answer.status_code < 500, route
        assert asked, f"{route} was answered without asking access.decide"


async def test_programs_cannot_do_what_is_for_people(ada: Person) -> None:
    async with browser(ada.app, authorization=f"Bearer {await ada.token()}") as program:
        for route in guarded():
            answer = await program.request(route.partition(" ")[0], address(route), **BODIES.get(route, {}))
            assert (answer.status_code == 403) is (route in FOR_PEOPLE), route
    assert (await ada.http.get("/api/me")).status_code == 200
