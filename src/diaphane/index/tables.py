"""Rows of the index: account > patient > study > series > instance, beside them packs, documents, quarantine, uploads.

Patient data lies in `sealed` cells only (JSON, sealed for the account, bound to table, column and natural key) and is found by
keyed tokens. In the clear: UIDs, modalities, dates and times of studies, counts, sizes, places in packs.
`study` is thin because every arrival updates its counters; what never changes and is searched lies in `study_text`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, ForeignKey, Identity, Index, Integer, LargeBinary, Table, Text, Uuid, text

from diaphane.db.schema import account_column, count_column, metadata, sealed_column, utc_column

C_TEXT = Text(collation="C")  # DICOM dates compare as bytes, whatever the server's language


def _place() -> tuple[Column[Any], ...]:
    """Where the row's bytes lie: a run of plaintext inside a pack."""
    return (
        Column("pack_id", Uuid, ForeignKey("pack.pack_id"), nullable=False, index=True),
        Column("pack_offset", BigInteger, nullable=False),
        Column("bytes", BigInteger, nullable=False),
        Column("sha256", LargeBinary, nullable=False),
    )


pack = Table(
    "pack",
    metadata,
    Column("pack_id", Uuid, primary_key=True),
    account_column(index=True),
    Column("header", LargeBinary, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    utc_column("received_at"),
)

patient = Table(
    "patient",
    metadata,
    Column("patient_id", BigInteger, Identity(always=True), primary_key=True),
    account_column(),
    # Token of ID, name and birth date together: two people who share an ID at two clinics stay two.
    Column("identity", BigInteger, nullable=False),
    sealed_column(),
    Index("uq_patient_account_id_identity", "account_id", "identity", unique=True),
)

study = Table(
    "study",
    metadata,
    Column("study_id", BigInteger, Identity(always=True), primary_key=True),
    account_column(),
    Column("patient_id", BigInteger, ForeignKey("patient.patient_id"), nullable=False, index=True),
    Column("uid", Text, nullable=False),
    utc_column("received_at"),
    Column("study_at", C_TEXT, nullable=False),  # YYYYMMDDHHMMSS as far as known, for sorting; the facts hold what was written
    Column("modalities", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    count_column("series_count"),
    count_column("instance_count"),
    count_column("document_count"),
    count_column("bytes"),
    Index("uq_study_account_id_uid", "account_id", "uid", unique=True),
    Index("ix_study_account_id_received_at_study_id", "account_id", "received_at", "study_id"),
    Index("ix_study_account_id_study_at_study_id", "account_id", "study_at", "study_id"),
    Index("ix_study_account_id_with_documents", "account_id", "study_id", postgresql_where=text("document_count > 0")),
    Index("ix_study_modalities", "modalities", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
    postgresql_with={"fillfactor": "85"},  # room on the page for the next count of a study that is arriving
)

study_text = Table(
    "study_text",
    metadata,
    Column("study_id", BigInteger, ForeignKey("study.study_id", ondelete="CASCADE"), primary_key=True),
    account_column(),
    utc_column("received_at"),
    Column("study_at", C_TEXT, nullable=False),
    sealed_column(),
    sealed_column("sort_name"),  # apart, so that sorting by name opens little; bound to study_id
    Column("tokens", ARRAY(BigInteger), nullable=False),
    Index("ix_study_text_account_id_received_at_study_id", "account_id", "received_at", "study_id"),
    Index("ix_study_text_account_id_study_at_study_id", "account_id", "study_at", "study_id"),
    # Without the pending list a search never has to read what an arrival has just left there.
    Index("ix_study_text_tokens", "tokens", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
)

series = Table(
    "series",
    metadata,
    Column("series_id", BigInteger, Identity(always=True), primary_key=True),
    account_column(),
    Column("study_id", BigInteger, ForeignKey("study.study_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("uid", Text, nullable=False),
    Column("modality", Text, nullable=False),
    Column("number", BigInteger),
    count_column("instance_count"),
    count_column("frame_count"),
    count_column("viewable_count"),
    count_column("bytes"),
    sealed_column(),
    Index("uq_series_account_id_uid", "account_id", "uid", unique=True),
    postgresql_with={"fillfactor": "85"},
)

instance = Table(
    "instance",
    metadata,
    account_column(primary_key=True),
    Column("sop_uid", Text, primary_key=True),
    Column("series_id", BigInteger, ForeignKey("series.series_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("sop_class", Text, nullable=False),
    Column("transfer_syntax", Text, nullable=False),
    Column("number", BigInteger),
    Column("frames", Integer, nullable=False),
    Column("viewable", Boolean, nullable=False),
    Column("pixel_offset", BigInteger, nullable=False),
    *_place(),
    utc_column("received_at"),
    sealed_column(),
    Index("ix_instance_account_id_sha256", "account_id", "sha256"),
)

document = Table(
    "document",
    metadata,
    Column("document_id", Uuid, primary_key=True),
    account_column(),
    Column("study_id", BigInteger, ForeignKey("study.study_id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    *_place(),
    utc_column("received_at"),
    sealed_column(),
    Index("uq_document_study_id_sha256", "study_id", "sha256", unique=True),
    Index("ix_document_account_id_sha256", "account_id", "sha256"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("quarantine_id", Uuid, primary_key=True),
    account_column(),
    Column("upload_id", Uuid),
    Column("reason_code", Text, nullable=False),
    *_place(),
    utc_column("received_at"),
    sealed_column(),
    Index("ix_quarantine_account_id_received_at_quarantine_id", "account_id", "received_at", "quarantine_id"),
    Index("uq_quarantine_account_id_sha256_reason_code", "account_id", "sha256", "reason_code", unique=True),
)

thumbnail = Table(
    "thumbnail",
    metadata,
    Column("series_id", BigInteger, ForeignKey("series.series_id", ondelete="CASCADE"), primary_key=True),
    account_column(),
    Column("instance_count", BigInteger, nullable=False),  # of the series when it was made: another one now means make it anew
    *_place()[:3],
)

derived = Table(
    "derived",
    metadata,
    Column("series_id", BigInteger, ForeignKey("series.series_id", ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True),
    account_column(),
    Column("format", Text, nullable=False),  # another one now means make it anew, as does a series that is not what it was:
    *(Column(f"series_{name}", BigInteger, nullable=False) for name in ("instances", "frames", "bytes")),
    *_place()[:3],
)

upload = Table(
    "upload",
    metadata,
    Column("upload_id", Uuid, primary_key=True),
    account_column(index=True),
    utc_column("started_at"),
    utc_column("finished_at", nullable=True),
)

upload_file = Table(
    "upload_file",
    metadata,
    Column("upload_id", Uuid, ForeignKey("upload.upload_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    account_column(),
    Column("bytes", BigInteger, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("outcome", Text),  # null: not received yet
    Column("studies", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    # How many things of each outcome the file held: one, or for a ZIP as many as it had inside.
    *(count_column(name) for name in ("stored", "already_there", "quarantined", "conflict", "ignored")),
    sealed_column(),
)

upload_part = Table(
    "upload_part",
    metadata,
    Column("upload_id", Uuid, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("file_offset", BigInteger, primary_key=True),
    account_column(),
    *_place()[:3],
)
