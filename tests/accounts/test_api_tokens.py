"""API tokens: shown once, listed, revoked, and nobody else's business."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.accounts.made import MovableClock, SignUp

from diaphane.accounts import api_tokens
from diaphane.accounts.me import me
from diaphane.accounts.office import Office
from diaphane.accounts.sessions import who_is
from diaphane.base.errors import BadInput, Conflict, NotHere, NotSignedIn


async def test_a_token_is_known_until_it_is_revoked(office: Office, sign_someone_up: SignUp) -> None:
    owner = (await sign_someone_up()).seen.principal
    made = await api_tokens.make(office, owner, " Gateway 1 ")
    who = await api_tokens.holder(office, made.token)
    assert (who.user, who.scope) == (owner.user, owner.scope)
    assert (await me(office, who)).organisation == "Haus am See"
    (listed,) = await api_tokens.listed(office, owner)
    assert (listed.id, listed.name) == (made.id, "Gateway 1")
    await api_tokens.revoke(office, owner, made.id)
    assert await api_tokens.listed(office, owner) == []
    with pytest.raises(NotSignedIn):
        await api_tokens.holder(office, made.token)
    with pytest.raises(NotHere):
        await api_tokens.revoke(office, owner, made.id)


async def test_when_it_was_last_used_is_right_to_the_minute(office: Office, sign_someone_up: SignUp, clock: MovableClock) -> None:
    owner = (await sign_someone_up()).seen.principal
    made = await api_tokens.make(office, owner, "Gateway")
    began = clock.now

    async def used() -> object:
        return (await api_tokens.listed(office, owner))[0].last_used_at

    assert await used() is None
    await api_tokens.holder(office, made.token)
    clock.move(seconds=59)
    await api_tokens.holder(office, made.token)
    assert await used() == began
    clock.move(seconds=1)
    await api_tokens.holder(office, made.token)
    assert await used() == clock.now


async def test_a_session_is_no_api_token_and_the_other_way_round(office: Office, sign_someone_up: SignUp) -> None:
    signed_in = await sign_someone_up()
    made = await api_tokens.make(office, signed_in.seen.principal, "Gateway")
    with pytest.raises(NotSignedIn):
        await api_tokens.holder(office, signed_in.token)
    with pytest.raises(NotSignedIn):
        await who_is(office, made.token)


@pytest.mark.parametrize("token", ["", "diaphane_", "diaphane_" + "x" * 43, "\ud800", "x" * 100_000])
async def test_a_made_up_token_is_nobody(office: Office, token: str) -> None:
    with pytest.raises(NotSignedIn):
        await api_tokens.holder(office, token)


async def test_nobody_sees_or_revokes_another_accounts_token(office: Office, sign_someone_up: SignUp) -> None:
    owner, stranger = (await sign_someone_up()).seen.principal, (await sign_someone_up()).seen.principal
    made = await api_tokens.make(office, owner, "Gateway")
    assert await api_tokens.listed(office, stranger) == []
    for token_id in (made.id, uuid4()):
        with pytest.raises(NotHere) as found:
            await api_tokens.revoke(office, stranger, token_id)
        assert found.value.message == NotHere().message
    await api_tokens.holder(office, made.token)


async def test_there_is_an_end_to_tokens_and_names(office: Office, sign_someone_up: SignUp) -> None:
    owner = (await sign_someone_up()).seen.principal
    with pytest.raises(BadInput):
        await api_tokens.make(office, owner, "")
    for number in range(api_tokens.MOST):
        await api_tokens.make(office, owner, f"Gateway {number}")
    with pytest.raises(Conflict):
        await api_tokens.make(office, owner, "One more")
