"""Every SQL statement of the index, one module a question; what other rooms call is named here."""

from diaphane.index.queries.arrive import add
from diaphane.index.queries.derived import behind, derived_bytes, drop_derived, set_derived, standing, standings
from diaphane.index.queries.quarantine import (
    quarantine_count,
    quarantine_from_oldest,
    quarantine_get,
    quarantine_list,
    quarantine_of_upload,
    quarantine_remove,
)
from diaphane.index.queries.read import (
    by_sop,
    document,
    documents_of,
    instance,
    instances_of,
    known,
    packs,
    series_of,
    set_thumbnail,
    study,
    thumbnail,
)
from diaphane.index.queries.uploads import (
    add_part,
    drop_parts,
    finish_upload,
    open_upload,
    parts_of,
    record,
    upload_file,
    upload_state,
)
from diaphane.index.queries.worklist import search

__all__ = [
    "add",
    "add_part",
    "behind",
    "by_sop",
    "derived_bytes",
    "document",
    "documents_of",
    "drop_derived",
    "drop_parts",
    "finish_upload",
    "instance",
    "instances_of",
    "known",
    "open_upload",
    "packs",
    "parts_of",
    "quarantine_count",
    "quarantine_from_oldest",
    "quarantine_get",
    "quarantine_list",
    "quarantine_of_upload",
    "quarantine_remove",
    "record",
    "search",
    "series_of",
    "set_derived",
    "set_thumbnail",
    "standing",
    "standings",
    "study",
    "thumbnail",
    "upload_file",
    "upload_state",
]
