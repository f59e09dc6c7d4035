"""Every permission is decided for every kind of principal, and whatever is unknown is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast, get_args
from uuid import uuid4

import pytest

from diaphane.access import Permission, decide
from diaphane.access.rules import JOBS_MAY
from diaphane.base.errors import NotHere, Refused
from diaphane.model.ids import AccountId, RegionId, UserId
from diaphane.model.principals import JobPrincipal, Principal, TokenPrincipal, UserPrincipal
from diaphane.model.scope import Scope

OWN = Scope(AccountId(uuid4()), RegionId("north"))
USER = UserPrincipal(UserId(uuid4()), OWN, b"s" * 32)
TOKEN = TokenPrincipal(UserId(uuid4()), OWN, b"t" * 32)
DEMO, THUMBNAILS, STRAY = (JobPrincipal(name, OWN) for name in ("demo", "thumbnails", "stray"))

# Letters of who may: User, Token, job Demo, job thumbnailS. A permission missing here fails the test below.
MAY = {
    "accounts:me:view": "UT",
    "accounts:session:end": "U",
    "accounts:password:change": "U",
    "accounts:token:list": "U",
    "accounts:token:create": "U",
    "accounts:token:revoke": "U",
    "ingest:upload:send": "UTD",
    "ingest:upload:view": "UTD",
    "index:study:search": "UT",
    "index:study:view": "UT",
    "index:study:hear": "UT",
    "index:series:view": "UTS",
    "index:thumbnail:write": "S",
    "index:derived:write": "S",
    "index:metadata:view": "UT",
    "index:tags:view": "UT",
    "index:instance:download": "UT",
    "index:document:view": "UT",
    "index:quarantine:view": "UT",
    "index:quarantine:download": "UT",
    "index:quarantine:delete": "UT",
    "stream:picture:view": "UTS",
    "stream:picture:save": "UT",
}
WHO: dict[str, Principal] = {"U": USER, "T": TOKEN, "D": DEMO, "S": THUMBNAILS, "-": STRAY}


def test_the_table_knows_every_permission_and_every_kind_of_principal() -> None:
    assert set(MAY) == {str(permission) for permission in Permission}
    assert {type(who) for who in WHO.values()} == set(get_args(Principal))
    assert {who.name for who in WHO.values() if isinstance(who, JobPrincipal)} >= set(JOBS_MAY)
    assert all(re.fullmatch(r"[a-z]+:[a-z]+:[a-z]+", permission) for permission in Permission)


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("letter", list(WHO))
def test_each_decision(letter: str, permission: Permission) -> None:
    if letter in MAY[permission]:
        decide(WHO[letter], permission, OWN)
    else:
        with pytest.raises(Refused):
            decide(WHO[letter], permission, OWN)


@pytest.mark.parametrize("who", list(WHO.values()))
@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("scope", [Scope(AccountId(uuid4()), OWN.region), Scope(OWN.account, RegionId("south"))])
def test_nothing_of_another_account_or_region(who: Principal, permission: Permission, scope: Scope) -> None:
    with pytest.raises((NotHere, Refused)):
        decide(who, permission, scope)


def test_what_is_foreign_sounds_like_what_is_unknown() -> None:
    with pytest.raises(NotHere) as found:
        decide(USER, Permission.STUDY_VIEW, Scope(AccountId(uuid4()), OWN.region))
    assert (found.value.code, found.value.message) == (NotHere().code, NotHere().message)


def test_who_may_not_at_all_learns_nothing_about_what_is_foreign() -> None:
    for scope in (OWN, Scope(AccountId(uuid4()), OWN.region)):
        with pytest.raises(Refused):
            decide(TOKEN, Permission.PASSWORD_CHANGE, scope)


@dataclass(frozen=True, slots=True)
class _LinkPrincipal:
    scope: Scope


class _HeirPrincipal(UserPrincipal):
    pass


@pytest.mark.parametrize("who", [None, _LinkPrincipal(OWN), _HeirPrincipal(USER.user, OWN, USER.session)])
def test_an_unknown_kind_of_principal_may_nothing(who: object) -> None:
    for permission in Permission:
        with pytest.raises(Refused):
            decide(cast("Principal", who), permission, OWN)


@pytest.mark.parametrize("permission", ["index:study:shred", "index:study", "", None])
def test_a_word_that_is_no_permission_is_refused(permission: object) -> None:
    with pytest.raises(Refused):
        decide(USER, cast("Permission", permission), OWN)
