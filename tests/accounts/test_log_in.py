"""Logging in: who gets in, what others learn, and how fast they may try."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import anyio
import pytest
from tests.accounts.made import PASSWORD, SOUTH, MovableClock, SignUp

from diaphane.accounts import throttle
from diaphane.accounts.hashing import Hashing
from diaphane.accounts.log_in import log_in
from diaphane.accounts.office import Office
from diaphane.accounts.queries import door
from diaphane.base.errors import Busy, NotSignedIn, TooOften


async def test_the_right_password_lets_in_whatever_the_case_of_the_address(office: Office, sign_someone_up: SignUp) -> None:
    made = await sign_someone_up(region=SOUTH)
    found = await log_in(office, f" {made.profile.email.upper()} ", PASSWORD)
    assert found.profile == made.profile
    assert found.token != made.token


async def test_an_accent_is_one_letter_however_it_was_typed(office: Office, sign_someone_up: SignUp) -> None:
    made = await sign_someone_up(password="Cafe\u0301!Lila9")
    assert (await log_in(office, made.profile.email, "Caf\u00e9!Lila9")).profile == made.profile


@pytest.mark.parametrize("password", ["", "lila!Kamel-9", PASSWORD + "x" * 200, "\ud800", "\x00"])
async def test_unknown_and_wrong_sound_the_same(
    office: Office, sign_someone_up: SignUp, new_email: Callable[[], str], password: str
) -> None:
    made = await sign_someone_up()
    said = []
    for email in (made.profile.email, new_email(), "\ud800", "", "x\x00"):
        with pytest.raises(NotSignedIn) as found:
            await log_in(office, email, password)
        said.append((found.value.code, found.value.message))
    assert len(set(said)) == 1


async def test_an_unknown_address_costs_one_verification_too(
    office: Office, sign_someone_up: SignUp, new_email: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    emails = (await sign_someone_up()).profile.email, new_email()
    seen: list[bool] = []
    matches = Hashing.matches

    async def counted(self: Hashing, kept: str | None, password: str, pepper: bytes) -> bool:
        seen.append(kept is not None)
        return await matches(self, kept, password, pepper)

    monkeypatch.setattr(Hashing, "matches", counted)
    for email in emails:
        with pytest.raises(NotSignedIn):
            await log_in(office, email, "wrong")
    assert seen == [True, False]


@pytest.mark.parametrize("known", [True, False])
async def test_after_five_failures_a_growing_wait(
    office: Office, sign_someone_up: SignUp, new_email: Callable[[], str], clock: MovableClock, known: bool
) -> None:
    email = (await sign_someone_up()).profile.email if known else new_email()
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            await log_in(office, email, "wrong")
    for wait_s in (1, 2, 4):
        for _ in range(3):  # refused tries do not make it longer
            with pytest.raises(TooOften) as found:
                await log_in(office, email, PASSWORD)
            assert found.value.wait_s == wait_s
        clock.move(seconds=wait_s)
        with pytest.raises(NotSignedIn):
            await log_in(office, email, "wrong")


async def test_getting_in_wipes_the_failures(office: Office, sign_someone_up: SignUp) -> None:
    email = (await sign_someone_up()).profile.email
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(NotSignedIn):
                await log_in(office, email, "wrong")
        await log_in(office, email, PASSWORD)


async def test_parallel_tries_do_not_slip_through(office: Office, sign_someone_up: SignUp) -> None:
    email = (await sign_someone_up()).profile.email
    said: list[type[Exception]] = []

    async def one() -> None:
        with pytest.raises((NotSignedIn, TooOften)) as found:
            await log_in(office, email, "wrong", "192.0.2.1")
        said.append(found.type)

    async with anyio.create_task_group() as tasks:
        for _ in range(12):
            tasks.start_soon(one)
    assert said.count(NotSignedIn) == 5


async def test_a_place_that_fails_with_many_addresses_slows_down_but_not_its_neighbours(
    office: Office, sign_someone_up: SignUp, new_email: Callable[[], str], clock: MovableClock
) -> None:
    email = (await sign_someone_up()).profile.email
    for host in range(50):
        with pytest.raises(NotSignedIn):
            await log_in(office, new_email(), "wrong", f"203.0.113.{host}")
    with pytest.raises(TooOften):
        await log_in(office, email, PASSWORD, "203.0.113.99")
    await log_in(office, email, PASSWORD, "198.51.100.9")
    clock.move(seconds=5)
    for _ in range(20):  # those that get in cost the place nothing
        await log_in(office, email, PASSWORD, "203.0.113.99")


async def test_what_no_limit_remembers_is_swept(
    office: Office, new_email: Callable[[], str], clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = new_email()
    key = office.try_key("email", email)
    for _ in range(3):
        with pytest.raises(NotSignedIn):
            await log_in(office, email, "wrong")
    monkeypatch.setattr(throttle, "_SWEEP_ONE_IN", 1)
    for days, left in ((1, 3), (3, 0)):
        clock.move(days=days)
        with pytest.raises(NotSignedIn):
            await log_in(office, new_email(), "wrong")
        async with office.work.at_the_door() as threshold:
            assert (await door.tries(threshold, key)).failures == left


async def test_a_hash_of_old_parameters_is_made_new(office: Office, sign_someone_up: SignUp) -> None:
    made = await sign_someone_up()
    stronger = replace(office, hashing=Hashing(memory_kib=128))

    async def kept() -> str:
        async with office.work.at_the_door() as threshold:
            found = await door.member(threshold, office.email_tokens(made.profile.email))
        assert found is not None
        return found.password_hash

    before = await kept()
    await log_in(stronger, made.profile.email, PASSWORD)
    after = await kept()
    assert before != after
    assert stronger.hashing.outdated(before)
    assert not stronger.hashing.outdated(after)
    await log_in(stronger, made.profile.email, PASSWORD)
    assert await kept() == after


async def test_a_full_queue_says_busy_and_costs_no_try(office: Office, sign_someone_up: SignUp) -> None:
    made = await sign_someone_up()
    full = replace(office, hashing=Hashing(memory_kib=64, at_once=1, most_waiting=-1))
    for _ in range(10):
        with pytest.raises(Busy) as found:
            await log_in(full, made.profile.email, PASSWORD)
        assert found.value.code == "accounts.busy"
    await log_in(office, made.profile.email, PASSWORD)
