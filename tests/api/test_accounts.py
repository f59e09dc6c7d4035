"""Sign-up, log-in, sessions and passwords over HTTP; abuse cases 5, 12, 13, 15, 17, 24."""

from __future__ import annotations

import pytest
from starlette.types import ASGIApp
from tests.api.people import COOKIE, PASSWORD, Person, browser

NEW = "Zaunkönig-Takt-9!"


async def test_regions_are_told_to_anybody(product: ASGIApp) -> None:
    async with browser(product) as somebody:
        regions = (await somebody.get("/api/regions")).json()["regions"]
    assert regions == [{"id": "local", "city": "Here", "country": "Nowhere"}, {"id": "north", "city": "There", "country": "Nowhere"}]


async def test_signing_up_logs_in(ada: Person) -> None:
    me = await ada.get("/api/me")
    assert me == {**ada.me, "session": me["session"]}
    assert me["user"]["email"] == ada.email
    assert me["account"]["region"] == {"id": "local", "city": "Here", "country": "Nowhere"}
    assert me["session"]["idle_expires_at"] < me["session"]["expires_at"]


async def test_the_cookie_is_for_our_pages_only(product: ASGIApp, ada: Person) -> None:
    async with browser(product) as other:
        answer = await other.post("/api/log-in", json={"email": ada.email, "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie


async def test_log_in_gives_a_new_session_and_ends_the_old_one(ada: Person) -> None:
    before = ada.cookie
    answer = await ada.http.post("/api/log-in", json={"email": ada.email, "password": PASSWORD})
    assert answer.status_code == 200
    assert ada.cookie != before
    async with browser(ada.app, cookie=f"{COOKIE}={before}") as thief:
        assert (await thief.get("/api/me")).status_code == 401


async def test_a_preset_cookie_is_not_taken_over(product: ASGIApp, ada: Person) -> None:
    fixed = "A" * 43
    async with browser(product, cookie=f"{COOKIE}={fixed}") as victim:
        answer = await victim.post("/api/log-in", json={"email": ada.email, "password": PASSWORD})
        assert answer.status_code == 200
        assert fixed not in answer.headers["set-cookie"]
    async with browser(product, cookie=f"{COOKIE}={fixed}") as attacker:
        assert (await attacker.get("/api/me")).status_code == 401


async def test_after_log_out_the_cookie_is_worth_nothing(ada: Person) -> None:
    stolen = ada.cookie
    assert (await ada.http.post("/api/log-out")).status_code == 204
    assert COOKIE not in ada.http.cookies
    async with browser(ada.app, cookie=f"{COOKIE}={stolen}") as thief:
        for path in ("/api/me", "/api/quarantine", "/api/tokens"):
            assert (await thief.get(path)).status_code == 401


async def test_a_new_password_ends_the_other_sessions_and_not_this_one(product: ASGIApp, ada: Person) -> None:
    async with browser(product) as elsewhere:
        await elsewhere.post("/api/log-in", json={"email": ada.email, "password": PASSWORD})
        wrong = await ada.http.post("/api/password", json={"current": "wrong", "new": NEW})
        assert wrong.json()["error"]["code"] == "accounts.current_password"
        assert (await ada.http.post("/api/password", json={"current": PASSWORD, "new": NEW})).status_code == 204
        assert (await elsewhere.get("/api/me")).status_code == 401
        assert (await ada.http.get("/api/me")).status_code == 200
        assert (await elsewhere.post("/api/log-in", json={"email": ada.email, "password": PASSWORD})).status_code == 401
        assert (await elsewhere.post("/api/log-in", json={"email": ada.email, "password": NEW})).status_code == 200


async def test_wrong_password_and_unknown_address_sound_alike(product: ASGIApp, ada: Person) -> None:
    async with browser(product) as somebody:
        known = await somebody.post("/api/log-in", json={"email": ada.email, "password": "Wrong-Word-11!"})
        unknown = await somebody.post("/api/log-in", json={"email": "nobody@nowhere.example", "password": "Wrong-Word-11!"})
    errors = [answer.json()["error"] for answer in (known, unknown)]
    assert known.status_code == unknown.status_code == 401
    assert errors[0] | {"request_id": ""} == errors[1] | {"request_id": ""}


async def test_guessing_is_slowed_down_and_says_how_long(product: ASGIApp, ada: Person) -> None:
    async with browser(product, "10.99.0.1") as guesser:
        statuses = [(await guesser.post("/api/log-in", json={"email": ada.email, "password": f"Guess-{n}-x"})) for n in range(8)]
    assert statuses[0].status_code == 401
    assert statuses[-1].status_code == 429
    assert int(statuses[-1].headers["retry-after"]) >= 1


@pytest.mark.parametrize("field", ["role", "account_id", "region_id", "is_admin"])
async def test_nothing_can_be_slipped_into_a_form(product: ASGIApp, field: str) -> None:
    form = {"organisation": "x", "name": "x", "email": "x@x.example", "password": PASSWORD, "region": "local", field: "x"}
    async with browser(product) as somebody:
        answer = await somebody.post("/api/sign-up", json=form)
    assert answer.status_code == 422
    assert field in answer.json()["error"]["message"]
    assert PASSWORD not in answer.text


@pytest.mark.parametrize("password", ["x" * 1_000_000, "Ab!" + "x" * 126, "Abc\0defgh!", "short", "alllowercase"])
async def test_unfit_passwords_are_refused_without_being_repeated(product: ASGIApp, password: str) -> None:
    form = {"organisation": "x", "name": "x", "email": "x@x.example", "password": password, "region": "local"}
    async with browser(product, "10.98.0.1") as somebody:
        answer = await somebody.post("/api/sign-up", json=form)
    assert answer.status_code in {413, 422}
    assert password not in answer.text


async def test_a_password_is_judged_while_it_is_typed(product: ASGIApp) -> None:
    async with browser(product) as somebody:
        good = (await somebody.post("/api/password/check", json={"password": PASSWORD, "context": ["Ada"]})).json()
        bad = (await somebody.post("/api/password/check", json={"password": "abc"})).json()
    assert good["ok"] is True
    assert bad["ok"] is False
    assert {rule["code"] for rule in bad["rules"] if not rule["ok"]} >= {"length", "upper", "special"}


async def test_cross_site_requests_are_refused_before_anything_happens(ada: Person) -> None:
    form = {"email": ada.email, "password": PASSWORD}
    cookie = f"{COOKIE}={ada.cookie}"
    async with browser(ada.app, cookie=cookie) as pages:
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
            assert (await pages.post("/api/log-in", json=form, headers=headers)).status_code == 403
            assert (await pages.post("/api/log-out", headers=headers)).status_code == 403
        del pages.headers["X-Diaphane-CSRF"]
        # What a form of a foreign page can send: no header of its own, a body that only looks like JSON.
        assert (await pages.post("/api/log-out", content=b"{}", headers={"Content-Type": "text/plain"})).status_code == 403
    assert (await ada.http.get("/api/me")).status_code == 200


async def test_api_tokens_are_shown_once_and_end_when_revoked(ada: Person) -> None:
    made = (await ada.http.post("/api/tokens", json={"name": "gateway"})).json()
    listed = (await ada.get("/api/tokens"))["tokens"]
    assert [(one["id"], one["name"]) for one in listed] == [(made["id"], "gateway")]
    assert made["token"] not in str(listed)
    async with browser(ada.app, authorization=f"Bearer {made['token']}") as program:
        me = (await program.get("/api/me")).json()
        assert me["account"]["id"] == ada.me["account"]["id"]
        assert me["session"] == {"idle_expires_at": None, "expires_at": None}
        for method, path in (("POST", "/api/log-out"), ("GET", "/api/tokens"), ("DELETE", f"/api/tokens/{made['id']}")):
            assert (await program.request(method, path)).status_code == 403
        assert (await ada.http.delete(f"/api/tokens/{made['id']}")).status_code == 204
        assert (await program.get("/api/me")).status_code == 401
