"""What was read of an upload, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from diaphane.dicom.text import file_title
from diaphane.ingest.read import Ignored
from diaphane.model.ids import StudyUid
from diaphane.model.instance import Ingested
from diaphane.model.upload import Outcome

PENDING = "document.pending"
UNPLACED = "document.which_study"
CONFLICT = "upload.conflict"
NOT_VIEWABLE = "upload.not_viewable"
IGNORED = "upload.ignored"
WORDS = {
    PENDING: "This document is safe and waits for the end of its upload: then it is placed with the study it lies beside.",
    UNPLACED: "This document lies beside no study, or beside several: nobody can know whose it is. Upload it again in its study's folder.",
    CONFLICT: "Another object with the same SOP Instance UID, or of the same series in another study, is here already. Both are kept.",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was read. `name` is where it lay in the upload, folders and all, as `shown` writes it."""

    name: str
    what: Ingested | Ignored


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one thing; `study` where it is known."""

    name: str
    outcome: Outcome
    code: str = ""
    message: str = ""
    study: StudyUid | None = None


def shown(name: str) -> str:
    """A name of the upload as people may be shown it: every part readable, no part that walks anywhere."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
    return "/".join(file_title(part) for part in parts) or "unnamed"


def folder_of(name: str) -> str:
    """The folder part of a shown name; "" is the upload's root."""
    return name.rpartition("/")[0]
