"""Signing up: what is made, what is refused, and what the database never sees."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import anyio
import psycopg
import pytest
from tests.accounts.made import NORTH, PASSWORD, SOUTH, MovableClock, SignUp
from tests.conftest import DatabaseUrls

from diaphane.accounts.log_in import log_in
from diaphane.accounts.me import me
from diaphane.accounts.office import Office
from diaphane.accounts.people import NewAccount
from diaphane.accounts.sessions import who_is
from diaphane.accounts.sign_up import BEAT_S, sign_up
from diaphane.base.errors import BadInput, NotHere, NotSignedIn, TooOften
from diaphane.db.embedded import EmbeddedPostgres
from diaphane.model.ids import RegionId
from diaphane.model.ports import Keyring


def keys_in(folder: Path) -> int:
    return len(list(folder.glob("*/accounts/*")))


@pytest.mark.parametrize("region", [NORTH, SOUTH])
async def test_a_new_account_has_a_key_a_user_and_a_session(
    office: Office, sign_someone_up: SignUp, keyrings: Mapping[RegionId, Keyring], region: RegionId
) -> None:
    made = await sign_someone_up(region=region)
    assert made.profile.scope.region == region
    assert keyrings[region].derive(made.profile.scope, "index")
    seen = await who_is(office, made.token)
    assert seen.principal == made.seen.principal
    found = await me(office, seen.principal)
    assert found == made.profile
    assert (found.name, found.organisation) == ("Zoë Überall", "Haus am See")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("organisation", " ", "accounts.organisation"),
        ("name", "a\nb", "accounts.name"),
        ("email", "nobody", "accounts.email"),
        ("region", "atlantis", "accounts.region"),
        ("password", "short", "accounts.password"),
        ("password", "Zoe-Haus-am-See1", "accounts.password"),
        ("password", "Lila!Kamel-9" + "x" * 120, "accounts.password"),
    ],
)
async def test_a_form_that_cannot_be_taken(office: Office, new_email: Callable[[], str], field: str, value: str, code: str) -> None:
    form = {"organisation": "Haus am See", "name": "Zoe", "email": new_email(), "password": PASSWORD, "region": NORTH} | {field: value}
    with pytest.raises(BadInput) as found:
        await sign_up(office, NewAccount(**form))
    assert found.value.code == code
    assert PASSWORD not in found.value.message


async def test_an_address_keeps_its_account_in_all_regions(
    sign_someone_up: SignUp, office: Office, new_email: Callable[[], str], keyring_folder: Path
) -> None:
    email = new_email()
    first = await sign_someone_up(email)
    keys = keys_in(keyring_folder)
    for region in (NORTH, SOUTH):
        await sign_up(office, NewAccount("Haus am Berg", "Somebody else", email.upper(), "Grüne!Kamel-9", region))
        with pytest.raises(NotSignedIn):
            await log_in(office, email, "Grüne!Kamel-9")
    assert (await log_in(office, email, PASSWORD)).profile == first.profile
    assert keys_in(keyring_folder) == keys  # what was made for the others is gone


async def test_nothing_tells_that_an_address_is_taken(sign_someone_up: SignUp, office: Office, new_email: Callable[[], str]) -> None:
    email = new_email()
    await sign_someone_up(email)

    async def took_s(form: NewAccount) -> float:
        began = time.perf_counter()
        await sign_up(office, form, "203.0.113.7")
        return time.perf_counter() - began

    for address in (email, new_email()) * 3:
        beats = await took_s(NewAccount("Haus", "Zoe", address, PASSWORD, NORTH)) / BEAT_S
        assert beats - math.floor(beats) < 0.4, "an answer between the beats says how long the work took"


async def test_of_sign_ups_at_once_with_one_address_one_wins(office: Office, new_email: Callable[[], str], keyring_folder: Path) -> None:
    email, keys_before = new_email(), keys_in(keyring_folder)

    async def one(region: RegionId) -> None:
        await sign_up(office, NewAccount("Haus am See", "Zoe", email, PASSWORD, region))

    async with anyio.create_task_group() as tasks:
        for region in (NORTH, SOUTH) * 3:
            tasks.start_soon(one, region)
    await log_in(office, email, PASSWORD)
    assert keys_in(keyring_folder) == keys_before + 1  # the losers' keys are gone


async def test_sign_ups_from_one_place_slow_down(sign_someone_up: SignUp, clock: MovableClock) -> None:
    for host in range(30):
        await sign_someone_up(address=f"192.0.2.{host}")
    with pytest.raises(TooOften) as found:
        await sign_someone_up(address="192.0.2.99")
    assert found.value.wait_s == 60
    await sign_someone_up(address="198.51.100.1")
    clock.move(seconds=61)
    await sign_someone_up(address="192.0.2.99")


async def test_what_was_typed_is_nowhere_in_the_database(
    sign_someone_up: SignUp, database_urls: DatabaseUrls, postgres: EmbeddedPostgres
) -> None:
    made = await sign_someone_up("Very.Private@clinic.example", address="203.0.113.200")
    with psycopg.connect(postgres.url_of("postgres", database_urls.owner.partition("@/")[2].partition("?")[0])) as superuser:
        dump = ""
        for table in ("account", "member", "session", "api_token", "attempt"):
            rows = superuser.execute(f"SELECT {table}::text FROM {table}").fetchall()  # noqa: S608 (fixed words)
            dump += "".join(map(str, rows))
    assert made.profile.user.hex in dump.replace("-", "")
    for typed in ("private", "haus am see", "überall", "lila!kamel", made.token, "203.0.113"):
        assert typed.lower() not in dump.lower()
        assert typed.lower().encode().hex() not in dump.lower()


async def test_an_account_without_its_key_is_gone(office: Office, sign_someone_up: SignUp, keyrings: Mapping[RegionId, Keyring]) -> None:
    made = await sign_someone_up()
    keyrings[NORTH].destroy(made.profile.scope.account)
    with pytest.raises(NotHere):
        await me(office, made.seen.principal)


async def test_nothing_typed_shows_in_a_repr(sign_someone_up: SignUp) -> None:
    made = await sign_someone_up()
    form = NewAccount("Haus am See", "Zoe", "zoe@x.org", PASSWORD, NORTH)
    for shown in (repr(made), repr(made.profile), repr(form)):
        assert not any(word in shown for word in ("Zo", "Haus", "clinic", "x.org", PASSWORD, made.token))
