"""Sign-up, log-in, log-out, who am I, and passwords."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from diaphane.accounts.people import NewAccount, Profile
from diaphane.accounts.rules.sessions import Ends
from diaphane.api.house import Rooms
from diaphane.api.shapes.accounts import (
    ChangePassword,
    CheckPassword,
    LogIn,
    Me,
    MeAccount,
    MeSession,
    MeUser,
    PasswordCheck,
    PasswordRule,
    Region,
    Regions,
    SignUp,
)
from diaphane.api.who import Asking, Who, address, let_go, let_in, session
from diaphane.base.settings import Settings
from diaphane.flows.change_password import change_password, check_password
from diaphane.flows.log_in import log_in, log_out
from diaphane.flows.me import me
from diaphane.flows.sign_up import sign_up

routes = APIRouter(tags=["accounts"])


@routes.get("/regions")
async def list_regions(house: Rooms) -> Regions:
    """Where an account's data may lie."""
    return Regions(regions=[Region(id=region.id, city=region.city, country=region.country) for region in house.settings.regions])


@routes.post("/sign-up", status_code=204)
async def sign_up_organisation(house: Rooms, form: SignUp, request: Request) -> None:
    """A new organisation with its first user, who logs in next. An address that has an account keeps it, and the answer is the same."""
    new = NewAccount(form.organisation, form.name, form.email, form.password, form.region)
    await sign_up(house, new, address(request))


@routes.post("/log-in")
async def log_in_user(house: Rooms, form: LogIn, request: Request, response: Response) -> Me:
    """A new session; the browser's former one ends."""
    signed_in = await log_in(house, form.email, form.password, address(request), session(request))
    let_in(response, signed_in.token)
    return _me(house.settings, signed_in.profile, signed_in.seen.ends)


@routes.post("/log-out", status_code=204)
async def log_out_user(house: Rooms, who: Who, response: Response) -> None:
    """The session ends, its open sockets close."""
    await log_out(house, who)
    let_go(response)


@routes.get("/me")
async def show_me(house: Rooms, asking: Asking) -> Me:
    """Who is signed in."""
    return _me(house.settings, await me(house, asking.who), asking.ends)


@routes.post("/password", status_code=204)
async def change_own_password(house: Rooms, who: Who, form: ChangePassword) -> None:
    """Every other session of the user ends."""
    await change_password(house, who, form.current, form.new)


@routes.post("/password/check")
async def judge_password(form: CheckPassword) -> PasswordCheck:
    """Which rules a password keeps, while it is typed."""
    rules = [PasswordRule(code=rule.code, message=rule.message, ok=rule.ok) for rule in check_password(form.password, form.context)]
    return PasswordCheck(ok=all(rule.ok for rule in rules), rules=rules)


def _me(settings: Settings, profile: Profile, ends: Ends | None) -> Me:
    region = next((one for one in settings.regions if one.id == profile.scope.region), None)
    return Me(
        user=MeUser(id=profile.user, name=profile.name, email=profile.email),
        account=MeAccount(
            id=profile.scope.account,
            organisation=profile.organisation,
            region=Region(id=profile.scope.region, city=region.city if region else "", country=region.country if region else ""),
        ),
        session=MeSession(idle_expires_at=ends.idle_expires_at if ends else None, expires_at=ends.expires_at if ends else None),
    )
