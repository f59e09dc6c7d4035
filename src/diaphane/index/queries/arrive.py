"""Write what has arrived: parents once, instances set-based, counters right however many arrive at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import text

from diaphane.base.errors import Busy
from diaphane.db.listen import STUDY
from diaphane.db.work import Work
from diaphane.index import facts, rules
from diaphane.index.order import sort_name
from diaphane.index.queries import attach
from diaphane.index.queries.append import append
from diaphane.index.queries.count import count
from diaphane.index.queries.instances import INSERT, NEW, rows_of
from diaphane.model.ids import SopUid, StudyUid
from diaphane.model.study import Added, Arrival, NewInstance

_TRIES = 5


class _RacedError(Exception):
    """Somebody else wrote one of our instances since we looked."""


_KNOWN_SOPS = text("SELECT sop_uid, sha256 FROM instance WHERE account_id = :account AND sop_uid = ANY (:uids)")

_KNOWN_STUDIES = text(
    """
    SELECT s.uid, s.study_id, p.identity FROM study s JOIN patient p USING (patient_id)
    WHERE s.account_id = :account AND s.uid = ANY (:uids)
    """
)

# Rows go in sorted by their natural key, so that two arrivals wait for each other in one order only and never deadlock.
_NEW_PATIENTS = text(
    """
    INSERT INTO patient (account_id, identity, sealed)
    SELECT :account, n.identity, n.sealed FROM unnest(CAST(:identities AS bigint[]), CAST(:sealed AS bytea[])) AS n (identity, sealed)
    ORDER BY n.identity
    ON CONFLICT (account_id, identity) DO NOTHING
    """
)

_NEW_STUDIES = text(
    """
    INSERT INTO study (account_id, patient_id, uid, received_at, study_at)
    SELECT :account, p.patient_id, n.uid, :now, n.study_at
    FROM unnest(CAST(:uids AS text[]), CAST(:identities AS bigint[]), CAST(:study_ats AS text[])) AS n (uid, identity, study_at)
    JOIN patient p ON p.account_id = :account AND p.identity = n.identity
    ORDER BY n.uid
    ON CONFLICT (account_id, uid) DO NOTHING
    RETURNING uid, study_id
    """
)

_NEW_TEXTS = text(
    """
    INSERT INTO study_text (study_id, account_id, received_at, study_at, sealed, sort_name, tokens)
    SELECT s.study_id, s.account_id, s.received_at, s.study_at, n.sealed, n.sort_name, CAST(n.tokens AS bigint[])
    FROM unnest(CAST(:ids AS bigint[]), CAST(:sealed AS bytea[]), CAST(:sort_names AS bytea[]), CAST(:tokens AS text[]))
         AS n (study_id, sealed, sort_name, tokens)
    JOIN study s ON s.account_id = :account AND s.study_id = n.study_id
    """
)

_NEW_SERIES = text(
    """
    INSERT INTO series (account_id, study_id, uid, modality, number, sealed)
    SELECT :account, n.study_id, n.uid, n.modality, n.number, n.sealed
    FROM unnest(CAST(:study_ids AS bigint[]), CAST(:uids AS text[]), CAST(:modalities AS text[]), CAST(:numbers AS bigint[]),
                CAST(:sealed AS bytea[])) AS n (study_id, uid, modality, number, sealed)
    ORDER BY n.uid
    ON CONFLICT (account_id, uid) DO NOTHING
    RETURNING uid, series_id, study_id
    """
)

_NEW_INSTANCES = text(
    f"""
    {INSERT} FROM {NEW} JOIN series r ON r.account_id = :account AND r.uid = n.series_uid
    ORDER BY n.sop_uid
    ON CONFLICT (account_id, sop_uid) DO NOTHING
    RETURNING sop_uid
    """
)

_SERIES = text(
    """
    SELECT r.uid, r.series_id, r.study_id, s.uid AS study_uid FROM series r JOIN study s USING (study_id)
    WHERE r.account_id = :account AND r.uid = ANY (:uids)
    """
)

_NOTIFY = text("SELECT pg_notify(:channel, n.payload) FROM unnest(CAST(:payloads AS text[])) AS n (payload)")


@dataclass(frozen=True, slots=True)
class _SortedOut:
    """New instances by UID; UIDs that are here with the same bytes; those that clash; and the series that are here, by UID."""

    fresh: dict[SopUid, NewInstance]
    same: frozenset[SopUid]
    conflicts: frozenset[SopUid]
    series: dict[str, tuple[int, int]]  # series id, study id


@dataclass(frozen=True, slots=True)
class _Parents:
    """Where instances belong, by UID."""

    identities: Mapping[StudyUid, int]  # of the patient that each study was first received with
    series: Mapping[str, tuple[int, int]]  # series id, study id
    new_studies: tuple[StudyUid, ...]
    new_series: frozenset[str]


async def add(work: Work, arrival: Arrival) -> Added:
    """Write an arrival whose bytes are safe. Free to repeat: what is there with the same bytes is reported, not written again.

    A study keeps the patient it was first received with; each instance keeps its own where they differ.
    Raises `NotHere` for a document of an unknown study.
    """
    added, told = await _add_instances(work, arrival)
    documents, of_studies = await attach.add_documents(work, arrival.documents)
    quarantined = await attach.add_quarantine(work, arrival.quarantine)
    used = {
        *(new.extent.pack for new in arrival.instances if new.sop_uid in added.stored),
        *(new.extent.pack for new in arrival.documents if new.id in documents),
        *(new.extent.pack for new in arrival.quarantine if new.id in quarantined),
    }
    unused = await attach.drop_packs(work, {head.pack for head in arrival.packs} - used)
    touched = tuple(sorted({*added.studies, *of_studies}))
    if untold := set(touched) - told:
        payloads = [f"{work.scope.account}|{uid}" for uid in sorted(untold)]
        await work.connection.execute(_NOTIFY, {"channel": STUDY, "payloads": payloads})
    return Added(
        new_studies=added.new_studies,
        studies=touched,
        stored=added.stored,
        already_there=added.already_there,
        conflicts=added.conflicts,
        documents=documents,
        quarantined=quarantined,
        other_patients=added.other_patients,
        unused_packs=unused,
    )


async def _add_instances(work: Work, arrival: Arrival) -> tuple[Added, set[StudyUid]]:
    """The short way for what it can do, the long one for the rest; and the studies whose arrival is announced already."""
    appended = await append(work, arrival.packs, arrival.instances) if arrival.instances else frozenset()
    if not appended:
        await attach.add_packs(work, arrival.packs)
    rest = [new for new in arrival.instances if new.sop_uid not in appended]
    added = await _retried(work, rest) if rest else Added()
    told = {new.study.uid for new in arrival.instances if new.sop_uid in appended}
    return replace(added, stored=added.stored | appended, studies=(*added.studies, *told)), told


async def _retried(work: Work, instances: Iterable[NewInstance]) -> Added:
    for _ in range(_TRIES):
        try:
            async with work.connection.begin_nested():
                return await _try_instances(work, instances)
        except _RacedError:
            continue
    raise Busy("index.raced", "The same files are arriving several times at once: send these again.")


async def _try_instances(work: Work, instances: Iterable[NewInstance]) -> Added:
    sorted_out = await _sort_out(work, tuple(instances))
    fresh = sorted_out.fresh
    if not fresh:
        return Added(already_there=sorted_out.same, conflicts=sorted_out.conflicts)
    parents = await _parents(work, fresh, sorted_out.series)
    other_patients = await _insert(work, fresh, parents)
    await count(work, fresh.values(), parents.series, parents.new_series)
    return Added(
        new_studies=parents.new_studies,
        studies=tuple({new.study.uid for new in fresh.values()}),
        stored=frozenset(fresh),
        already_there=sorted_out.same,
        conflicts=sorted_out.conflicts,
        other_patients=other_patients,
    )


async def _sort_out(work: Work, instances: Sequence[NewInstance]) -> _SortedOut:
    account, connection = work.scope.account, work.connection
    rows = await connection.execute(_KNOWN_SOPS, {"account": account, "uids": [new.sop_uid for new in instances]})
    known: dict[str, bytes] = {row.sop_uid: bytes(row.sha256) for row in rows}
    fresh: dict[SopUid, NewInstance] = {}
    same: set[SopUid] = set()
    conflicts: set[SopUid] = set()
    for new in sorted(instances, key=lambda new: new.sop_uid):
        digest = known.get(new.sop_uid)
        if digest is None:
            known[new.sop_uid] = new.sha256
            fresh[new.sop_uid] = new
        elif digest == new.sha256:
            same.add(new.sop_uid)
        else:
            conflicts.add(new.sop_uid)
    rows_of_series = (
        await connection.execute(_SERIES, {"account": account, "uids": list({new.series.uid for new in fresh.values()})})
    ).all()
    # A series lies in one study only. Files that say otherwise contradict each other: the caller keeps the later ones apart.
    homes: dict[str, str] = {row.uid: row.study_uid for row in rows_of_series}
    strays = {uid for uid, new in fresh.items() if homes.setdefault(new.series.uid, new.study.uid) != new.study.uid}
    return _SortedOut(
        fresh={uid: new for uid, new in fresh.items() if uid not in strays},
        same=frozenset(same),
        conflicts=frozenset(conflicts | strays),
        series={row.uid: (int(row.series_id), int(row.study_id)) for row in rows_of_series},
    )


async def _parents(work: Work, fresh: Mapping[SopUid, NewInstance], held: Mapping[str, tuple[int, int]]) -> _Parents:
    first_of_study: dict[StudyUid, NewInstance] = {}
    first_of_series: dict[str, NewInstance] = {}
    for new in fresh.values():
        first_of_study.setdefault(new.study.uid, new)
        if new.series.uid not in held:
            first_of_series.setdefault(new.series.uid, new)
    identities = {uid: rules.patient_identity(work.tokens, new.patient, new.study) for uid, new in first_of_study.items()}
    known = {
        StudyUid(row.uid): (int(row.study_id), int(row.identity))
        for row in await work.connection.execute(_KNOWN_STUDIES, {"account": work.scope.account, "uids": list(first_of_study)})
    }
    missing = {uid: new for uid, new in first_of_study.items() if uid not in known}
    created: dict[StudyUid, int] = {}
    if missing:
        created = await _create_studies(work, missing, identities)
        if len(created) < len(missing):
            raise _RacedError
    studies = {**{uid: study_id for uid, (study_id, _) in known.items()}, **created}
    new_series = await _create_series(work, first_of_series, studies) if first_of_series else {}
    if len(new_series) < len(first_of_series):
        raise _RacedError
    return _Parents(
        identities={**identities, **{uid: identity for uid, (_, identity) in known.items()}},
        series={**held, **new_series},
        new_studies=tuple(sorted(created)),
        new_series=frozenset(new_series),
    )


async def _create_studies(work: Work, missing: Mapping[StudyUid, NewInstance], identities: Mapping[StudyUid, int]) -> dict[StudyUid, int]:
    account = work.scope.account
    people = {identities[uid]: new.patient for uid, new in missing.items()}
    await work.connection.execute(
        _NEW_PATIENTS,
        {
            "account": account,
            "identities": list(people),
            "sealed": [facts.seal(work.columns, "patient.sealed", identity, {"patient": who}) for identity, who in people.items()],
        },
    )
    rows = await work.connection.execute(
        _NEW_STUDIES,
        {
            "account": account,
            "now": work.now,
            "uids": list(missing),
            "identities": [identities[uid] for uid in missing],
            "study_ats": [rules.study_at(new.study.date, new.study.time) for new in missing.values()],
        },
    )
    created = {StudyUid(row.uid): int(row.study_id) for row in rows}
    columns: dict[str, list[Any]] = {"ids": list(created.values()), "sealed": [], "sort_names": [], "tokens": []}
    for uid, study_id in created.items():
        new = missing[uid]
        cell = {"study": new.study, "patient": new.patient, "body_part": new.series.body_part}
        columns["sealed"].append(facts.seal(work.columns, "study_text.sealed", uid, cell))
        columns["sort_names"].append(work.columns.seal(sort_name(new.patient).encode(), f"study_text.sort_name|{study_id}"))
        columns["tokens"].append("{" + ",".join(map(str, sorted(rules.study_tokens(work.tokens, new.study, new.patient)))) + "}")
    await work.connection.execute(_NEW_TEXTS, {"account": account, **columns})
    return created


async def _create_series(work: Work, first: Mapping[str, NewInstance], studies: Mapping[StudyUid, int]) -> dict[str, tuple[int, int]]:
    rows = await work.connection.execute(
        _NEW_SERIES,
        {
            "account": work.scope.account,
            "study_ids": [studies[new.study.uid] for new in first.values()],
            "uids": list(first),
            "modalities": [rules.clear(new.series.modality) for new in first.values()],
            "numbers": [new.series.number for new in first.values()],
            "sealed": [
                facts.seal(work.columns, "series.sealed", uid, {"series": new.series, "reason": new.not_viewable})
                for uid, new in first.items()
            ],
        },
    )
    return {row.uid: (int(row.series_id), int(row.study_id)) for row in rows}


async def _insert(work: Work, fresh: Mapping[SopUid, NewInstance], parents: _Parents) -> tuple[StudyUid, ...]:
    """Write the rows; returns the studies of instances that say another patient than their study's: these keep their own."""
    strangers = {
        uid: new.study.uid
        for uid, new in fresh.items()
        if rules.patient_identity(work.tokens, new.patient, new.study) != parents.identities[new.study.uid]
    }
    rows = await work.connection.execute(
        _NEW_INSTANCES, {"account": work.scope.account, "now": work.now, "rows": rows_of(work, fresh.values(), strangers)}
    )
    if len(rows.all()) < len(fresh):
        raise _RacedError
    return tuple(sorted(set(strangers.values())))
