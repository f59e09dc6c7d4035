"""Everything that can be asked for, as `room:thing:act`."""

from __future__ import annotations

from enum import StrEnum, unique


@unique
class Permission(StrEnum):
    """One permission for each thing a door offers. A new one is denied to everybody until `rules` grants it."""

    ME_VIEW = "accounts:me:view"
    SESSION_END = "accounts:session:end"
    PASSWORD_CHANGE = "accounts:password:change"  # noqa: S105 (the name of a permission)
    TOKEN_LIST = "accounts:token:list"  # noqa: S105 (as above)
    TOKEN_CREATE = "accounts:token:create"  # noqa: S105 (as above)
    TOKEN_REVOKE = "accounts:token:revoke"  # noqa: S105 (as above)

    UPLOAD_SEND = "ingest:upload:send"
    UPLOAD_VIEW = "ingest:upload:view"

    STUDY_SEARCH = "index:study:search"
    STUDY_VIEW = "index:study:view"
    STUDY_HEAR = "index:study:hear"
    SERIES_VIEW = "index:series:view"
    THUMBNAIL_WRITE = "index:thumbnail:write"
    DERIVED_WRITE = "index:derived:write"
    METADATA_VIEW = "index:metadata:view"
    TAGS_VIEW = "index:tags:view"
    INSTANCE_DOWNLOAD = "index:instance:download"
    DOCUMENT_VIEW = "index:document:view"
    QUARANTINE_VIEW = "index:quarantine:view"
    QUARANTINE_DOWNLOAD = "index:quarantine:download"
    QUARANTINE_DELETE = "index:quarantine:delete"

    PICTURE_VIEW = "stream:picture:view"
    PICTURE_SAVE = "stream:picture:save"
