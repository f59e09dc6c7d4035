"""Tell what is new from what is here already, before anything is sealed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from diaphane.flows.upload.items import Item
from diaphane.ingest.read import Ignored
from diaphane.model.ids import SopUid, StudyUid
from diaphane.model.instance import ClinicalDocument, DicomInstance, Unusable
from diaphane.model.sealed import Plain
from diaphane.model.study import Known


@dataclass(frozen=True, slots=True)
class Sorted:
    """Places in the list of items: `there` with the study that holds them, if any; `conflicts` are instances with a UID that is taken.

    An instance that is there without a study is a conflict that lies in quarantine already.
    """

    instances: tuple[int, ...]
    conflicts: tuple[int, ...]
    documents: tuple[int, ...]
    unusable: tuple[int, ...]
    there: Mapping[int, StudyUid | None]


def sort(items: Sequence[Item], held: Mapping[SopUid, Known], digests: set[bytes]) -> Sorted:
    """Sort items by what the index holds: instances by SOP Instance UID, the rest by digest. The first of two in one list wins."""
    held, digests = dict(held), set(digests)
    instances: list[int] = []
    conflicts: list[int] = []
    documents: list[int] = []
    unusable: list[int] = []
    there: dict[int, StudyUid | None] = {}
    for at, item in enumerate(items):
        what = item.what
        if isinstance(what, DicomInstance):
            first = held.get(what.sop_uid)
            if first is None:
                held[what.sop_uid] = Known(what.sha256, what.study.uid, what.sop_uid)
                instances.append(at)
            elif first.sha256 == what.sha256:
                there[at] = first.study_uid
            elif what.sha256 in digests:
                there[at] = None  # the conflict itself has come before
            else:
                digests.add(what.sha256)
                conflicts.append(at)
        elif isinstance(what, ClinicalDocument | Unusable):
            if what.sha256 in digests:
                there[at] = None
                continue
            digests.add(what.sha256)
            (documents if isinstance(what, ClinicalDocument) else unusable).append(at)
    return Sorted(tuple(instances), tuple(conflicts), tuple(documents), tuple(unusable), there)


def packs(items: Sequence[Item], found: Sorted) -> list[dict[int, Plain]]:
    """What shares a pack: the new instances of one series, and everything else together.

    Keys are places in the list; the document inside a DICOM object follows it under the key `~place`.
    """
    series: defaultdict[str, dict[int, Plain]] = defaultdict(dict)
    for at in found.instances:
        what = items[at].what
        if isinstance(what, DicomInstance):
            pack = series[what.series.uid]
            pack[at] = what.data
            if what.document is not None:
                pack[~at] = what.document.data
    other: dict[int, Plain] = {}
    for at in (*found.conflicts, *found.documents, *found.unusable):
        what = items[at].what
        if not isinstance(what, Ignored):
            other[at] = what.data
    return [*series.values(), *([other] if other else [])]
