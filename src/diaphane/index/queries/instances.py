"""Instances as rows: what a row holds, written set-based, each row only if its UID is free."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

import orjson

from diaphane.db.work import Work
from diaphane.index import facts, rules
from diaphane.model.ids import SopUid
from diaphane.model.study import NewInstance

# One JSON text a batch: the driver writes arrays element by element, which costs more than all else it does (bench/ingest.py).
NEW = """
    json_to_recordset(CAST(:rows AS json)) AS n (
        sop_uid text, series_uid text, sop_class text, transfer_syntax text, number bigint, frames integer, viewable boolean,
        pixel_offset bigint, pack_id uuid, pack_offset bigint, bytes bigint, sha256 bytea, sealed bytea)
"""
"""The rows of parameter `rows`, made by `rows_of`."""

INSERT = """
    INSERT INTO instance (account_id, sop_uid, series_id, sop_class, transfer_syntax, number, frames, viewable, pixel_offset,
                          pack_id, pack_offset, bytes, sha256, received_at, sealed)
    SELECT :account, n.sop_uid, r.series_id, n.sop_class, n.transfer_syntax, n.number, n.frames, n.viewable, n.pixel_offset,
           n.pack_id, n.pack_offset, n.bytes, n.sha256, :now, n.sealed
"""
"""Goes on with FROM `NEW` as n and series as r. Order by n.sop_uid, so that two arrivals never deadlock."""


def rows_of(work: Work, instances: Iterable[NewInstance], strangers: Container[SopUid] = ()) -> str:
    """The parameter `rows`. `strangers`: those whose patient is not their study's; they keep their own."""
    return orjson.dumps([_row(work, new, own_patient=new.sop_uid in strangers) for new in instances]).decode()


def _row(work: Work, new: NewInstance, *, own_patient: bool) -> dict[str, Any]:
    cell: dict[str, Any] = {"frames": new.frames, "picture": new.picture, "not_viewable": new.not_viewable}
    if own_patient:
        cell["patient"] = new.patient
    return {
        "sop_uid": new.sop_uid,
        "series_uid": new.series.uid,
        "sop_class": rules.clear(new.sop_class),
        "transfer_syntax": rules.clear(new.transfer_syntax),
        "number": new.picture.number if new.picture else None,
        "frames": new.picture.frames if new.picture else 0,
        "viewable": not new.not_viewable,
        "pixel_offset": new.pixel_offset,
        "pack_id": new.extent.pack,
        "pack_offset": new.extent.offset,
        "bytes": new.extent.length,
        "sha256": binary(new.sha256),
        "sealed": binary(facts.seal(work.columns, "instance.sealed", new.sop_uid, cell)),
    }


def binary(data: bytes) -> str:
    """Bytes as PostgreSQL reads them from text (bytea hex format)."""
    return "\\x" + data.hex()
