"""Sessions: how they end, and that whoever listens hears of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import anyio
import pytest
from tests.accounts.made import PASSWORD, MovableClock, SignUp
from tests.conftest import DatabaseUrls

from diaphane.accounts.log_in import log_in
from diaphane.accounts.office import Office
from diaphane.accounts.passwords import change
from diaphane.accounts.people import SignedIn
from diaphane.accounts.sessions import bell, log_out, who_is
from diaphane.base.errors import BadInput, NotSignedIn, TooOften
from diaphane.db.listen import SESSION, Note, notes
from diaphane.model.ids import AccountId

OTHER = "Gruner!Tapir-4"
Heard = Callable[[int], Awaitable[set[str]]]


async def gone(office: Office, token: str) -> bool:
    try:
        await who_is(office, token, used_ago=None)
    except NotSignedIn:
        return True
    return False


@pytest.fixture
async def heard(database_urls: DatabaseUrls) -> AsyncIterator[Heard]:
    """Waits for so many notes on ended sessions; returns their payloads."""
    async with aclosing(notes(database_urls.app, [SESSION])) as incoming:
        await anext(incoming)

        async def some(count: int) -> set[str]:
            with anyio.fail_after(5):
                found: list[Note] = [await anext(incoming) for _ in range(count)]
            return {note.payload for note in found}

        yield some


async def test_logging_out_ends_it_and_is_heard(office: Office, sign_someone_up: SignUp, heard: Heard) -> None:
    made = await sign_someone_up()
    await log_out(office, made.seen.principal)
    assert await gone(office, made.token)
    assert await heard(1) == {bell(made.seen.principal)}
    await log_out(office, made.seen.principal)


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 100_000, "\ud800" * 43, "' OR 1=1 --"])
async def test_a_made_up_token_is_nobody(office: Office, token: str) -> None:
    assert await gone(office, token)


async def test_the_token_is_not_what_is_kept(office: Office, sign_someone_up: SignUp) -> None:
    made = await sign_someone_up()
    assert len(made.seen.principal.session) == 32
    assert made.seen.principal.session.hex() not in made.token
    assert await gone(office, made.seen.principal.session.hex())


async def test_an_idle_session_ends(office: Office, sign_someone_up: SignUp, clock: MovableClock) -> None:
    made = await sign_someone_up()
    assert made.seen.ends.idle_expires_at == clock.now + timedelta(minutes=15)
    clock.move(minutes=14, seconds=59)
    assert not await gone(office, made.token)  # and asking for asking's sake does not put it off
    clock.move(seconds=1)
    assert await gone(office, made.token)
    clock.move(minutes=-10)
    assert await gone(office, made.token)  # really gone, not just refused


async def test_use_puts_the_idle_end_off_but_not_the_last_one(office: Office, sign_someone_up: SignUp, clock: MovableClock) -> None:
    made = await sign_someone_up()
    last = made.seen.ends.expires_at
    assert last == clock.now + timedelta(hours=12)
    for _ in range(71):
        clock.move(minutes=10)
        seen = await who_is(office, made.token)
        assert seen.ends.expires_at == last
        assert seen.ends.idle_expires_at == min(clock.now + timedelta(minutes=15), last)
    clock.move(minutes=10)
    assert clock.now == last
    assert await gone(office, made.token)


async def test_a_session_ends_to_the_second(office: Office, sign_someone_up: SignUp, clock: MovableClock) -> None:
    made = await sign_someone_up()
    for seconds in (3.0, 7.5, 29.0, 0.9, 0.9):
        clock.move(seconds=seconds)
        await who_is(office, made.token)
    clock.move(minutes=15, seconds=-1.01)
    assert not await gone(office, made.token)
    clock.move(seconds=1.01)
    assert await gone(office, made.token)


async def test_an_open_socket_keeps_its_session_only_while_its_user_does_something(
    office: Office, sign_someone_up: SignUp, clock: MovableClock
) -> None:
    made = await sign_someone_up()
    clock.move(minutes=10)
    seen = await who_is(office, made.token, used_ago=timedelta(seconds=4))
    assert seen.ends.idle_expires_at == clock.now + timedelta(minutes=15) - timedelta(seconds=4)
    clock.move(minutes=10)
    assert (await who_is(office, made.token, used_ago=None)).ends == seen.ends
    clock.move(minutes=4, seconds=57)  # a second after its end
    await who_is(office, made.token, used_ago=timedelta(seconds=2))  # but it was used before that
    clock.move(minutes=15)
    with pytest.raises(NotSignedIn):
        await who_is(office, made.token, used_ago=timedelta(seconds=1))


async def test_the_eleventh_session_ends_the_one_seen_longest_ago(
    office: Office, sign_someone_up: SignUp, clock: MovableClock, heard: Heard
) -> None:
    made = await sign_someone_up()
    opened = [made]
    for _ in range(9):
        clock.move(seconds=40)
        opened.append(await log_in(office, made.profile.email, PASSWORD))
    clock.move(seconds=40)
    await who_is(office, made.token)  # the first is in use: the second is the oldest now
    opened.append(await log_in(office, made.profile.email, PASSWORD))
    assert [await gone(office, one.token) for one in opened] == [number == 1 for number in range(11)]
    assert await heard(1) == {bell(opened[1].seen.principal)}


async def test_log_ins_at_once_leave_ten_sessions(office: Office, sign_someone_up: SignUp) -> None:
    made = await sign_someone_up()
    opened: list[SignedIn] = [made]

    async def one() -> None:
        opened.append(await log_in(office, made.profile.email, PASSWORD))

    for _ in range(4):  # four at a time: the fifth unproven try in a row would have to wait
        async with anyio.create_task_group() as tasks:
            for _ in range(4):
                tasks.start_soon(one)
    assert [await gone(office, one.token) for one in opened].count(False) == 10


async def test_a_new_password_ends_all_others_and_is_heard(office: Office, sign_someone_up: SignUp, heard: Heard) -> None:
    made, stranger = await sign_someone_up(), await sign_someone_up()
    others = [await log_in(office, made.profile.email, PASSWORD) for _ in range(3)]
    await change(office, made.seen.principal, PASSWORD, OTHER)
    assert not await gone(office, made.token)
    assert not await gone(office, stranger.token)
    assert all([await gone(office, one.token) for one in others])
    assert await heard(3) == {bell(one.seen.principal) for one in others}
    with pytest.raises(NotSignedIn):
        await log_in(office, made.profile.email, PASSWORD)
    await log_in(office, made.profile.email, OTHER)


@pytest.mark.parametrize(
    ("current", "new", "code"),
    [
        ("wrong", OTHER, "accounts.current_password"),
        (PASSWORD, "weak", "accounts.password"),
        (PASSWORD, "Haus-am-See1", "accounts.password"),
    ],
)
async def test_a_change_that_is_refused_changes_nothing(office: Office, sign_someone_up: SignUp, current: str, new: str, code: str) -> None:
    made = await sign_someone_up()
    other = await log_in(office, made.profile.email, PASSWORD)
    with pytest.raises(BadInput) as found:
        await change(office, made.seen.principal, current, new)
    assert found.value.code == code
    assert not await gone(office, other.token)
    await log_in(office, made.profile.email, PASSWORD)


async def test_who_found_an_open_session_cannot_guess_the_password(office: Office, sign_someone_up: SignUp) -> None:
    made = await sign_someone_up()
    for _ in range(5):
        with pytest.raises(BadInput):
            await change(office, made.seen.principal, "wrong", OTHER)
    with pytest.raises(TooOften):
        await change(office, made.seen.principal, PASSWORD, OTHER)


async def test_a_wrong_scope_ends_nobodys_session(office: Office, sign_someone_up: SignUp) -> None:
    made = await sign_someone_up()
    await log_out(office, replace(made.seen.principal, scope=replace(made.profile.scope, account=AccountId(uuid4()))))
    assert not await gone(office, made.token)
