"""Sockets: live arrival, and that a socket ends within a second of its session (cases 13, 15)."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from starlette.types import ASGIApp
from tests.api.people import COOKIE, PASSWORD, Person, browser
from tests.api.sockets import connected

from diaphane.flows.house import House


def cookie(person: Person) -> str:
    return f"{COOKIE}={person.cookie}"


async def test_arriving_studies_are_told_to_their_account_only(ada: Person, grace: Person, ct: dict[str, bytes]) -> None:
    async with (
        connected(ada.app, "/api/events", cookie=cookie(ada)) as ours,
        connected(ada.app, "/api/events", cookie=cookie(grace)) as theirs,
    ):
        await ada.upload(ct)
        heard = await ours.hear()
        (study,) = await ada.studies()
        assert heard == {"type": "study", "study_uid": study["study_uid"]}
        with pytest.raises(TimeoutError):
            await theirs.hear(0.3)


async def test_log_out_closes_open_sockets_within_a_second(ada: Person) -> None:
    async with connected(ada.app, "/api/events", cookie=cookie(ada)) as socket:
        with pytest.raises(TimeoutError):
            await socket.hear(0.2)
        start = time.monotonic()
        await ada.http.post("/api/log-out")
        assert await socket.closed() == 4401
        assert time.monotonic() - start < 1


async def test_a_new_password_closes_the_sockets_of_other_sessions(product: ASGIApp, ada: Person) -> None:
    async with browser(product) as elsewhere:
        await elsewhere.post("/api/log-in", json={"email": ada.email, "password": PASSWORD})
        stolen = f"{COOKIE}={elsewhere.cookies[COOKIE]}"
    async with connected(product, "/api/events", cookie=stolen) as thief, connected(product, "/api/events", cookie=cookie(ada)) as owner:
        with pytest.raises(TimeoutError):
            await owner.hear(0.2)
        await ada.http.post("/api/password", json={"current": PASSWORD, "new": "Zaunkönig-Takt-9!"})
        assert await thief.closed() == 4401
        with pytest.raises(TimeoutError):
            await owner.hear(0.2)


async def test_a_revoked_token_closes_its_sockets(ada: Person) -> None:
    made = (await ada.http.post("/api/tokens", json={"name": "gateway"})).json()
    async with connected(ada.app, "/api/events", origin=None, authorization=f"Bearer {made['token']}") as socket:
        with pytest.raises(TimeoutError):
            await socket.hear(0.2)
        await ada.http.delete(f"/api/tokens/{made['id']}")
        assert await socket.closed() == 4401


async def test_a_socket_does_not_keep_its_session_alive(ada: Person, house: House) -> None:
    shorter = house.settings.model_copy(update={"session_idle": timedelta(seconds=1.5)})
    object.__setattr__(house.office, "settings", shorter)  # frozen; a product with this setting is one with a short patience
    async with connected(ada.app, "/api/events", cookie=cookie(ada)) as socket:
        start = time.monotonic()
        assert await socket.closed() == 4401
        assert 0.5 < time.monotonic() - start < 3
    assert (await ada.http.get("/api/me")).status_code == 401


@pytest.mark.parametrize("path", ["/api/events", "/api/view"])
@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:8443", "null", "https://localhost", None], ids=str)
async def test_foreign_pages_get_no_socket(ada: Person, path: str, origin: str | None) -> None:
    async with connected(ada.app, path, cookie=cookie(ada), origin=origin) as socket:
        message = await socket.from_server.get()
    assert (message["type"], message["code"]) == ("websocket.close", 4403)


@pytest.mark.parametrize("path", ["/api/events", "/api/view"])
async def test_without_a_session_the_reason_is_told(product: ASGIApp, path: str) -> None:
    async with connected(product, path, cookie=f"{COOKIE}={'A' * 43}") as socket:
        assert await socket.closed() == 4401
