"""Who may do what, as tables: a principal has what is written here and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from diaphane.access.permissions import Permission
from diaphane.model.principals import JobPrincipal, Principal, TokenPrincipal, UserPrincipal

TOKEN_MAY: frozenset[Permission] = frozenset(
    {
        Permission.ME_VIEW,
        Permission.UPLOAD_SEND,
        Permission.UPLOAD_VIEW,
        Permission.STUDY_SEARCH,
        Permission.STUDY_VIEW,
        Permission.STUDY_HEAR,
        Permission.SERIES_VIEW,
        Permission.METADATA_VIEW,
        Permission.TAGS_VIEW,
        Permission.INSTANCE_DOWNLOAD,
        Permission.DOCUMENT_VIEW,
        Permission.QUARANTINE_VIEW,
        Permission.QUARANTINE_DOWNLOAD,
        Permission.QUARANTINE_DELETE,
        Permission.PICTURE_VIEW,
        Permission.PICTURE_SAVE,
    }
)
"""A program works with studies. Passwords, sessions and tokens are for people: a stolen token makes no other and locks nobody out."""

USER_MAY: frozenset[Permission] = TOKEN_MAY | {
    Permission.SESSION_END,
    Permission.PASSWORD_CHANGE,
    Permission.TOKEN_LIST,
    Permission.TOKEN_CREATE,
    Permission.TOKEN_REVOKE,
}
"""Every user may do everything with the own account, until there are roles."""

JOBS_MAY: Mapping[str, frozenset[Permission]] = {
    "demo": frozenset({Permission.UPLOAD_SEND, Permission.UPLOAD_VIEW}),
    "thumbnails": frozenset({Permission.SERIES_VIEW, Permission.PICTURE_VIEW, Permission.THUMBNAIL_WRITE, Permission.DERIVED_WRITE}),
}
"""By name of the job."""


def granted(principal: Principal) -> frozenset[Permission]:
    """What the principal may do with things of its own account. Unknown kinds of principals and unknown jobs: nothing."""
    # By exact type: a kind of principal added later starts with nothing, even one that inherits.
    kind = type(principal)
    if kind is UserPrincipal:
        return USER_MAY
    if kind is TokenPrincipal:
        return TOKEN_MAY
    if kind is JobPrincipal and isinstance(principal, JobPrincipal):
        return JOBS_MAY.get(principal.name, frozenset())
    return frozenset()
