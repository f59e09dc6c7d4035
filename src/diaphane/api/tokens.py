"""API tokens: for programs that work with the account's studies."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from diaphane.api.house import Rooms
from diaphane.api.shapes.accounts import MadeToken, NewToken, Token, Tokens
from diaphane.api.who import Who
from diaphane.flows.tokens import make, revoke, tokens

routes = APIRouter(prefix="/tokens", tags=["tokens"])


@routes.get("")
async def list_tokens(house: Rooms, who: Who) -> Tokens:
    """The account's tokens, without their secrets."""
    found = await tokens(house, who)
    return Tokens(tokens=[Token(id=one.id, name=one.name, created_at=one.created_at, last_used_at=one.last_used_at) for one in found])


@routes.post("", status_code=201)
async def make_token(house: Rooms, who: Who, form: NewToken) -> MadeToken:
    """A new token; its secret is shown this once."""
    made = await make(house, who, form.name)
    return MadeToken(id=made.id, name=made.name, token=made.token)


@routes.delete("/{token_id}", status_code=204)
async def revoke_token(house: Rooms, who: Who, token_id: UUID) -> None:
    """The token ends, sockets opened with it close."""
    await revoke(house, who, token_id)
