"""What lies in the clear is a decision: every column of every table is named here, and every statement names its account."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import psycopg
import pytest
from sqlalchemy import TextClause

import diaphane
from diaphane.accounts import queries as of_accounts
from diaphane.db.schema import metadata
from diaphane.index import queries as of_index

SEALED = {"sealed", "sort_name"}
KEYED = {"identity", "tokens", "email_token", "key"}
"""Tokens under the account's or the region's key: they tell equal from different, to whoever has the key."""
HASHED = {"password_hash", "token_sha256", "sha256"}
OF_DICOM = {"uid", "sop_uid", "sop_class", "transfer_syntax", "modality", "modalities", "number", "study_at", "frames", "viewable"}
"""UIDs, modality, dates and times of the study: ARCHITECTURE, "patient data is sealed in the database too"."""
IDS = {
    *(f"{name}_id" for name in ("account", "user", "token", "pack", "patient", "study", "series", "document", "quarantine", "upload")),
    "region",
    "studies",
}
PLACES = {"pack_offset", "file_offset", "pixel_offset", "position", "bytes", "header"}
COUNTS = {
    *(f"{name}_count" for name in ("series", "instance", "document", "frame", "viewable")),
    *(f"series_{name}" for name in ("instances", "frames", "bytes")),
    *("stored", "already_there", "quarantined", "conflict", "ignored", "failures", "level"),
}
TIMES = {f"{name}_at" for name in ("received", "created", "started", "finished", "last_seen", "last_used", "tried")}
KINDS = {"kind", "media_type", "format", "reason_code", "outcome"}
CLEAR = KEYED | HASHED | OF_DICOM | IDS | PLACES | COUNTS | TIMES | KINDS
OWN = {"region_key": {"region", "lineage"}, "alembic_version": {"version_num"}}

WITHOUT_ACCOUNT = {
    "arrive._NOTIFY": "tells, reads no table",
    "sessions._TELL": "tells, reads no table",
    "candidates._EVERY": "asks find_studies, which looks into the transaction's account alone (test_isolation.py)",
    "members._ONE_AT_A_TIME": "a lock",
    **{f"door.{name}": "before anybody is known: a narrow look-up" for name in ("_MEMBER", "_SESSION", "_API_TOKEN")},
    **{f"door.{name}": "tries belong to nobody" for name in ("_FIRST_TRY", "_TRIES", "_REMEMBER", "_FORGET")},
}


def modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{package.__name__}.{found.name}")


@pytest.fixture(scope="module", autouse=True)
def _tables() -> None:
    """All rooms' tables are known once their modules are loaded."""
    for room in pkgutil.iter_modules(diaphane.__path__):
        if room.ispkg and any(found.name == "tables" for found in pkgutil.iter_modules([f"{diaphane.__path__[0]}/{room.name}"])):
            importlib.import_module(f"diaphane.{room.name}.tables")


def test_every_column_is_sealed_or_known_to_be_clear(urls: tuple[str, str]) -> None:
    with psycopg.connect(urls[0]) as connection:
        columns = connection.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
        )
        found = columns.fetchall()
    assert len(found) > 100
    assert {table for table, _, _ in found} - set(OWN) == set(metadata.tables) - set(OWN)
    for table, column, kind in found:
        if column in SEALED:
            assert kind == "bytea", (table, column)
        else:
            assert column in CLEAR | OWN.get(table, set()), f"{table}.{column}: patient data is sealed; if this is none, say above why"


def test_every_statement_names_its_account() -> None:
    silent, seen = set(), 0
    for module in (*modules(of_index), *modules(of_accounts)):
        for name, value in vars(module).items():
            for statement in value.values() if isinstance(value, dict) else (value,):
                if isinstance(statement, TextClause):
                    seen += 1
                    if ":account" not in statement.text:
                        silent.add(f"{module.__name__.rpartition('.')[2]}.{name}")
    assert seen > 50
    assert silent == set(WITHOUT_ACCOUNT), "a statement without the scope's account: the first wall is missing"
