"""Things whose bytes are safe as the rows the index writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import uuid4

from diaphane.flows.upload.items import PENDING, WORDS, Item
from diaphane.flows.upload.sorting import Sorted
from diaphane.model.ids import DocumentId, QuarantineId, UploadId
from diaphane.model.instance import ClinicalDocument, DicomInstance, Unusable
from diaphane.model.sealed import Extent, PackHead
from diaphane.model.study import Arrival, NewDocument, NewInstance, NewQuarantine

Extents = Mapping[int, Extent]


def arrival(upload: UploadId | None, heads: Sequence[PackHead], items: Sequence[Item], found: Sorted, extents: Extents) -> Arrival:
    """The rows of everything new. Documents wait in quarantine until it is clear whose they are."""
    quarantine = [_unusable(upload, items[at].what, extents[at]) for at in found.unusable]
    quarantine += [kept_apart(upload, items[at], extents[at], PENDING) for at in found.documents]
    return Arrival(
        packs=tuple(heads),
        instances=tuple(_instance(items[at].what, extents[at]) for at in found.instances),
        documents=tuple(_inside(items, found.instances, extents)),
        quarantine=tuple(quarantine),
    )


def kept_apart(upload: UploadId | None, item: Item, extent: Extent, code: str) -> NewQuarantine:
    """A thing in quarantine for a reason of the upload's own: a conflict, or a document nobody can place yet."""
    what = item.what
    if not isinstance(what, DicomInstance | ClinicalDocument):
        raise TypeError(type(what).__name__)
    return NewQuarantine(QuarantineId(uuid4()), upload, item.name, code, WORDS[code], extent, what.sha256)


def _instance(what: object, extent: Extent) -> NewInstance:
    if not isinstance(what, DicomInstance):
        raise TypeError(type(what).__name__)
    return NewInstance(
        sop_uid=what.sop_uid,
        sop_class=what.sop_class,
        transfer_syntax=what.transfer_syntax,
        patient=what.patient,
        study=what.study,
        series=what.series,
        extent=extent,
        sha256=what.sha256,
        pixel_offset=what.pixel_offset,
        frames=what.frames,
        picture=what.picture,
        not_viewable=what.not_viewable,
    )


def _inside(items: Sequence[Item], instances: Iterable[int], extents: Extents) -> Iterable[NewDocument]:
    """The documents that DICOM objects hold (encapsulated PDF and the like): their bytes lie right after the object's own."""
    for at in instances:
        what = items[at].what
        if isinstance(what, DicomInstance) and (held := what.document) is not None:
            yield NewDocument(DocumentId(uuid4()), what.study.uid, held.title, held.kind, held.media_type, extents[~at], held.sha256)


def _unusable(upload: UploadId | None, what: object, extent: Extent) -> NewQuarantine:
    if not isinstance(what, Unusable):
        raise TypeError(type(what).__name__)
    return NewQuarantine(QuarantineId(uuid4()), upload, what.name, what.reason_code, what.reason, extent, what.sha256)
